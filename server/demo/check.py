"""Checks the finished rows, knowing nothing of how they were made."""

import re
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction

DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
RELATIVE = re.compile(r"today([+-]\d+[dm])?")
DAYS = [date(2026, 11, 23), date(2026, 1, 1), date(2026, 3, 31), date(2027, 2, 28),
        date(2028, 2, 29), date(2027, 12, 31), date(2028, 10, 30), date(2027, 7, 15)]
FIELDS = {
    "seller": "name address vat_id tax_number currency time_zone invoice_template "
              "credit_note_template receipt_template bank",
    "tax_zone": "country rate category valid_from inclusive",
    "plan": "name kind prices limits overuse usage_prices upgrades downgrades",
    "addon": "name plans prices raises",
    "account": "name company email invoice_email phone address currency time_zone language vat_id "
               "vat_check tax_exempt own_reference created_on closed_on credit_alert top_up referral",
    "person": "name email language password memberships",
    "billing_account": "account owner method gateway token brand last4 expires iban_masked name "
                       "default shared_with monthly_cap mandate status first_used_on",
    "subscription": "account plan label domain currency period started_on next_renewal_on price "
                    "addons payers credit_first status reason since ends_on change auto_renew",
    "usage": "subscription resource from values limit",
    "credit": "account currency amount origin on expires_on note",
    "invoice": "account number issued_on due_on currency lines net tax total written_off_on "
               "dunning_from payments",
    "credit_note": "invoice number issued_on lines net tax total",
    "affiliate_program": "name plans percent overrides cycles cookie_days maturity_days "
                         "minimum_payout currency landing terms_version",
    "affiliate": "account program code joined_on clicks payout",
    "commission": "affiliate account invoice at currency base amount state until reason paid_on",
}
LINE = set("kind text subscription addon resource period quantity unit_price net tax_rate "
           "tax_category corrects derivation".split())
CLASS = {"promotion": 1, "downgrade": 2, "refund": 2, "paid_in": 3, "affiliate": 4}


def resolve(text, today):
    """The date that `today`, `today-3d` or `today+5m` means."""
    assert RELATIVE.fullmatch(text), text
    if text == "today":
        return today
    n = int(text[5:-1])
    if text.endswith("d"):
        return today + timedelta(days=n)
    months = today.year * 12 + today.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def units(text, currency):
    """Minor units; refuses what is not exact or not written in full."""
    assert re.fullmatch(r"-?\d+" + (r"\.\d{%d}" % DIGITS[currency] if DIGITS[currency] else ""),
                        text), (text, currency)
    return (Fraction(text) * 10 ** DIGITS[currency]).numerator


def books(rows, text):
    """Every rule of import; what the books hold, in words."""
    assert len(text.encode()) < 1_000_000, len(text)
    refs, used = defaultdict(dict), []
    for row in rows:
        extra = set(row) - {"type", "ref"} - set(FIELDS[row["type"]].split())
        assert not extra, (row, extra)
        if row["type"] == "usage":
            used.append(row)
            continue
        assert row["ref"] not in refs[row["type"]], row["ref"]
        refs[row["type"]][row["ref"]] = row
    references(refs)
    people(refs)
    for ref, row in refs["invoice"].items():
        document(row, row["currency"], row["account"], refs)
        assert row["number"] == f"INV-{{year}}-{ref[2:]}", ref
    for row in refs["credit_note"].values():
        invoice = refs["invoice"][row["invoice"]]
        document(row, invoice["currency"], invoice["account"], refs)
    commissions(refs)
    for today in DAYS:
        order(refs, today)
        measured(refs, used, today)
    balances = credit(refs, DAYS[0])
    return summary(refs, balances, text)


def references(refs):
    """Every named object exists, and belongs to the same account where it must."""
    for row in refs["subscription"].values():
        plan = refs["plan"][row["plan"]]
        cycle = (row["currency"], row["period"])
        items = [plan] + [refs["addon"][a["addon"]] for a in row["addons"]]
        for item in items:
            assert cycle in {(p["currency"], p["period"]) for p in item["prices"]}, row["ref"]
        for payer in row["payers"]:
            assert refs["billing_account"][payer]["account"] == row["account"], row["ref"]
        assert row.get("change", row)["plan"] in refs["plan"]
    for row in refs["plan"].values():
        assert all(p in refs["plan"] for p in row["upgrades"] + row["downgrades"])
    for kind in ("billing_account", "subscription", "credit", "invoice"):
        assert all(row["account"] in refs["account"] for row in refs[kind].values()), kind
    for row in refs["billing_account"].values():
        for person in [row["owner"], *row.get("shared_with", [])]:
            members = refs["person"][person]["memberships"]
            assert row["account"] in {m["account"] for m in members}, row["ref"]
    defaults = Counter(r["account"] for r in refs["billing_account"].values() if r["default"])
    assert max(defaults.values()) == 1, defaults


