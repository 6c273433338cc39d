"""The rows of an export, and the comparison of what they say with what is computed."""

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone

from .exact import minor, plain

IN_FLIGHT = ("submitted", "processing", "unknown")
ENDED = ("succeeded", "declined", "cancelled")
WAITS = timedelta(minutes=60)


def instant(text):
    """RFC 3339."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def name(row):
    """How a row is called in a message."""
    known = row.get("number") or row.get("ref") or row.get("id") or row.get("transaction")
    more = [row[key] for key in ("subscription", "resource", "month", "lot") if key in row]
    return " ".join([row["type"], *([known] if known else []), *more])


def read(lines):
    """All rows of an export."""
    return [json.loads(line) for line in lines if line.strip()]


def total(rows, key, value):
    """Sums by key."""
    sums = defaultdict(int)
    for row in rows:
        sums[key(row)] += value(row)
    return sums


class Books:
    """Rows by what they belong to. `now` decides only how long a payment waits for the customer,
    and which month's usage an account shows."""

    def __init__(self, rows, now=None):
        self.now = now or datetime.now(timezone.utc)
        self.by_type = defaultdict(list)
        for row in rows:
            self.by_type[row["type"]].append(row)
        self.invoices = {row["ref"]: row for row in self.of("invoice")}
        self.accounts = {row["ref"]: row for row in self.of("account")}
        self.notes = defaultdict(list)
        for row in self.of("credit_note"):
            self.notes[row["invoice"]].append(row)
        for notes in self.notes.values():
            notes.sort(key=lambda it: (own(it), it["ref"] if own(it) else it["issued_on"]))
        self.entries = defaultdict(list)
        for row in self.of("ledger_entry"):
            self.entries[row.get("invoice")].append(row)
        self.flights = self._flights()

    def of(self, kind):
        """The rows of a type, in the order of the export."""
        return self.by_type[kind]

    def currency(self, row):
        """A credit note is in the currency of its invoice."""
        if row["type"] == "credit_note":
            return self.invoices[row["invoice"]]["currency"]
        return row["currency"]

    def amount(self, row, field="amount"):
        """A field of a row in minor units."""
        return minor(row[field], self.currency(row))

    def posted(self, invoice, *ledgers, reason=None):
        """What entries of an invoice come to, debits above zero."""
        rows = [row for row in self.entries[invoice]
                if row["ledger"].split(":")[0] in ledgers and reason in (None, row["reason"])]
        return sum(self.amount(row) for row in rows)

    def _flights(self):
        """Invoices in flight: True; False where nobody can say, because the hour of a payment that
        waits for the customer is over and its gateway has perhaps not yet confirmed its end."""
        found = {}
        for row in self.of("payment"):
            waits = row["status"] == "requires_action"
            if waits or row["status"] in IN_FLIGHT:
                sure = not waits or self.now - instant(row["created_at"]) < WAITS
                for part in row["allocations"]:
                    if "invoice" in part:
                        found[part["invoice"]] = found.get(part["invoice"]) or sure
        return found


def own(row):
    """Whether Saldo made a document: then its `ref` is its id."""
    return row["ref"].startswith(("inv_", "crn_"))


class Report:
    """What was compared, what was not, and what differs."""

    def __init__(self):
        self.compared, self.skipped, self.differences = Counter(), Counter(), []

    def same(self, kind, where, computed, given, currency=None):
        """Compares one figure."""
        self.compared[kind] += 1
        if computed != given:
            if currency:
                computed, given = plain(computed, currency), plain(given, currency)
            self.differences.append(f"{kind}: {where}: computed {computed}, exported {given}")

    def skip(self, kind, why):
        """One figure that the export gives no ground for."""
        self.skipped[f"{kind}, {why}"] += 1
