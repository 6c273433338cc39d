"""Invoices and credit notes: tax by rate and category, sums, and what was credited."""

from fractions import Fraction

from .books import name, own
from .exact import minor, rounded
from .lines import Lines


def check(books, report):
    """Every document."""
    for row in books.of("invoice"):
        lines = Lines(books, row, report)
        _groups(books, report, row, lines.groups if own(row) else None)
        lines.check()
        _sums(books, report, row)
    for ref, notes in books.notes.items():
        _notes(books, report, books.invoices[ref], notes)


def _groups(books, report, row, computed):
    """Imported documents keep the tax that they were given: only their net sums are computed."""
    currency, found = books.currency(row), {}
    for line in row["lines"]:
        key = (Fraction(line["tax_rate"]), line["tax_category"])
        found[key] = found.get(key, 0) + minor(line["net"], currency)
    given = [(Fraction(it["rate"]), it["category"], minor(it["net"], currency),
              minor(it["tax"], currency)) for it in row["tax_groups"]]
    report.same("tax groups", name(row), list(found), [it[:2] for it in given])
    for at, (rate, category, net, tax) in enumerate(given):
        where = f"{name(row)} {category} {float(rate):g} %"
        report.same("net of a tax group", where, found.get((rate, category)), net, currency)
        if computed is None:
            report.skip("tax of a group", "imported: taken as given")
        elif at < len(computed):
            report.same("tax of a group", where, computed[at][3], tax, currency)


def _sums(books, report, row):
    currency = books.currency(row)
    net = sum(minor(line["net"], currency) for line in row["lines"])
    tax = sum(minor(group["tax"], currency) for group in row["tax_groups"])
    for field, computed in (("net", net), ("tax", tax), ("total", net + tax)):
        where, given = f"{name(row)} {field}", minor(row[field], currency)
        report.same(f"{field} of a document", where, computed, given, currency)


def _notes(books, report, invoice, notes):
    """The notes on an invoice, one after the other: the tax of each is that on all that was ever
    credited of the group, less that of the notes before; on the whole group it is the invoice's."""
    currency, before, taken = invoice["currency"], {}, {}
    whole = {(Fraction(it["rate"]), it["category"]): (minor(it["net"], currency),
                                                      minor(it["tax"], currency))
             for it in invoice["tax_groups"]}
    for row in notes:
        lines, groups = Lines(books, row, report), []
        for rate, category, net, _ in lines.groups:
            credited, tax_before = before.get((rate, category), (0, 0))
            credited += net
            full = whole.get((rate, category), (None, 0))
            tax = full[1] if credited == full[0] else rounded(Fraction(credited) * rate / 100)
            groups.append((rate, category, net, tax - tax_before))
            before[rate, category] = (credited, tax)
        _groups(books, report, row, groups if own(row) else None)
        lines.check()
        _sums(books, report, row)
        for line in row["lines"]:
            if line.get("corrects", {}).get("invoice") == invoice["ref"]:
                n = line["corrects"]["line"]
                taken[n] = taken.get(n, 0) + minor(line["net"], currency)
    for line in invoice["lines"]:
        if line["n"] in taken:
            left = minor(line["net"], currency) - taken[line["n"]]
            sound = left * minor(line["net"], currency) >= 0
            report.same("a line is not credited beyond itself", f"{name(invoice)} line {line['n']}",
                        True, sound)
