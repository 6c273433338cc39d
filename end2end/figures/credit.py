"""Credit, what accounts have and owe, and the ledger."""

from .books import ENDED, name, total
from .exact import minor, plain


def check(books, report):
    """Lots, accounts, the ledger."""
    _lots(books, report)
    _accounts(books, report)
    _ledger(books, report)


def _lots(books, report):
    moved = total(books.of("credit_movement"), lambda row: row["lot"], books.amount)
    granted = total([row for row in books.of("credit_movement") if row["reason"] == "grant"],
                    lambda row: row["lot"], books.amount)
    owed = total([row for row in books.of("ledger_entry") if row["ledger"] == "credit"],
                 lambda row: row.get("lot"), lambda row: -books.amount(row))
    for row in books.of("credit"):
        currency, remaining = row["currency"], books.amount(row, "remaining")
        report.same("granted", name(row), granted[row["ref"]], books.amount(row), currency)
        report.same("remaining of a lot", name(row), moved[row["ref"]], remaining, currency)
        report.same("a lot in the ledger", name(row), owed[row["ref"]], remaining, currency)
        sound = 0 <= books.amount(row, "held") <= remaining
        report.same("a lot holds what it has", name(row), True, sound)


def _of(row):
    return row["account"], row["currency"]


def _accounts(books, report):
    lots, invoices = books.of("credit"), books.of("invoice")
    held = total([row for row in books.of("payment") if row["status"] not in ENDED], _of,
                 lambda row: sum(minor(it["from_credit"], row["currency"])
                                 for it in row["allocations"]))
    of_lots = total(lots, _of, lambda row: books.amount(row, "held"))
    flying = [row for row in invoices if row["ref"] in books.flights]
    unsure = {_of(row) for row in flying if books.flights[row["ref"]] is False}
    figures = {
        "credit": total(books.of("credit_movement"), _of, books.amount),
        "held": held,
        "due": total(invoices, _of, lambda row: books.amount(row, "open")),
        "processing": total(flying, _of, lambda row: books.amount(row, "open")),
        "unapplied": total([row for row in books.of("ledger_entry")
                            if row["ledger"] == "unapplied" and "account" in row], _of,
                           lambda row: -books.amount(row)),
    }
    for account in books.of("account"):
        for figure, sums in figures.items():
            known = {currency for ref, currency in sums if ref == account["ref"]}
            for currency in sorted(known | set(account[figure])):
                key = (account["ref"], currency)
                if figure == "processing" and key in unsure:
                    report.skip("processing", "waits for the customer for more than an hour")
                    continue
                given = minor(account[figure].get(currency, "0"), currency)
                where = f"{name(account)} {currency}"
                report.same(f"{figure} of an account", where, sums[key], given, currency)
                if figure == "held":
                    report.same("held of its lots", where, of_lots[key], given, currency)


def _ledger(books, report):
    sums = total(books.of("ledger_entry"), lambda row: (row["transaction"], row["currency"]),
                 books.amount)
    for (transaction, currency), value in sums.items():
        report.same("a transaction sums to zero", transaction, 0, value, currency)
    rows = books.of("ledger_entry")
    for row in books.of("credit_note"):
        invoice, currency = books.invoices[row["invoice"]], books.currency(row)
        where, ends = name(row), f"/{row['number']}"
        own = [it for it in rows if it.get("invoice") == row["invoice"]
               and it["reason"] == "credit_note" and it["transaction"].endswith(ends)]
        posted = total(own, lambda it: it["ledger"], books.amount)
        for ledger, field in (("revenue", "net"), ("tax_payable", "tax")):
            report.same("posted of a credit note", f"{where} {field}", posted[ledger],
                        minor(row[field], currency), currency)
        back = sum(minor(it["amount"], currency) for it in row["returned"])
        report.same("returned by a credit note", f"{where} ({invoice['number']})",
                    plain(-posted["refund_payable"], currency), plain(back, currency))