def commissions(refs):
    """Each is the program's part of an invoice that a customer of the affiliate paid with money."""
    codes = {row["code"]: row for row in refs["affiliate"].values()}
    assert len(codes) == len(refs["affiliate"])
    for row in refs["account"].values():
        if "referral" in row:
            assert codes[row["referral"]["code"]]["program"] == row["referral"]["program"]
    for row in refs["affiliate"].values():
        days = [click["day"] for click in row["clicks"]]
        assert row["account"] in refs["account"] and len(days) == len(set(days)), row["ref"]
    program = refs["affiliate_program"]["friends"]
    own = {o["plan"]: o["percent"] for o in program["overrides"]}
    for row in refs["commission"].values():
        affiliate, invoice = refs["affiliate"][row["affiliate"]], refs["invoice"][row["invoice"]]
        assert affiliate["account"] != row["account"] == invoice["account"], row["ref"]
        back = units(row["amount"], row["currency"]) < 0
        source = next(n for n in refs["credit_note"].values()
                      if n["invoice"] == row["invoice"]) if back else invoice
        base = amount = 0
        for line in source["lines"]:
            plan = refs["subscription"][line["subscription"]]["plan"]
            if line["kind"] in ("plan", "addon") and plan in program["plans"]:
                net = units(line["net"], row["currency"]) * (-1 if back else 1)
                part = abs(net) * Fraction(own.get(plan, program["percent"])) / 100
                base, amount = base + net, amount + int(part + Fraction(1, 2)) * (-1 if back else 1)
        assert (units(row["base"], row["currency"]), units(row["amount"], row["currency"])) == \
            (base, amount), row["ref"]
        paid = invoice.get("payments", [])
        assert all(p["by"] != "credit" for p in paid), row["ref"]
        assert (row["state"] in ("tracked", "reversed")) == (not paid), row["ref"]
        assert (row["state"] == "pending") == ("until" in row), row["ref"]
        assert (row["state"] == "paid") == ("paid_on" in row), row["ref"]
        assert (back or row["state"] == "reversed") == ("reason" in row), row["ref"]


def people(refs):
    """One owner an account; passwords long and unlike the person."""
    owners, emails = Counter(), Counter()
    for row in refs["person"].values():
        emails[row["email"]] += 1
        for member in row["memberships"]:
            owners[member["account"]] += member.get("role") == "owner"
            assert ("role" in member) != ("permissions" in member), row["ref"]
            for sub in member.get("subscriptions", []):
                assert refs["subscription"][sub]["account"] == member["account"]
        words = row["name"].lower().split() + [row["email"].split("@")[0], "quayside", "saldo"]
        secret = row.get("password", "a pass phrase")
        assert len(secret) >= 12 and not any(w in secret for w in words), row["ref"]
    assert max(emails.values()) == 1
    assert all(owners[a] == 1 for a in refs["account"]), owners


def document(row, currency, account, refs):
    """Lines, tax by group, total and derivations."""
    groups = defaultdict(int)
    for line in row["lines"]:
        assert not set(line) - LINE, line
        net = units(line["net"], currency)
        groups[line["tax_rate"], line["tax_category"]] += net
        if "subscription" in line:
            assert refs["subscription"][line["subscription"]]["account"] == account
        if "unit_price" in line:
            assert Fraction(line["unit_price"]) * Fraction(line["quantity"]) == \
                Fraction(line["net"]), line
        if "derivation" in line:
            exact, made = Fraction(line["derivation"]["exact"]), line["derivation"]["rounded"]
            assert abs(exact - net) <= Fraction(1, 2) and made == line["net"], line
        if "corrects" in line:
            target = refs["invoice"][line["corrects"]["invoice"]]
            assert len(target["lines"]) >= line["corrects"]["line"], line
    tax = 0
    for (rate, _), net in groups.items():
        part = abs(net) * Fraction(rate) / 100
        tax += int(part + Fraction(1, 2)) * (1 if net >= 0 else -1)
    assert units(row["net"], currency) == sum(groups.values()), row["ref"]
    assert units(row["tax"], currency) == tax, row["ref"]
    assert units(row["total"], currency) == sum(groups.values()) + tax, row["ref"]


