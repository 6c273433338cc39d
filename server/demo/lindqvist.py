"""The account that the design shows: Atelier Lindqvist GmbH."""

import history
from books import when
from forms import account, card, debit, person

LARGER = when(5, -1)  # when the shop moved to a larger plan


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
    card(b, "B-18-visa", a, "p-anna", "visa", "4242", "today", name="Company card", default=False)
    debit(b, "B-18-bank", a, "p-anna", "DE89 •••• 3000", "M-20418-2", name="Commerzbank",
          shared_with=["p-maria"])
    card(b, "B-18-mc", a, "p-maria", "mastercard", "5100", "today+33m", default=False)
    services(b, a)
    for number, months, sub, text, net in (("00103", 19, "S-18-03", "Business M", "19.00"),
                                           ("00131", 17, "S-18-04", "Mail 10", "6.00"),
                                           ("00152", 15, "S-18-02", "Commerce M", "29.00")):
        history.invoice(b, a, number, months, [(sub, text, net)], paid={"by": "other"})
    b.grant(a, -100, "20.00", "paid_in", "Added by Visa •••• 4242")
    b.grant(a, -9, "4.20", "refund", "Daily backup did not run in two nights")
    b.grant(a, -8, "10.00", "promotion", "Autumn thank-you", expires=7)
    b.grant(a, -6, "30.00", "paid_in", "Added by Visa •••• 4242")


def services(b, a):
    """Twelve subscriptions: six of hosting and mail, five domains, a certificate."""
    visa, bank = ["B-18-visa", "B-18-bank"], ["B-18-bank", "B-18-visa"]
    # Paid by hand, and not from credit: the overdue one.
    b.sub("S-18-01", a, "business-s", "werkstatt-berlin.org", -7, credit_first=False)
    b.sub("S-18-02", a, "commerce-m", "shop.lindqvist.design", 5, months=19, payers=visa,
          addons=(("space-20", LARGER),), change={"plan": "commerce-l", "on": LARGER})
    b.sub("S-18-03", a, "business-m", "atelier-lindqvist.de", 12, payers=bank,
          addons=(("space-20", "today-20m"), ("backup", "today-20m")))
    b.sub("S-18-04", a, "mail-10", "mail.lindqvist.design", 9, payers=bank)
    b.sub("S-18-05", a, "domain-design", "lindqvist.design", 28, period="year",
          payers=["B-18-visa", "B-18-mc"])
    b.sub("S-18-06", a, "wildcard", "*.lindqvist.design", -14, period="year", months=0,
          payers=visa, label="Certificate for 3 names")
    b.sub("S-18-07", a, "business-s", "altes-portfolio.de", 38, period="year",
          payers=["B-18-mc"], status="cancelling", ends_on="today+37d",
          since="today-12d")
    b.sub("S-18-08", a, "mail-5", "post.werkstatt-berlin.org", 17, months=5, payers=bank)
    for n, (plan, name, renews) in enumerate((("domain-de", "atelier-lindqvist.de", 190),
                                              ("domain-org", "werkstatt-berlin.org", 20),
                                              ("domain-de", "altes-portfolio.de", 104),
                                              ("domain-com", "lindqvist-stoffe.com", 140)), 9):
        b.sub(f"S-18-{n:02}", a, plan, name, renews, period="year", payers=visa)
