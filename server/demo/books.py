"""The rows of the demo books: what a provider brings, no invoices of ours.

Days are counted from *today*: `when(23, -13)` is thirteen months before the day in 23 days.
"""

from dataclasses import dataclass


def when(days, months=0):
    """A day as the import reads it."""
    return "today" + (f"{days:+}d" if days else "") + (f"{months:+}m" if months else "")


@dataclass
class Sub:
    """What others need to know of a subscription."""

    ref: str
    plan: str
    addons: tuple
    known: int  # days that have readings at most
    over: bool


class Books:
    """All rows."""

    def __init__(self):
        self.rows, self.subs, self.created, self.lots = [], [], {}, 0

    def row(self, of, ref, **fields):
        """One line of the books; fields that are None are left out."""
        kept = {k: v for k, v in fields.items() if v is not None}
        self.rows.append({"type": of, "ref": ref, **kept})

    def sub(self, ref, account, plan, domain, renews, *, period="month", months=None, addons=(),
            **fields):
        """A subscription that renews in so many days (or did, where that is below zero), and began
        so many months before that day: by default when its account came.

        What began in the last 14 months is billed from its first day, what is older from the first
        renewal of the last 13 months, or of the last year.
        """
        step = 12 if period == "year" else 1
        if months is None:
            most = self.created[account] - (renews < 0)
            months = max(most - most % step, step)
        billed = 12 if renews < 0 else 13
        billed -= billed % step
        old = months > billed + (period == "month" and renews >= 0)
        base = {"account": account, "plan": plan, "domain": domain, "currency": "EUR",
                "period": period, "started_on": when(renews, -months), "anchor_day": when(renews),
                "next_renewal_on": when(renews, -billed) if old else None,
                "addons": [{"addon": addon, "from": on} for addon, on in addons],
                "payers": [], "auto_renew": True}
        self.row("subscription", ref, **(base | fields))
        over = fields.get("status") in ("cancelled", "expired", "terminated") or "ends_on" in fields
        self.subs.append(Sub(ref, plan, addons, 28 * months - max(renews, 0), over))

    def grant(self, account, on, amount, origin, note, currency="EUR", expires=None):
        """A credit lot."""
        self.lots += 1
        self.row("credit", f"C-{self.lots:04}", account=account, currency=currency, amount=amount,
                 origin=origin, on=when(on), note=note,
                 expires_on=None if expires is None else when(expires))
