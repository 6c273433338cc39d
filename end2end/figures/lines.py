"""Each line from its derivation, rounded once."""

from fractions import Fraction

from .books import name
from .exact import minor, rounded, shares

UNITS = {"GB": 10**9, "GiB": 2**30, "unit": 1}
NET, TAX = "net", "tax"


class Lines:
    """The lines of a document: what each is worth, and its net amount.

    A price may hold the tax that is charged (then the tax is taken out of the whole group), or that
    of a zone in which this buyer pays none (then it is taken out of the line)."""

    def __init__(self, books, row, report):
        self.books, self.row, self.report = books, row, report
        self.currency = books.currency(row)
        self.worth, self.holds, self.nets = {}, {}, {}
        for line in row["lines"]:
            self._line(line)
        self.groups = self._groups()

    def where(self, line):
        """How a line is called in a message."""
        return f"{name(self.row)} line {line['n']}"

    def _line(self, line):
        n, given = line["n"], minor(line["net"], self.currency)
        derivation = line.get("derivation")
        exact = derivation and self._exact(line, derivation)
        if exact is None:
            self.report.skip("line", "imported or by hand" if not derivation or
                             derivation["rule"] == "imported" else derivation["rule"])
            self.worth[n], self.holds[n], self.nets[n] = given, (NET, 0), given
            return
        said = Fraction(derivation["exact"])
        holds = self._held(line, exact, said)
        held = exact * 100 / (100 + holds[1])
        self.report.same("exact value of a line", self.where(line), held, said)
        worth = self._capped(line, exact, rounded(exact))
        self.worth[n], self.holds[n] = worth, holds
        self.nets[n] = worth if holds[0] == NET else None
        if holds[0] == NET and holds[1]:
            self.nets[n] = rounded(Fraction(worth) * 100 / (100 + holds[1]))

    def check(self):
        """Compares the net amounts, once the tax of every group is known."""
        for line in self.row["lines"]:
            derivation = line.get("derivation")
            if not derivation or derivation["rule"] == "imported":
                continue
            for kind, text in (("line", line["net"]), ("rounded value", derivation["rounded"])):
                net = minor(text, self.currency)
                self.report.same(kind, self.where(line), self.nets[line["n"]], net, self.currency)
            if derivation["rule"] == "price" and line.get("unit_price"):
                unit, price = line["unit_price"], derivation["inputs"]["amount"]
                self.report.same("unit price", self.where(line), Fraction(price), Fraction(unit))

    def _held(self, line, exact, said):
        """What the price of a line holds: of what the zones allow, what its exact value says."""
        rate = Fraction(line["tax_rate"])
        zones = self.books.of("tax_zone")
        inclusive = {Fraction(zone["rate"]) for zone in zones if zone["inclusive"]}
        if rate:
            found = [(TAX, rate)] if not zones or rate in inclusive else []
        else:
            found = [(NET, zone) for zone in sorted(inclusive)]
        if line["kind"] in ("usage", "proration_credit"):
            found = []
        fits = [it for it in found if exact * 100 / (100 + it[1]) == said]
        return fits[0] if fits and exact != said else (NET, 0)

    def _capped(self, line, exact, worth):
        """No credit is more than what is left of its line, no coupon more than its line."""
        if line["kind"] == "proration_credit" and line.get("corrects"):
            given, left = abs(minor(line["net"], self.currency)), self._left(line)
            if left is not None and abs(worth) > given == left:
                return given if worth > 0 else -given
        if line["kind"] == "coupon" and (of := self._covered(line)):
            return max(worth, -max(self.worth[of["n"]], 0))
        return worth

    def _left(self, line):
        """What credits so far have left of a line, if later ones took nothing of it."""
        found, corrects = self._corrected(line)
        if found is None:
            return None
        taken = 0
        for row in [*self.books.of("invoice"), *self.books.of("credit_note")]:
            for it in row["lines"]:
                if it.get("corrects") == corrects and it is not line:
                    taken += abs(minor(it["net"], self.currency))
        return found - taken

    def _corrected(self, line):
        """What a corrected line was charged with, its coupon taken off."""
        corrects = line["corrects"]
        invoice = self.books.invoices.get(corrects["invoice"])
        if invoice is None:
            return None, corrects
        of = next(it for it in invoice["lines"] if it["n"] == corrects["line"])
        off = [it for it in invoice["lines"] if it["kind"] == "coupon" and covers(it, of)]
        whole = sum(minor(it["net"], self.currency) for it in [of, *off])
        return whole, corrects

    def _exact(self, line, derivation):
        rule, inputs = derivation["rule"], derivation["inputs"]
        if rule == "price":
            return minor(inputs["amount"], self.currency) * Fraction(inputs["quantity"])
        if rule == "proration":
            return self._part(line, inputs)
        if rule in ("usage.average", "usage.total"):
            return self._usage(line, rule, inputs)
        if rule == "coupon":
            return self._coupon(line, inputs)
        return self._fee(line, inputs, derivation) if rule == "fee" else None

    def _part(self, line, inputs):
        net = minor(inputs["net"], self.currency)
        if line["kind"] == "proration_credit" and line.get("corrects"):
            whole, _ = self._corrected(line)
            if whole is not None:
                self.report.same("proration: the line's net", self.where(line), whole, net,
                                 self.currency)
        back = line["kind"] == "proration_credit" and self.row["type"] == "invoice"
        return (-1 if back else 1) * net * inputs["days_left"] / inputs["days"]

    def _usage(self, line, rule, inputs):
        used = over = 0
        for day in inputs["days"]:
            used, before = used + Fraction(day["used"]), used
            limit = inputs["limit"] if rule == "usage.total" else day.get("limit")
            so_far, until = (used, before) if rule == "usage.total" else (Fraction(day["used"]), 0)
            beyond = 0 if limit is None else max(0, so_far - Fraction(limit))
            if rule == "usage.total":
                beyond -= max(0, until - Fraction(limit))
            self.report.same("usage: over the limit", f"{self.where(line)} {day['day']}", beyond,
                             Fraction(day["over"]))
            over += beyond
        units = UNITS[inputs["per"]] * inputs.get("divisor", 1)
        cost = over / units * minor(inputs["price"], self.currency)
        charged = minor(inputs.get("charged", "0"), self.currency)
        return charged - cost if inputs.get("back") else cost - charged

    def _coupon(self, line, inputs):
        of = self._covered(line)
        if of is None:
            return None
        base = self.worth[of["n"]]
        if "percent" in inputs:
            return -base * Fraction(inputs["percent"]) / 100
        return -max(0, min(base, self._rest(line, of, inputs)))

    def _rest(self, line, of, inputs):
        """What the lines before left of a coupon's amount; of a part of a period its part."""
        rest = minor(inputs["amount"], self.currency)
        part = of["derivation"]["inputs"] if "days" in of["derivation"]["inputs"] else None
        if of["kind"] == "proration_charge" and part:
            rest = rounded(rest * part["days_left"] / part["days"])
        for it in self.row["lines"]:
            same = it["kind"] == "coupon" and it["text"] == line["text"]
            if same and it["n"] < line["n"] and it.get("subscription") == line.get("subscription"):
                rest += self.worth[it["n"]]
        return rest

    def _covered(self, line):
        lines = (it for it in self.row["lines"] if it["n"] < line["n"] and covers(line, it))
        return next(lines, None)

    def _fee(self, line, inputs, derivation):
        fee = minor(inputs["rest"], self.currency) * Fraction(inputs["rate"]) / 100
        fee = fee * inputs["days"] / 365
        seller = self.books.accounts.get(self.row.get("account"), {}).get("seller")
        sellers = [row for row in self.books.of("seller") if row["ref"] == seller]
        policy = (sellers[0].get("policy") or {}).get("late_fee") if sellers else None
        if not policy:
            return fee if fee == Fraction(derivation["exact"]) else None
        least = [it["amount"] for it in policy["minimum"] if it["currency"] == self.currency]
        least = minor(least[0], self.currency) if least else 0
        return least if rounded(fee) < least else fee

    def _groups(self):
        """Net and tax by (rate, category) in the order of the lines: the tax within prices that
        hold it, and the tax on net ones, rounded once each."""
        found = {}
        for line in self.row["lines"]:
            found.setdefault((Fraction(line["tax_rate"]), line["tax_category"]), []).append(line)
        groups = []
        for (rate, category), lines in found.items():
            gross = [line["n"] for line in lines if self.holds[line["n"]][0] == TAX]
            sum_gross = sum(self.worth[n] for n in gross)
            within = rounded(Fraction(sum_gross) * rate / (100 + rate))
            for n, net in zip(gross, self._spread(gross, sum_gross - within, rate)):
                self.nets[n] = net
            nets = sum(self.nets[line["n"]] for line in lines if line["n"] not in gross)
            tax = within + rounded(Fraction(nets) * rate / 100)
            groups.append((rate, category, sum_gross - within + nets, tax))
        return groups

    def _spread(self, gross, net, rate):
        worth = [self.worth[n] for n in gross]
        if not sum(worth) and worth:
            freed = [rounded(Fraction(it) * 100 / (100 + rate)) for it in worth]
            return [freed[0] + net - sum(freed), *freed[1:]]
        return shares(net, worth) if worth else []


def covers(coupon, line):
    """Whether a coupon's line reduces a line."""
    if line["kind"] not in ("plan", "addon", "proration_charge") or "derivation" not in coupon:
        return False
    keys = ("subscription", "addon", "item", "period", "revision")
    same = all(coupon.get(key) == line.get(key) for key in keys)
    return same and coupon["derivation"]["inputs"].get("line") == line["text"]

