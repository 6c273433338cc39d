"""What months of usage come to, from the readings."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .books import name
from .exact import minor, rounded
from .lines import UNITS

DAY = timedelta(days=1)
ENDED = ("cancelled", "expired", "terminated")
ALLOWED = ("not_suspend", "not_suspend_notify")


def bounded(value):
    """A limit; none is unlimited, and so is what is below zero."""
    return None if value is None or value < 0 else value


class Usage:
    """Months by subscription and resource."""

    def __init__(self, books, report):
        self.books, self.report = books, report
        self.plans = {row["ref"]: row for row in books.of("plan")}
        self.addons = {row["ref"]: row for row in books.of("addon")}
        self.subscriptions = {row["ref"]: row for row in books.of("subscription")}
        self.readings = defaultdict(dict)
        for row in books.of("usage"):
            key = (row["subscription"], row["resource"])
            self.readings[key][date.fromisoformat(row["day"])] = row
        self.invoiced, self.moved, self.named = defaultdict(int), set(), defaultdict(set)
        for sign, kind in ((1, "invoice"), (-1, "credit_note")):
            for row in books.of(kind):
                for line in row["lines"]:
                    self._line(sign * minor(line["net"], books.currency(row)), line)

    def _line(self, net, line):
        if line["kind"] == "usage" and "period" in line and "subscription" in line:
            key = (line["subscription"], line["resource"], line["period"]["from"][:7])
            self.invoiced[key] += net
            self.named[key] |= set(line["item"].split(" ")[1:2])
            if self.named[key] - {self.subscriptions[line["subscription"]]["plan"]}:
                self.moved.add(line["subscription"])
        elif line["kind"] == "proration_charge":
            self.moved.add(line.get("subscription"))

    def check(self):
        """Every month, and the running charge of every account."""
        sums = defaultdict(int)
        for row in self.books.of("usage_month"):
            subscription = self.subscriptions[row["subscription"]]
            currency, key = subscription["currency"], (row["subscription"], row["resource"])
            self.report.same("usage invoiced", name(row), self.invoiced[*key, row["month"]],
                             minor(row["invoiced"], currency), currency)
            charge = minor(row["charge"], currency)
            if row["month"] == self._month(subscription["account"]):
                sums[subscription["account"], currency] += charge
            self._month_of(row, subscription, charge)
        for account in self.books.of("account"):
            known = {currency for ref, currency in sums if ref == account["ref"]}
            for currency in sorted(known | set(account["usage_charge"])):
                given = minor(account["usage_charge"].get(currency, "0"), currency)
                self.report.same("usage charge of an account", name(account),
                                 sums[account["ref"], currency], given, currency)

    def _month(self, account):
        """The month that it is for an account."""
        zone = self.books.accounts[account]["time_zone"]
        try:
            return self.books.now.astimezone(ZoneInfo(zone)).strftime("%Y-%m")
        except ZoneInfoNotFoundError:
            return self.books.now.strftime("%Y-%m")

    def _month_of(self, row, subscription, charge):
        named = self.named[row["subscription"], row["resource"], row["month"]]
        if not self.plans or row["subscription"] in self.moved and len(named) != 1:
            why = "its plan has changed" if self.plans else "no plans in the export of one account"
            self.report.skip("usage of a month", why)
            return
        if named:
            # An earlier plan is known by the lines that charged for it.
            subscription = {**subscription, "plan": next(iter(named))}
        first = date.fromisoformat(row["month"] + "-01")
        after = (first + 31 * DAY).replace(day=1)
        end = self._end(subscription)
        readings = self.readings[row["subscription"], row["resource"]]
        last = max(day for day in readings if first <= day < after)
        given = (row["total"], row["over"], charge)
        found = []
        # Until the run has charged a month it is rated up to its last reading, then to its end.
        for until in {after - DAY, last}:
            until = min(until, end) if end else until
            found.append(self._rated(row, subscription, (first, after, until)))
        computed = given if given in found else found[0]
        for kind, mine, theirs in zip(("total", "over", "charge"), computed, given):
            self.report.same(f"{kind} of a month of usage", name(row), mine, theirs)

    def _end(self, subscription):
        ends = subscription.get("ends_on")
        if not ends and subscription["status"] in ENDED:
            ends = subscription.get("since")
        return date.fromisoformat(ends) if ends else None

    def _rated(self, row, subscription, days):
        first, after, until = days
        readings, resource = self.readings[row["subscription"], row["resource"]], row["resource"]
        dates = [first + n * DAY for n in range((until - first).days + 1)]
        price = partial(self._price, subscription, resource)
        if resource == "traffic":
            used = [readings.get(day, {"used": 0})["used"] for day in dates]
            limits = [self._limit(subscription, resource, day, readings.get(day)) for day in dates]
            limit = None if None in limits else max([0, *limits])
            over = 0 if limit is None else max(0, sum(used) - limit)
            charge = over * price(dates[-1]) if over and dates else 0
            return sum(used), over, rounded(charge)
        used, over, costs = 0, 0, defaultdict(Fraction)
        gap = self._gap(subscription)
        for day in dates:
            known = [at for at in readings if at <= day]
            if not known:
                continue
            reading, age = readings[max(known)], (day - max(known)).days
            value = reading["used"] if age <= gap else 0
            limit = self._limit(subscription, resource, day, reading, carried=age > 0)
            beyond = 0 if limit is None else max(0, value - limit)
            used, over = used + value, over + beyond
            costs[price(day)] += beyond
        cost = [rounded(beyond * unit / (after - first).days) for unit, beyond in costs.items()]
        return used, over, sum(cost)

    def _gap(self, subscription):
        account = self.books.accounts[subscription["account"]]
        sellers = [row for row in self.books.of("seller") if row["ref"] == account["seller"]]
        return ((sellers[0].get("policy") or {}) if sellers else {}).get("usage_gap_days", 7)

    def _limit(self, subscription, resource, day, reading, carried=False):
        plan = self.plans[subscription["plan"]]
        limit = bounded(plan.get("limits", {}).get(resource))
        for held in subscription["addons"]:
            raised = bounded(self.addons[held["addon"]].get("raises", {}).get(resource, 0))
            begun = date.fromisoformat(held["from"])
            begun += DAY if plan.get("addon_day") == "sampled_before_purchase" else 0 * DAY
            if begun <= day and (not held.get("to") or day <= date.fromisoformat(held["to"])):
                limit = None if None in (limit, raised) else limit + raised
        if reading and "limit" in reading:
            its = bounded(reading["limit"])
            if not carried:
                return its
            return None if None in (its, limit) else max(its, limit)
        return limit

    def _price(self, subscription, resource, day):
        """Minor units for a base unit, none where overuse is not charged."""
        plan, currency = self.plans[subscription["plan"]], subscription["currency"]
        prices = [it for it in plan.get("usage_prices", ())
                  if (it["resource"], it["currency"]) == (resource, currency)
                  and it.get("valid_from", "") <= day.isoformat()]
        if not prices or plan.get("overuse") not in ALLOWED:
            return Fraction(0)
        price = max(prices, key=lambda it: it.get("valid_from", ""))
        return Fraction(minor(price["amount"], currency)) / UNITS[price["per"]]
