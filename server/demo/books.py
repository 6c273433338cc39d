"""The bookkeeper of the demo books: makes documents and payments by the rules of the product.

Days are whole numbers relative to *today*, amounts whole minor units; nothing is a float.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

EXPONENT = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
LEAD = {"hosting": (14, 0), "domain": (30, 14), "certificate": (30, 14)}
FIRST_NUMBER_OF = ("S-18-01", -7, 391)  # the overdue invoice that the design shows


def minor(text, currency):
    """Exact minor units of a decimal string."""
    exact = Fraction(text) * 10 ** EXPONENT[currency]
    assert exact.denominator == 1, (text, currency)
    return exact.numerator


def major(units, currency):
    """The decimal string of minor units."""
    digits = EXPONENT[currency]
    whole, part = divmod(abs(units), 10**digits)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{part:0{digits}}" if digits else f"{sign}{whole}"


def rounded(exact):
    """Half away from zero."""
    exact = Fraction(exact)
    units = floor(abs(exact) + Fraction(1, 2))
    return -units if exact < 0 else units


def day(offset):
    """A date as so many days from today."""
    return "today" if offset == 0 else f"today{offset:+d}d"


def derivation(rule, inputs, exact):
    """Why a line is what it is; the rounded figure is added with the line's currency."""
    return {"rule": rule, "inputs": inputs, "exact": Fraction(exact)}


@dataclass
class Line:
    """A line of a document; `net` is rounded from its derivation."""

    kind: str
    text: str
    net: int
    sub: object = None
    period: tuple = None
    unit_price: str = None
    addon: str = None
    resource: str = None
    why: dict = None
    corrects: tuple = None


@dataclass
class Doc:
    """An invoice before it has its number."""

    account: str
    issued: int
    due: int
    currency: str
    lines: list
    payers: tuple = ()
    credit_first: bool = True
    settle: str = "auto"  # auto: collected when due; open: left as it is
    old: bool = False  # from before the provider kept derivations
    payments: list = field(default_factory=list)
    extra: dict = field(default_factory=dict)
    number: int = 0


