"""Whether a falsified figure is noticed."""

import copy

from .exact import minor, plain

# What is falsified: type, and the way to the figure within a row.
FIGURES = (
    ("invoice", "total"), ("invoice", "net"), ("invoice", "tax"), ("invoice", "settled"),
    ("invoice", "open"), ("invoice", "lines", "net"), ("invoice", "tax_groups", "tax"),
    ("invoice", "tax_groups", "net"), ("invoice", "payments", "amount"),
    ("credit_note", "total"), ("credit_note", "lines", "net"),
    ("credit_note", "tax_groups", "tax"), ("payment", "amount"), ("payment", "credit"),
    ("payment", "allocations", "amount"), ("payment", "refunds", "amount"),
    ("receipt", "amount"), ("credit", "amount"), ("credit", "remaining"),
    ("credit_movement", "amount"), ("ledger_entry", "amount"), ("account", "credit", "*"),
    ("account", "held", "*"), ("account", "due", "*"), ("account", "processing", "*"),
    ("account", "unapplied", "*"), ("usage_month", "charge"), ("usage_month", "invoiced"),
)
# Other falsehoods: type, field, and what it becomes.
WORDS = (
    ("invoice", "status", "open"), ("invoice", "status", "paid"),
    ("invoice", "overpaid", True), ("usage_month", "total", 1), ("usage_month", "over", 1),
    ("usage", "used", 10**15),
)


def missed(rows, check):
    """The falsehoods that were not noticed, each in a copy of the rows; those for which there is no
    figure at all are among them."""
    found, known = [], set(check(rows).differences)
    for what, forge in _forgeries(rows):
        forged = next(((at, row) for at, row in enumerate(map(forge, rows)) if row), None)
        if forged is None:
            found.append(f"{what}: there is none")
            continue
        at, row = forged
        report = check([*rows[:at], row, *rows[at + 1:]])
        if set(report.differences) <= known:
            found.append(f"{what} of {row.get('number') or row.get('ref') or row}")
    return found


def _forgeries(rows):
    notes = {row["invoice"] for row in rows if row["type"] == "credit_note"}
    invoices = {row["ref"]: row["currency"] for row in rows if row["type"] == "invoice"}
    held = {row["ref"]: row["currency"] for row in rows if row["type"] == "subscription"}
    known = (invoices, held, notes)
    for kind, *way in FIGURES:
        yield " ".join([kind, *way]), lambda row, kind=kind, way=way: _more(row, kind, way, known)
    for kind, field, value in WORDS:
        yield f"{kind} {field} {value}", lambda row, kind=kind, field=field, value=value: (
            {**row, field: value}
            if row["type"] == kind and _another(row, row[field], value) else None)


def _another(row, given, value):
    """Whether it is false then, and something was made of it."""
    made = row["type"] != "usage" or row["resource"] == "traffic"
    return made and given != value and (value is True or given)


def _more(row, kind, way, known):
    """The row with one minor unit more; none if it has no such figure."""
    if row["type"] != kind or kind == "invoice" and not row["ref"].startswith("inv_"):
        return None
    if way == ["payments", "amount"] and row["ref"] in known[2]:
        return None
    row = copy.deepcopy(row)
    currency, at = _currency(row, known), row
    for step in way[:-1]:
        at = at.get(step) or None
        if at is None:
            return None
        at = at[-1] if isinstance(at, list) else at
    keys = list(at) if way[-1] == "*" else [way[-1]] if way[-1] in at else []
    if not keys or kind == "payment" and row["status"] != "succeeded":
        return None
    key = keys[0]
    currency = key if way[-1] == "*" else currency
    at[key] = plain(minor(at[key], currency) + 1, currency)
    return row


def _currency(row, known):
    if row["type"] == "credit_note":
        return known[0][row["invoice"]]
    return known[1][row["subscription"]] if "subscription" in row else row.get("currency")
