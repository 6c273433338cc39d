"""What has become of invoices and payments."""

from functools import partial

from .books import ENDED, name, total
from .exact import minor

# Why an invoice is open again: what had been paid went back.
BACK = ("refund", "chargeback")


class Settled:
    """Figures of invoices from payments, movements of credit, credit notes and write-offs; the
    ledger's receivable says the same."""

    def __init__(self, books, report):
        self.books, self.report = books, report
        movements = [row for row in books.of("credit_movement") if "invoice" in row]
        self.used = total([row for row in movements if row["reason"] in ("use", "return")],
                          lambda row: row["invoice"], lambda row: -books.amount(row))
        self.returned = {(row["invoice"], row["lot"])
                         for row in movements if row["reason"] == "return"}
        entries = [row for row in books.of("ledger_entry") if "payment" in row]
        self.entries = {}
        for row in entries:
            self.entries.setdefault(row["payment"], []).append(row)

    def _same(self, row, kind, computed, given):
        self.report.same(kind, name(row), computed, given, row["currency"])

    def check(self):
        """Every invoice and payment."""
        for row in self.books.of("invoice"):
            self._invoice(row)
        receipts = {row["payment"]: row for row in self.books.of("receipt")}
        for row in self.books.of("payment"):
            self._payment(row)
            if row["id"] in receipts:
                self._receipt(row, receipts[row["id"]])

    def _invoice(self, row):
        books, currency, ref = self.books, row["currency"], row["ref"]
        same = partial(self._same, row)
        by_credit = [it for it in row["payments"] if it["by"] == "credit"]
        money = [it for it in row["payments"] if it["by"] != "credit"]
        value = partial(_value, currency)
        same("credit on an invoice", self.used[ref],
             value(by_credit, "amount") - value(by_credit, "refunded"))
        reopened = sum(max(0, books.amount(it)) for it in books.entries[ref]
                       if it["ledger"] == "receivable" and it["reason"] in BACK)
        credited = sum(books.amount(note, "total") for note in books.notes[ref])
        returned = [it for note in books.notes[ref] for it in note["returned"]
                    if (ref, it.get("ref")) not in self.returned]
        to_source = [it for it in returned if it["to"] == "payment"]
        same("refunded on an invoice", reopened + value(to_source, "amount"),
             value(money, "refunded"))
        given_up = books.posted(ref, "write_off")
        paid = value(money, "amount") - reopened - value(returned, "amount") + self.used[ref]
        settled = paid + credited + given_up
        whole = minor(row["total"], currency)
        same("settled", settled, minor(row["settled"], currency))
        same("open", whole - settled, minor(row["open"], currency))
        same("receivable", books.posted(ref, "receivable"), minor(row["open"], currency))
        posted = [-books.posted(ref, it, reason="invoice") for it in ("revenue", "tax_payable")]
        same("revenue posted", posted[0], minor(row["net"], currency))
        same("tax posted", posted[1], minor(row["tax"], currency))
        self.report.same("written off", name(row), given_up > 0, "written_off_on" in row)
        surplus = books.posted(ref, "unapplied", "refund_payable") < 0
        self.report.same("overpaid", name(row), surplus, row["overpaid"])
        self._status(row, (whole, settled, paid, given_up))

    def _status(self, row, figures):
        whole, settled, paid, given_up = figures
        flies = self.books.flights.get(row["ref"])
        if whole > settled and flies is False:
            self.report.skip("status", "waits for the customer for more than an hour")
            return
        if whole > settled:
            status = "processing" if flies else "part_paid" if settled else "open"
        elif given_up:
            status = "written_off"
        else:
            status = "paid" if paid > 0 or not whole else "credited"
        self.report.same("status", name(row), status, row["status"])

    def _payment(self, row):
        books, currency = self.books, row["currency"]
        same = partial(self._same, row)
        entries = self.entries.get(row["id"], [])
        cash = [it for it in entries if it["ledger"].startswith("cash_in_transit:")]
        captured = sum(books.amount(it) for it in cash if it["reason"] == "payment")
        same("captured", captured, books.amount(row))
        back = -sum(books.amount(it) for it in cash if it["reason"] == "refund")
        refunds = [minor(it["amount"], currency) for it in row["refunds"]
                   if it["status"] == "succeeded" and it["to"] == "source"]
        same("refunds", back, sum(refunds))
        self.report.same("not refunded beyond what was captured", name(row), True, back <= captured)
        taken = -sum(books.amount(it) for it in cash if it["reason"] == "chargeback")
        if taken > 0:
            self.report.same("disputed", name(row), True, row.get("disputed", False))
        moved = [it for it in books.of("credit_movement") if it.get("payment") == row["id"]]
        used = -sum(books.amount(it) for it in moved if it["reason"] == "use")
        same("credit of a payment", used, books.amount(row, "credit"))
        if row["status"] in ENDED:
            self._allocated(row, entries, used)

    def _receipt(self, row, receipt):
        """A receipt is over what its payment takes from the payer."""
        parts = row["allocations"]
        if not parts:
            # Something else was captured than was asked, and was accepted: it was put to use.
            put = -sum(self.books.amount(it) for it in self.entries.get(row["id"], [])
                       if it["ledger"] in ("receivable", "credit")
                       and it["reason"] in ("allocation", "grant"))
            self.report.same("receipt of what was accepted", name(receipt), True,
                             0 < self.books.amount(receipt) <= put)
            return
        taken = sum(minor(it["amount"], row["currency"]) - minor(it["from_credit"], row["currency"])
                    for it in parts)
        self.report.same("currency of a receipt", name(receipt), row["currency"],
                         receipt["currency"])
        self.report.same("receipt", name(receipt), taken, self.books.amount(receipt),
                         row["currency"])

    def _allocated(self, row, entries, used):
        """Each allocation of what succeeded is on its invoice, but for what stands apart because
        the invoice was settled otherwise meanwhile."""
        books, currency = self.books, row["currency"]
        where, settled = name(row), 0
        if any(it["ledger"] == "unapplied" and it["reason"] in ("allocation", "grant")
               for it in entries):
            self._put_to_use(row, entries)
            return
        for part in row["allocations"]:
            if part.get("credit"):
                bought = -sum(books.amount(it) for it in entries
                              if it["ledger"] == "credit" and it["reason"] == "payment")
                self.report.same("credit that was bought", where, bought,
                                 minor(part["amount"], currency), currency)
                settled += bought
                continue
            ref = part["invoice"]
            capture = minor(part["amount"], currency) - minor(part["from_credit"], currency)
            on = sum(minor(it["amount"], currency) for it in books.invoices[ref]["payments"]
                     if it.get("reference") == row["id"])
            mine = [it for it in entries if it.get("invoice") == ref]
            apart = -sum(books.amount(it) for it in mine
                         if it["ledger"] == "unapplied" and it["reason"] == "payment")
            # What comes again of a dispute that is won is one payment more.
            on += sum(min(0, books.amount(it)) for it in mine
                      if it["ledger"] == "receivable" and it["reason"] == "chargeback")
            settled += on
            given = on if apart else capture
            self.report.same("allocation", f"{where} {ref}", on, given, currency)
            self.report.same("an allocation is settled or stands apart", f"{where} {ref}", True,
                             on <= capture <= on + apart)
        apart = -sum(books.amount(it) for it in entries
                     if it["ledger"] == "unapplied" and it["reason"] == "payment")
        self.report.same("captured is settled or stands apart", where, settled + apart,
                         books.amount(row), currency)
        credit = sum(minor(it["from_credit"], currency) for it in row["allocations"])
        noted = any(books.notes[it.get("invoice")] for it in row["allocations"])
        if not noted:
            self.report.same("credit allocated", where, credit, used, currency)

    def _put_to_use(self, row, entries):
        """What stood apart of a payment pays something else by now, or is credit."""
        books = self.books
        stands = -sum(books.amount(it) for it in entries
                      if it["ledger"] in ("receivable", "unapplied", "credit")
                      and it["reason"] in ("payment", "allocation", "grant"))
        self.report.same("captured is settled, stands apart or is credit", name(row), stands,
                         books.amount(row), row["currency"])


def _value(currency, rows, field):
    return sum(minor(it.get(field, "0"), currency) for it in rows)