def order(refs, today):
    """Dates that may not cross, whatever day it is."""
    at = lambda text: resolve(text, today)
    invoices = sorted(refs["invoice"].values(), key=lambda r: r["number"])
    for kind in (invoices, sorted(refs["credit_note"].values(), key=lambda r: r["number"])):
        days = [at(row["issued_on"]) for row in kind]
        assert days == sorted(days) and days[-1] <= today
    for row in invoices:
        issued = at(row["issued_on"])
        account = refs["account"][row["account"]]
        assert at(account["created_on"]) <= issued <= at(row["due_on"]), row["ref"]
        for line in row["lines"]:
            start, end = at(line["period"]["from"]), at(line["period"]["to"])
            sub = refs["subscription"][line["subscription"]]
            assert at(sub["started_on"]) <= start < end, (row["ref"], sub["ref"])
        for payment in row.get("payments", []):
            assert issued <= at(payment["on"]) <= today, row["ref"]
    for row in refs["subscription"].values():
        created = at(refs["account"][row["account"]]["created_on"])
        assert created <= at(row["started_on"]) <= today, row["ref"]
        if "next_renewal_on" in row:
            assert at(row["next_renewal_on"]) > today, row["ref"]


def measured(refs, used, today):
    """Readings of subscriptions that have such a limit, each day once, none before they began."""
    known = set()
    for row in used:
        sub = refs["subscription"][row["subscription"]]
        assert row["resource"] in refs["plan"][sub["plan"]]["limits"], row["subscription"]
        first = resolve(row["from"], today)
        assert resolve(sub["started_on"], today) <= first, row["subscription"]
        for n, value in enumerate(row["values"]):
            on = first + timedelta(days=n)
            key = row["subscription"], row["resource"], on
            assert on < today and key not in known, key
            assert value is None or value >= 0, key
            known.add(key)


def credit(refs, today):
    """Replays every movement of credit in spending order; what is left by account and lot."""
    lots, moves = defaultdict(list), []
    for row in refs["credit"].values():
        on = resolve(row["on"], today)
        last = resolve(row["expires_on"], today) if "expires_on" in row else None
        assert last is None or (row["origin"] == "promotion" and last > today), row["ref"]
        lots[row["account"], row["currency"]].append(
            {"on": on, "last": last, "left": units(row["amount"], row["currency"]), "row": row})
    for row in refs["invoice"].values():
        settled = 0
        for pay in row.get("payments", []):
            amount = units(pay["amount"], row["currency"])
            assert amount > 0
            settled += amount - units(pay.get("refunded", "0.00"), "EUR")
            if pay["by"] == "credit":
                key = (row["account"], row["currency"])
                moves.append((resolve(pay["on"], today), row["number"], key, amount))
            elif pay["by"] == "billing_account":
                payer = refs["billing_account"][pay["billing_account"]]
                assert payer["account"] == row["account"], row["ref"]
        notes = [n for n in refs["credit_note"].values() if n["invoice"] == row["ref"]]
        settled += sum(units(n["total"], row["currency"]) for n in notes)
        assert settled <= units(row["total"], row["currency"]), row["ref"]
    for on, number, key, amount in sorted(moves):
        usable = [x for x in lots[key] if x["on"] < on and (x["last"] is None or x["last"] >= on)]
        for lot in sorted(usable, key=lambda x: ((0, x["last"]) if x["last"] else (
                CLASS[x["row"]["origin"]], date.min), x["on"], x["row"]["ref"])):
            part = min(amount, lot["left"])
            lot["left"] -= part
            amount -= part
        assert amount == 0, (number, key, amount)
    return lots


def summary(refs, lots, text):
    """Counts, and for each account what is due, what is overdue and what credit is left."""
    today, lines = DAYS[0], []
    for ref, account in refs["account"].items():
        due, late, count = Counter(), Counter(), Counter()
        for row in refs["invoice"].values():
            if row["account"] != ref:
                continue
            cur = row["currency"]
            count["all"] += 1
            taken = sum(units(p["amount"], cur) - units(p.get("refunded", "0.00"), "EUR")
                        for p in row.get("payments", []))
            taken += sum(units(n["total"], cur) for n in refs["credit_note"].values()
                         if n["invoice"] == row["ref"])
            rest = 0 if "written_off_on" in row else units(row["total"], cur) - taken
            due[cur] += rest
            count["open"] += rest > 0
            late[cur] += rest if resolve(row["due_on"], today) < today else 0
        have = {k[1]: [(x["row"]["origin"], x["left"]) for x in v if x["left"]]
                for k, v in lots.items() if k[0] == ref}
        subs = sum(s["account"] == ref for s in refs["subscription"].values())
        lines.append(f"{ref} {account['name']}: subscriptions {subs}, invoices {count['all']}, "
                     f"open {count['open']}, due {dict(due)}, overdue {dict(+late)}, credit {have}")
    counts = ", ".join(f"{kind} {len(rows)}" for kind, rows in refs.items())
    return "\n".join([*lines, counts, f"{len(text.encode())} bytes"])
