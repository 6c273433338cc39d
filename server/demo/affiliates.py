"""What the house pays for recommendations: a program, who takes part, what they earned."""

from fractions import Fraction

from books import day, major, minor, rounded
from catalogue import HOSTING

PERCENT = {"commerce-m": 25, "commerce-l": 25}
USUAL, MATURITY, MINIMUM = 20, 45, 1000
MAIL = ["mail-5", "mail-10", "mail-25"]
# code, since when, where the money goes, and who came: account, and from which day invoices count
PARTS = {
    "A-20418": ("lindqvist", -400, {"to": "credit"},
                [("A-20401", -150), ("A-20410", -125), ("A-20404", -70), ("A-20421", -90),
                 ("A-20422", -55)]),
    "A-20402": ("pixelwerft", -520, {"to": "bank", "iban": "DE02120300000000202051"},
                [("A-20407", -130), ("A-20416", -85)]),
}
NEW = ("A-20425", "lindqvist")  # came yesterday, and has bought nothing yet


def program(books):
    """The program; before the accounts that name it."""
    books.row("affiliate_program", "friends", name="Quayside friends", plans=HOSTING + MAIL,
              percent=str(USUAL),
              overrides=[{"plan": p, "percent": str(n)} for p, n in PERCENT.items()], cycles=12,
              cookie_days=60, maturity_days=MATURITY, minimum_payout=major(MINIMUM, "EUR"),
              currency="EUR", landing="https://quayside.example/hosting", terms_version="2026-01")


def parts(books):
    """Who takes part, with the clicks of half a year, and every commission."""
    account = next(r for r in books.rows if (r["type"], r["ref"]) == ("account", NEW[0]))
    account["referral"] = {"program": "friends", "code": NEW[1], "at": "today-1d"}
    for owner, (code, joined, payout, came) in PARTS.items():
        clicks = [{"day": day(-n), "n": pattern} for n in range(180, 0, -1)
                  if (pattern := (n * n + 3 * n + len(code)) % 7 // 2)]
        books.row("affiliate", f"F-{code}", account=owner, program="friends", code=code,
                  joined_on=day(joined), clicks=clicks, payout=payout)
        number = 0
        for customer, since in came:
            for doc in sorted(books.docs, key=lambda doc: doc.number):
                if doc.account == customer and doc.issued >= since:
                    number += commission(books, (code, number + 1), doc)
        pay_out([r for r in books.rows if r.get("affiliate") == f"F-{code}"])


def pay_out(commissions):
    """What became payable is paid out as soon as it is enough: several at once, never less."""
    def matured(row):
        return int(row["at"][5:-1] or 0) + MATURITY

    waiting = []
    earned = [r for r in commissions if r["state"] == "payable" and r["amount"][0] != "-"]
    for row in sorted(earned, key=matured):
        waiting.append(row)
        if matured(row) < -2 and sum(minor(r["amount"], r["currency"]) for r in waiting) >= MINIMUM:
            for one in waiting:
                one.update(state="paid", paid_on=day(matured(row) + 1))
            waiting = []


def commission(books, place, doc):
    """What an invoice brings; 1 if it brings something."""
    lines = [x for x in doc.lines if x.kind in ("plan", "addon") and x.sub.plan in HOSTING + MAIL]
    base = sum(x.net for x in lines)
    amount = sum(rounded(Fraction(x.net * PERCENT.get(x.sub.plan, USUAL), 100)) for x in lines)
    if not base:
        return 0
    paid = max((-int(p["on"][6:-1]) for p in doc.payments), default=None)
    notes = [note for of, note in books.notes if of is doc]
    how = {"state": "tracked"}
    if paid is None and notes:
        how = {"state": "reversed", "reason": "The order was cancelled"}
    elif paid is not None and paid + MATURITY > 0:
        how = {"state": "pending", "until": day(paid + MATURITY)}
    elif paid is not None:
        how = {"state": "payable"}
    code, number = place
    row = {"affiliate": f"F-{code}", "account": doc.account, "invoice": f"I-{doc.number:05}",
           "currency": doc.currency}
    at = day(doc.issued if paid is None else paid)
    books.row("commission", f"K-{code}-{number:02}", **row, at=at, base=major(base, doc.currency),
              amount=major(amount, doc.currency), **how)
    for note in notes if paid is not None else []:
        taken = sum(x.net for x in note.lines)
        part = rounded(Fraction(taken * USUAL, 100))
        books.row("commission", f"K-{code}-{number:02}-back", **row, at=day(note.issued),
                  base=major(-taken, doc.currency), amount=major(-part, doc.currency),
                  state="payable", reason="An add-on was given back, and the money with it")
    return 1
