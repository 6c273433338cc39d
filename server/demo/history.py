"""Documents of an older system: facts from before the days that the demo is run through."""

from fractions import Fraction
from math import floor

from books import when


def cents(text):
    """Minor units of a decimal string in EUR."""
    return int(Fraction(text) * 100)


def euro(minor):
    """A decimal string of minor units."""
    return f"{minor // 100}.{minor % 100:02}"


def sums(lines, rate):
    """Net, tax and total of lines (subscription, text, net)."""
    net = sum(cents(line[-1]) for line in lines)
    tax = floor(net * Fraction(rate) / 100 + Fraction(1, 2))
    return {"net": euro(net), "tax": euro(tax), "total": euro(net + tax)}


def invoice(b, account, number, months, lines, *, rate="19", paid=None, **fields):
    """An invoice of so many months ago, paid or not; its row."""
    day = when(0, -months)
    rows = [{"kind": "plan", "subscription": sub, "text": text, "net": net, "tax_rate": rate,
             "tax_category": "S", "period": {"from": day, "to": when(0, 1 - months)}}
            for sub, text, net in lines]
    made = sums(lines, rate)
    payments = [{"on": day, "amount": made["total"], **paid}] if paid else []
    b.row("invoice", f"I-{number}", account=account, number=f"Q-{number}", issued_on=day,
          due_on=day, currency="EUR", lines=rows, **made, payments=payments, **fields)
    return b.rows[-1]


def note(b, of, number, months, which):
    """A credit note over lines of an invoice; what was paid of them went back."""
    lines = [of["lines"][n - 1] for n in which]
    rate = lines[0]["tax_rate"]
    made = sums([(line["net"],) for line in lines], rate)
    rows = [{"kind": line["kind"], "subscription": line["subscription"], "text": line["text"],
             "net": line["net"], "tax_rate": rate, "tax_category": "S", "period": line["period"],
             "corrects": {"invoice": of["ref"], "line": n}}
            for n, line in zip(which, lines)]
    b.row("credit_note", f"N-{number}", invoice=of["ref"], number=f"QC-{number}",
          issued_on=when(0, -months), lines=rows, **made)
    if of["payments"]:
        of["payments"][-1]["refunded"] = made["total"]