@dataclass
class Sub:
    """A subscription and how its past is to be billed."""

    ref: str
    account: str
    plan: str
    domain: str
    renews: int
    period: str = "month"
    currency: str = "EUR"
    addons: tuple = ()  # (addon, from day)
    payers: tuple = ()
    label: str = None
    started: int = None
    history: int = 5  # periods invoiced before the coming one
    long: bool = False  # the period that ends at the renewal has 31 days
    was: tuple = None  # (plan, until day)
    last: int = 400  # no period that begins later is invoiced
    open_from: int = 400  # periods that begin here or later stay unpaid
    collector: str = None  # the billing account that really paid, if not the first payer
    credit_first: bool = True
    price: str = None
    extra: dict = field(default_factory=dict)

    def start(self, back):
        """First day of the period that lies so many periods before the renewal."""
        if self.period == "year":
            return self.renews - 365 * back
        days = 487 * back
        return self.renews - (-(-days // 16) if self.long else days // 16)


class Books:
    """All rows, and the documents that become rows at the end."""

    def __init__(self, catalogue, tax_of):
        self.rows, self.docs, self.subs, self.notes = [], [], [], []
        self.catalogue, self.tax_of = catalogue, tax_of
        self.grants, self.created = [], {}

    def row(self, of, ref, **fields):
        """One line of the books; fields that are None are left out."""
        kept = {k: v for k, v in fields.items() if v is not None}
        self.rows.append({"type": of, "ref": ref, **kept})

    def sub(self, ref, account, plan, domain, renews, **how):
        """A subscription; its row and its invoices follow from it."""
        sub = Sub(ref, account, plan, domain, renews, **how)
        if sub.started is None:
            wanted = sub.history + 7 if sub.period == "month" else 3
            sub.started = next(sub.start(n) for n in range(wanted, 0, -1)
                               if sub.start(n) >= -30 * self.created[account])
        sub.addons = tuple((addon, max(on, sub.started)) for addon, on in sub.addons)
        self.subs.append(sub)
        return sub

    def grant(self, account, on, amount, origin, note, currency="EUR", expires=None):
        """A credit lot."""
        lot = {"ref": f"C-{len(self.grants) + 1:04}", "account": account, "on": on,
               "left": minor(amount, currency), "origin": origin, "currency": currency,
               "expires": expires}
        self.grants.append(lot)
        self.row("credit", lot["ref"], account=account, currency=currency, amount=amount,
                 origin=origin, on=day(on), note=note,
                 expires_on=None if expires is None else day(expires))

    def price(self, item, sub):
        """Catalogue price of a plan or add-on in the subscription's currency and cycle."""
        return self.catalogue[item]["prices"][sub.currency, sub.period]

    def charge(self, kind, item, sub, period):
        """The line for one period of a plan or add-on."""
        amount = sub.price if sub.price and kind == "plan" else self.price(item, sub)
        net = minor(amount, sub.currency)
        return Line(kind, self.catalogue[item]["name"], net, sub, period, amount,
                    addon=item if kind == "addon" else None,
                    why=derivation("price", {"amount": amount, "quantity": "1"}, net))

    def bill(self):
        """Every invoice whose issue day has come, one per account, day, due day and payers."""
        groups = {}
        for sub in self.subs:
            lead, early = LEAD[self.catalogue[sub.plan]["kind"]]
            for back in range(sub.history, -1, -1):
                start = sub.start(back)
                if start < sub.started or start - lead > 0 or start > sub.last:
                    continue
                issued, due = start - lead, start - early
                if start == sub.started:
                    issued = due = start
                end = sub.start(back - 1)
                self.into(groups, sub, (issued, due, start, end))
        self.docs += groups.values()

    def into(self, groups, sub, days):
        """Puts one period of a subscription on the invoice that it shares."""
        issued, due, start, end = days
        unpaid = start >= sub.open_from
        key = (sub.account, issued, due, sub.currency, sub.payers, sub.credit_first, unpaid,
               sub.collector)
        plan = sub.was[0] if sub.was and start < sub.was[1] else sub.plan
        lines = [self.charge("plan", plan, sub, (start, end))]
        lines += [self.charge("addon", a, sub, (start, end)) for a, on in sub.addons if on <= start]
        payers = (sub.collector,) if sub.collector else sub.payers
        fresh = Doc(sub.account, issued, due, sub.currency, [], payers, sub.credit_first,
                    "open" if unpaid or due >= 0 else "auto", issued < -120)
        groups.setdefault(key, fresh).lines.extend(lines)

    def total(self, doc):
        """Net, tax and total of a document."""
        rate, _ = self.tax_of(doc.account)
        net = sum(line.net for line in doc.lines)
        tax = rounded(net * Fraction(rate) / 100)
        return net, tax, net + tax

    def enumerate(self):
        """Numbers rise with the day of issue; one run through all years."""
        self.docs.sort(key=lambda d: (d.issued, d.account, d.due, d.currency))
        ref, start, number = FIRST_NUMBER_OF
        fixed = next(i for i, d in enumerate(self.docs) if d.lines[0].sub
                     and (d.lines[0].sub.ref, d.lines[0].period[0]) == (ref, start))
        for i, doc in enumerate(self.docs):
            doc.number = number - fixed + i
        assert self.docs[0].number > 0, self.docs[0].number

    def collect(self):
        """Collection in the order of the due days: credit first, then the payer or a transfer."""
        due = [d for d in self.docs if d.settle == "auto"]
        for doc in sorted(due, key=lambda d: (d.due, d.number)):
            rest = self.total(doc)[2]
            if doc.credit_first:
                rest -= self.spend(doc, rest)
            amount = major(rest, doc.currency)
            assert not 0 < Fraction(amount) < Fraction(1, 2), doc
            if rest and doc.payers:
                doc.payments.append({"on": day(doc.due), "amount": amount,
                                     "by": "billing_account", "billing_account": doc.payers[0]})
            elif rest:
                paid = doc.due + 1 if doc.payments else max(doc.issued, doc.due - 2)
                doc.payments.append({"on": day(paid), "amount": amount,
                                     "by": "transfer", "reference": f"RF-{doc.number:05}"})

    def spend(self, doc, wanted):
        """Takes credit in spending order; what was taken."""
        rank = {"promotion": 1, "downgrade": 2, "refund": 2, "paid_in": 3, "affiliate": 4}
        lots = [g for g in self.grants if g["account"] == doc.account and g["left"]
                and g["currency"] == doc.currency and g["on"] < doc.due
                and (g["expires"] is None or g["expires"] >= doc.due)]
        lots.sort(key=lambda g: ((0, g["expires"]) if g["expires"] is not None
                                 else (rank[g["origin"]], 0), g["on"], g["ref"]))
        taken = 0
        for lot in lots:
            part = min(lot["left"], wanted - taken)
            lot["left"] -= part
            taken += part
        if taken:
            doc.payments.append({"on": day(doc.due), "amount": major(taken, doc.currency),
                                 "by": "credit"})
        return taken

    def line_row(self, line, doc):
        """A line in the import format."""
        rate, category = self.tax_of(doc.account)
        row = {"kind": line.kind, "text": line.text}
        if line.sub:
            row["subscription"] = line.sub.ref
        for name in ("addon", "resource"):
            if getattr(line, name):
                row[name] = getattr(line, name)
        if line.period:
            row["period"] = {"from": day(line.period[0]), "to": day(line.period[1])}
        if line.unit_price:
            row |= {"quantity": "1", "unit_price": line.unit_price}
        row["net"] = major(line.net, doc.currency)
        row |= {"tax_rate": rate, "tax_category": category}
        if line.corrects:
            target, n = line.corrects
            row["corrects"] = {"invoice": f"I-{target.number:05}", "line": n}
        if line.why and not doc.old:
            exact = line.why["exact"]
            row["derivation"] = {"rule": line.why["rule"], "inputs": line.why["inputs"],
                                 "exact": f"{exact.numerator}/{exact.denominator}",
                                 "rounded": major(rounded(exact), doc.currency)}
        return row

    def figures(self, doc):
        """Lines, net, tax and total of a document's row."""
        net, tax, total = (major(x, doc.currency) for x in self.total(doc))
        return {"lines": [self.line_row(x, doc) for x in doc.lines], "net": net, "tax": tax,
                "total": total}

    def close(self):
        """Turns subscriptions and documents into rows."""
        for sub in self.subs:
            self.sub_row(sub)
        for doc in self.docs:
            self.row("invoice", f"I-{doc.number:05}", account=doc.account,
                     number=f"INV-{{year}}-{doc.number:05}", issued_on=day(doc.issued),
                     due_on=day(doc.due), currency=doc.currency, **self.figures(doc),
                     payments=doc.payments or None, **doc.extra)
        for n, (doc, note) in enumerate(sorted(self.notes, key=lambda x: x[1].issued), 1):
            self.row("credit_note", f"N-{n:04}", invoice=f"I-{doc.number:05}",
                     number=f"CN-{{year}}-{n:05}", issued_on=day(note.issued),
                     **self.figures(note))

    def sub_row(self, sub):
        """A subscription in the import format."""
        ended = sub.extra.get("status") in ("cancelled", "expired", "terminated")
        fields = {"auto_renew": not ended} | sub.extra
        self.row("subscription", sub.ref, account=sub.account, plan=sub.plan, label=sub.label,
                 domain=sub.domain, currency=sub.currency, period=sub.period,
                 started_on=day(sub.started), price=sub.price,
                 next_renewal_on=None if ended else day(sub.renews),
                 addons=[{"addon": a, "from": day(on)} for a, on in sub.addons],
                 payers=list(sub.payers),
                 credit_first=None if sub.credit_first else False, **fields)

    def credit_note(self, doc, on, places):
        """Takes lines of an invoice back; the places count from 1."""
        lines = []
        for n in places:
            line = doc.lines[n - 1]
            lines.append(Line(line.kind, line.text, line.net, line.sub, line.period,
                              line.unit_price, line.addon, corrects=(doc, n)))
        note = Doc(doc.account, on, doc.due, doc.currency, lines)
        self.notes.append((doc, note))
        return self.total(note)[2]
