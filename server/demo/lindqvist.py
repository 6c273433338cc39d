"""The account that the design shows: Atelier Lindqvist GmbH."""

from fractions import Fraction

from books import Doc, Line, derivation, minor, rounded
from catalogue import GB
from forms import account, card, debit, person


def customer(b):
    """The account that the design shows."""
    a = "A-20418"
    account(b, a, "Atelier Lindqvist GmbH", "Oranienstraße 185|10999|Berlin|DE",
            email="anna@lindqvist.design", language="en", vat_id="DE298441306",
            vat_check={"result": "valid", "at": "today-90d"}, own_reference="PO 7731",
            invoice_email="rechnung@lindqvist.design", phone="+49 30 5550142",
            created_on="today-33m", credit_alert={"EUR": "15.00"})
    person(b, "p-anna", "Anna Lindqvist", "anna@lindqvist.design", (a, "owner"), language="en")
    person(b, "p-maria", "Maria Keller", "maria@keller-buchhaltung.example",
           {"account": a, "role": "accountant", "spending_limit": {"EUR": "200.00"}},
           ("A-20407", "accountant"), ("A-20422", "accountant"), language="de")
    person(b, "p-tomas", "Tomás Ferrer", "tomas@lindqvist.design", (a, "technician"))
    card(b, "B-18-visa", a, "p-anna", "visa", "4242", "today", name="Company card")
    debit(b, "B-18-bank", a, "p-anna", "DE89 •••• 3000", "M-20418-2", name="Commerzbank",
          shared_with=["p-maria"])
    card(b, "B-18-mc", a, "p-maria", "mastercard", "5100", "today+33m", default=False)
    visa, bank = ("B-18-visa", "B-18-bank"), ("B-18-bank", "B-18-visa")
    b.sub("S-18-01", a, "business-s", "werkstatt-berlin.org", 23, open_from=-7)
    b.sub("S-18-02", a, "commerce-l", "shop.lindqvist.design", 5, payers=visa, long=True,
          addons=(("space-20", -11),), was=("commerce-m", -11), started=-574)
    b.sub("S-18-03", a, "business-m", "atelier-lindqvist.de", 12, payers=bank,
          addons=(("space-20", -500), ("backup", -500)))
    b.sub("S-18-04", a, "mail-10", "mail.lindqvist.design", 16, payers=bank, started=-989,
          history=8)
    b.sub("S-18-05", a, "domain-design", "lindqvist.design", 28, period="year", history=1,
          payers=("B-18-visa", "B-18-mc"))
    b.sub("S-18-06", a, "wildcard", "*.lindqvist.design", 351, period="year", history=1,
          payers=visa, started=-14, label="Certificate for 3 names")
    b.sub("S-18-07", a, "business-s", "altes-portfolio.de", 38, period="year", history=1,
          payers=("B-18-mc",), extra={"status": "cancelling", "ends_on": "today+38d",
                                      "auto_renew": False, "since": "today-12d"})
    b.sub("S-18-08", a, "mail-5", "post.werkstatt-berlin.org", 19, payers=bank, history=4)
    for n, (plan, name, renews) in enumerate((("domain-de", "atelier-lindqvist.de", 190),
                                              ("domain-org", "werkstatt-berlin.org", 75),
                                              ("domain-de", "altes-portfolio.de", 104),
                                              ("domain-com", "lindqvist-stoffe.com", 140)), 9):
        b.sub(f"S-18-{n:02}", a, plan, name, renews, period="year", history=1, payers=visa)
    b.grant(a, -100, "20.00", "paid_in", "Added by Visa •••• 4242")
    b.grant(a, -9, "4.20", "refund", "Daily backup did not run in two nights")
    b.grant(a, -8, "10.00", "promotion", "Autumn thank-you", expires=7)
    b.grant(a, -6, "30.00", "paid_in", "Added by Visa •••• 4242")


def documents(b):
    """A change of plan, paid in part, and a usage charge."""
    shop, site = (next(s for s in b.subs if s.ref == r) for r in ("S-18-02", "S-18-03"))
    earlier = next(d for d in b.docs if d.lines[0].sub is shop and d.lines[0].period[1] == 5)

    def part(kind, text, monthly, **more):
        sign, what = (-1, "not used") if kind == "proration_credit" else (1, "rest of the period")
        exact = Fraction(sign * minor(monthly, "EUR") * 16, 31)
        inputs = {"line": text, "net": monthly, "days_left": 16, "days": 31}
        return Line(kind, f"{text}, {what}", rounded(exact), shop, (-11, 5),
                    why=derivation("proration", inputs, exact), **more)

    lines = [part("proration_charge", "Commerce L", "49.00"),
             part("proration_credit", "Commerce M", "29.00", corrects=(earlier, 1)),
             part("proration_charge", "Extra space 20 GB", "6.00", addon="space-20")]
    paid = {"on": "today-7d", "amount": "5.00", "by": "transfer", "reference": "RF18 2026 0409"}
    b.docs.append(Doc("A-20418", -11, 3, "EUR", lines, shop.payers, settle="open",
                      payments=[paid]))
    lines = [traffic(site, 100, [4, 5, 4, 5, 6, 5], 141), traffic(shop, 250, [9, 8, 9, 10], 274)]
    b.docs.append(Doc("A-20418", -4, 10, "EUR", lines, site.payers, settle="open"))


def traffic(sub, limit, pattern, wanted):
    """Traffic of 30 days above a limit in GB, at 0.10 a GB."""
    days, total = [], 0
    for n in range(30):
        used = pattern[n % len(pattern)] if n < 29 else wanted - total
        before, total = max(total - limit, 0), total + used
        over = max(total - limit, 0) - before
        days.append({"day": f"today-{34 - n}d", "used": str(used * GB),
                     "limit": str(limit * GB), "over": str(over * GB)})
    assert used > 0, (sub, used)
    net = (wanted - limit) * 10
    inputs = {"days": days, "limit": str(limit * GB), "per": "GB", "price": "0.10"}
    return Line("usage", f"Traffic above {limit} GB", net, sub, (-34, -4), resource="traffic",
                why=derivation("usage.total", inputs, net))
