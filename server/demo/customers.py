"""The other 24 customers, each in a situation that the portal has to show."""

import history
from forms import account, card, debit, person, valid

SITES = ("cafe-morgenrot elbkontor baeckerei-holm yoga-altona fahrrad-jensen physio-nord "
         "weinhaus-lorenz blumen-petersen kanzlei-dierks zahnarzt-winterhude segelschule-alster "
         "tischlerei-brandt hebamme-lund musikschule-ottensen buchhandlung-leuchtturm "
         "architekten-voss hotel-speicherstadt gaertnerei-claussen fotostudio-lichtblick "
         "kita-seesternchen optik-hansen malermeister-timm restaurant-kajuete tierarzt-eppendorf "
         "steuerberatung-wolters naturkost-fink schluesseldienst-nord uhrmacher-behn "
         "friseur-strandgut elektro-marquardt theater-am-fleet kaffeeklappe reederei-thode "
         "stadtteilverein-ham logopaedie-bergedorf goldschmiede-ebbe").split()


def agency(b):
    """60 subscriptions for its clients."""
    a = "A-20402"
    account(b, a, "Pixelwerft GmbH", "Große Elbstraße 68|22767|Hamburg|DE",
            email="buero@pixelwerft.example", vat_id="DE281339074", own_reference="Kunden-Hosting",
            created_on="today-40m", phone="+49 40 5550177")
    person(b, "p-jonas", "Jonas Hartwig", "jonas@pixelwerft.example", (a, "owner"), language="de")
    person(b, "p-svea", "Svea Thomsen", "svea@pixelwerft.example", (a, "administrator"))
    person(b, "p-emre", "Emre Aydın", "emre@pixelwerft.example", (a, "technician"))
    person(b, "p-client", "Ingrid Voss", "ingrid@architekten-voss.example",
           {"account": a, "permissions": ["view_subscriptions", "view_usage", "use_panel"],
            "subscriptions": ["S-02-16"]})
    debit(b, "B-02-bank", a, "p-jonas", "DE54 •••• 8200", "M-20402-1", default=True)
    card(b, "B-02-amex", a, "p-svea", "amex", "1009", "today+19m", default=False,
         monthly_cap={"EUR": "750.00"})
    plans = ("business-s", "business-m", "business-s", "mail-10", "business-l", "business-s")
    for n, site in enumerate(SITES):
        payers = ("B-02-amex", "B-02-bank") if n % 3 == 2 else ("B-02-bank",)
        addons = (("backup", "today-16m"),) if n % 6 in (1, 4) else ()
        b.sub(f"S-02-{n + 1:02}", a, plans[n % 6], f"{site}.de", (3, 9, 17, 24)[n // 9],
              payers=payers, addons=addons, months=15 + n % 24,
              label=site.replace("-", " ").title())
    for n, site in enumerate(SITES[:24]):
        plan, top = ("domain-com", "com") if n % 5 == 4 else ("domain-de", "de")
        b.sub(f"S-02-{n + 37}", a, plan, f"{site}.{top}", 18 + 29 * (n // 2), period="year",
              payers=("B-02-bank",))


def german_customers(b):
    """New, prepaid, overdue, suspended, closed, exempt, void, and a consumer."""
    account(b, "A-20425", "Kaffeerösterei Brandt", "Lange Reihe 94|20099|Hamburg|DE",
            email="hallo@roesterei-brandt.example", created_on="today-1d")
    person(b, "p-brandt", "Nele Brandt", "nele@roesterei-brandt.example", ("A-20425", "owner"))

    account(b, "A-20401", "Lena Hoffmann", "Karl-Heine-Straße 41|04229|Leipzig|DE", consumer=True,
            email="lena.hoffmann@post.example", created_on="today-26m")
    person(b, "p-lena", "Lena Hoffmann", "lena.hoffmann@post.example", ("A-20401", "owner"))
    card(b, "B-01", "A-20401", "p-lena", "visa", "1881", "today+14m")
    b.sub("S-01-01", "A-20401", "mail-5", "lenahoffmann.de", 20, payers=("B-01",))
    b.sub("S-01-02", "A-20401", "domain-de", "lenahoffmann.de", 133, period="year",
          payers=("B-01",))

    a = "A-20403"
    account(b, a, "Hofladen Petersen", "Dorfstraße 3|24943|Flensburg|DE",
            email="moin@hofladen-petersen.example", created_on="today-14m",
            credit_alert={"EUR": "25.00"})
    person(b, "p-petersen", "Birte Petersen", "birte@hofladen-petersen.example", (a, "owner"))
    b.sub("S-03-01", a, "business-s", "hofladen-petersen.de", 18, months=6)
    b.sub("S-03-02", a, "mail-5", "hofladen-petersen.de", 21, months=6)
    b.grant(a, -240, "60.00", "paid_in", "Bank transfer")
    b.grant(a, -90, "60.00", "paid_in", "Bank transfer")

    a = "A-20404"
    account(b, a, "Zimmerei Kowalczyk", "Werkstraße 17|18057|Rostock|DE",
            email="info@zimmerei-kowalczyk.example", created_on="today-19m")
    person(b, "p-kowalczyk", "Piotr Kowalczyk", "piotr@zimmerei-kowalczyk.example", (a, "owner"))
    card(b, "B-04", a, "p-kowalczyk", "mastercard", "0341", "today+7m", token="declined",
         status="failing")
    b.sub("S-04-01", a, "business-m", "zimmerei-kowalczyk.de", -6, payers=("B-04",))
    b.sub("S-04-02", a, "mail-5", "zimmerei-kowalczyk.de", -3)

    suspended_and_closed(b)


def suspended_and_closed(b):
    """Customers whose services rest or have ended, one exempt, one with a void invoice."""
    a = "A-20405"
    account(b, a, "Studio Nebel", "Ritterstraße 8|50668|Köln|DE",
            email="kontakt@studio-nebel.example", created_on="today-22m")
    person(b, "p-nebel", "Jule Nebel", "jule@studio-nebel.example", (a, "owner"))
    b.sub("S-05-01", a, "business-l", "studio-nebel.de", -26)
    b.sub("S-05-02", a, "mail-10", "post.studio-nebel.de", 22)
    b.sub("S-05-03", a, "business-s", "archiv.studio-nebel.de", -71)

    a = "A-20414"
    account(b, a, "Buchladen Eckstein", "Marktplatz 2|99084|Erfurt|DE", created_on="today-30m",
            email="laden@eckstein.example", closed_on="today-20d")
    person(b, "p-eckstein", "Ruth Eckstein", "ruth@eckstein.example", ("A-20414", "owner"))
    b.sub("S-14-01", a, "business-m", "buchladen-eckstein.de", -21, status="cancelling",
          since="today-50d", ends_on="today-22d")
    b.sub("S-14-02", a, "domain-de", "buchladen-eckstein.de", -33, period="year", months=24,
          auto_renew=False, next_renewal_on="today-33d")

    a = "A-20416"
    account(b, a, "International Tide Institute", "Am Hafen 11|27568|Bremerhaven|DE",
            email="office@tide-institute.example", language="en", created_on="today-28m",
            tax_exempt="International organisation, § 4 No. 7 UStG, certificate of 12 January")
    person(b, "p-tide", "Margaret Osei", "m.osei@tide-institute.example", (a, "owner"))
    b.sub("S-16-01", a, "commerce-l", "tide-institute.org", 23, addons=(("traffic-100", "today-10m"),))
    b.sub("S-16-02", a, "domain-org", "tide-institute.org", 61, period="year")

    a = "A-20422"
    account(b, a, "Tanzschule Wirbel", "Königstraße 51|70173|Stuttgart|DE",
            email="tanz@wirbel.example", created_on="today-17m")
    person(b, "p-wirbel", "Carla Wirbel", "carla@wirbel.example", (a, "owner"))
    card(b, "B-22", a, "p-wirbel", "visa", "0077", "today+25m")
    b.sub("S-22-01", a, "business-m", "tanzschule-wirbel.de", 15, payers=("B-22",))
    b.sub("S-22-02", a, "business-s", "probe.tanzschule-wirbel.de", 0, months=17,
          status="cancelled", since="today-15m", ends_on="today-15m")
    old = history.invoice(b, a, "00305", 16, [("S-22-02", "Business S", "9.00")])
    history.note(b, old, "00041", 15, [1])


def with_people_and_methods(b):
    """Every role in one account; every state of a billing account in another."""
    a = "A-20407"
    account(b, a, "Praxis Dr. Sommer MVZ", "Maximilianstraße 29|80539|München|DE",
            email="verwaltung@praxis-sommer.example", created_on="today-25m")
    for ref, name, role in (("sommer", "Dr. Katrin Sommer", "owner"),
                            ("reuter", "Olaf Reuter", "administrator"),
                            ("baum", "Silke Baum", "accountant"),
                            ("nguyen", "Minh Nguyen", "technician"),
                            ("lang", "Pia Lang", "viewer")):
        person(b, f"p-{ref}", name, f"{ref}@praxis-sommer.example", (a, role))
    person(b, "p-extern", "Felix Grau", "felix@grau-it.example",
           {"account": a, "subscriptions": ["S-07-02"], "spending_limit": {"EUR": "50.00"},
            "permissions": ["view_subscriptions", "view_invoices", "pay"]})
    debit(b, "B-07", a, "p-baum", "DE12 •••• 4410", "M-20407-1", default=True,
          shared_with=["p-reuter"])
    b.sub("S-07-01", a, "business-l", "praxis-sommer.de", 10, payers=("B-07",))
    b.sub("S-07-02", a, "business-s", "termine.praxis-sommer.de", 10, payers=("B-07",))
    b.sub("S-07-03", a, "mail-25", "praxis-sommer.de", 25, payers=("B-07",))

    a = "A-20417"
    account(b, a, "Brauhaus Elbtor GmbH", "Hafenstraße 100|01662|Meißen|DE",
            email="kontor@brauhaus-elbtor.example", vat_id="DE304182652", created_on="today-23m")
    person(b, "p-elbtor", "Henrik Maas", "henrik@brauhaus-elbtor.example", (a, "owner"))
    card(b, "B-17-cap", a, "p-elbtor", "visa", "6411", "today+11m", monthly_cap={"EUR": "60.00"})
    card(b, "B-17-old", a, "p-elbtor", "mastercard", "9920", "today-2m", default=False)
    card(b, "B-17-bad", a, "p-elbtor", "visa", "0002", "today+20m", default=False,
         token="declined", status="failing")
    debit(b, "B-17-new", a, "p-elbtor", "DE40 •••• 7715", "M-20417-4", first_used_on=None,
          status="pending_verification", signed="today-2d")
    b.sub("S-17-01", a, "business-l", "brauhaus-elbtor.de", 11,
          payers=("B-17-old", "B-17-cap"))
    b.sub("S-17-02", a, "mail-10", "brauhaus-elbtor.de", -2, payers=("B-17-bad",))
    b.sub("S-17-03", a, "business-s", "biergarten-elbtor.de", 26, payers=("B-17-new",))


def with_every_lot(b):
    """Credit of every origin, and an automatic top-up."""
    a = "A-20423"
    account(b, a, "Vogt & Partner Rechtsanwälte",
            "Bockenheimer Landstraße 20|60323|Frankfurt am Main|DE",
            email="kanzlei@vogt-partner.example", vat_id="DE319204187",
            created_on="today-29m", top_up={"currency": "EUR", "threshold": "20.00",
                                            "amount": "50.00", "monthly_ceiling": "100.00",
                                            "billing_account": "B-23"})
    person(b, "p-vogt", "Dr. Miriam Vogt", "vogt@vogt-partner.example", (a, "owner"))
    card(b, "B-23", a, "p-vogt", "visa", "3155", "today+16m")
    b.sub("S-23-01", a, "business-m", "vogt-partner.de", 13, payers=("B-23",))
    b.sub("S-23-02", a, "mail-25", "vogt-partner.de", 22, payers=("B-23",), credit_first=False)
    for on, amount, origin, note, expires in (
            (-150, "80.00", "paid_in", "Added by Visa •••• 3155", None),
            (-95, "12.40", "downgrade", "Business L to Business M", None),
            (-75, "25.00", "affiliate", "Commissions of last quarter", None),
            (-41, "8.00", "refund", "Outage of mail", None),
            (-40, "15.00", "promotion", "Welcome back", None),
            (-10, "5.00", "promotion", "Customer survey", 20)):
        b.grant(a, on, amount, origin, note, expires=expires)


def union_customers(b):
    """Buyers in other states of the Union: reverse charge, taxed there, refunded, written off."""
    a = "A-20409"
    account(b, a, "Van Dijk Fietsen B.V.", "Prinsengracht 263|1016 GV|Amsterdam|NL", language="en",
            email="info@vandijkfietsen.example", vat_id="NL813504727B01", vat_check=valid(),
            created_on="today-18m")
    person(b, "p-vandijk", "Sanne van Dijk", "sanne@vandijkfietsen.example", (a, "owner"))
    debit(b, "B-09", a, "p-vandijk", "NL91 •••• 4300", "M-20409-1", default=True)
    b.sub("S-09-01", a, "commerce-m", "vandijkfietsen.nl", 7, payers=("B-09",))

    a = "A-20410"
    account(b, a, "Tipografia Bellini S.r.l.", "Via Sarpi 12|33100|Udine|IT|UD", language="en",
            email="posta@bellini.example", vat_id="IT02317480305", vat_check=valid("today-15d"),
            created_on="today-15m")
    person(b, "p-bellini", "Giulia Bellini", "giulia@bellini.example", (a, "owner"))
    b.sub("S-10-01", a, "business-l", "tipografiabellini.com", 17, addons=(("backup", "today-10m"),))
    b.sub("S-10-02", a, "domain-com", "tipografiabellini.com", 16, period="year")

    a = "A-20413"
    account(b, a, "Aino Virtanen", "Hämeentie 33|00500|Helsinki|FI", consumer=True, language="en",
            email="aino.virtanen@posti.example", created_on="today-12m")
    person(b, "p-aino", "Aino Virtanen", "aino.virtanen@posti.example", (a, "owner"))
    card(b, "B-13", a, "p-aino", "visa", "7788", "today+30m")
    b.sub("S-13-01", a, "business-s", "ainokuvaa.com", 4, payers=("B-13",))
    b.sub("S-13-02", a, "domain-com", "ainokuvaa.com", 210, period="year",
          payers=("B-13",))

    a = "A-20419"
    account(b, a, "Bergmann Holzbau OG", "Linzer Straße 44|4840|Vöcklabruck|AT",
            email="office@bergmann-holzbau.example", created_on="today-16m")
    person(b, "p-bergmann", "Josef Bergmann", "josef@bergmann-holzbau.example", (a, "owner"))
    b.sub("S-19-01", a, "business-m", "bergmann-holzbau.at", 19)

    more_union_customers(b)


def more_union_customers(b):
    """French, Spanish and Swedish customers."""
    a = "A-20420"
    account(b, a, "Pâtisserie Moreau", "12 rue des Martyrs|75009|Paris|FR", language="fr",
            email="bonjour@patisserie-moreau.example", created_on="today-19m")
    person(b, "p-moreau", "Camille Moreau", "camille@patisserie-moreau.example", (a, "owner"))
    card(b, "B-20", a, "p-moreau", "cb", "5523", "today+9m")
    b.sub("S-20-01", a, "business-s", "patisserie-moreau.fr", 14, payers=("B-20",))
    b.sub("S-20-02", a, "commerce-m", "traiteur-moreau.fr", 0, months=18, status="terminated",
          reason="non_payment", since="today-15m", ends_on="today-15m")
    history.invoice(b, a, "00241", 17, [("S-20-02", "Commerce M", "29.00")], rate="20",
                    written_off_on="today-15m")

    a = "A-20421"
    account(b, a, "Viajes Ronda S.L.", "Calle Nueva 9|29400|Ronda|ES|MA", language="es",
            email="hola@viajesronda.example", vat_id="ESB29400001", created_on="today-20m",
            vat_check={"result": "invalid", "at": "today-11d"})
    person(b, "p-ronda", "Lucía Ortega", "lucia@viajesronda.example", (a, "owner"))
    card(b, "B-21", a, "p-ronda", "mastercard", "6190", "today+21m")
    b.sub("S-21-01", a, "business-m", "viajesronda.es", 21, payers=("B-21",),
          addons=(("backup", "today-10m"),))
    old = history.invoice(b, a, "00198", 15, [("S-21-01", "Business M", "19.00"),
                                              ("S-21-01", "Daily backup, 30 days", "4.50")],
                          rate="21", paid={"by": "billing_account", "billing_account": "B-21"})
    history.note(b, old, "00038", 15, [2])

    a = "A-20424"
    account(b, a, "Norrsken Film AB", "Hornsgatan 72|118 21|Stockholm|SE", language="en",
            email="ekonomi@norrskenfilm.example", vat_id="SE556812047001", vat_check=valid(),
            created_on="today-27m")
    person(b, "p-norrsken", "Elsa Norén", "elsa@norrskenfilm.example", (a, "owner"))
    b.sub("S-24-01", a, "commerce-l", "norrskenfilm.se", 121, period="year")
    b.sub("S-24-02", a, "business-l", "press.norrskenfilm.se", 23, change={
        "plan": "business-m", "on": "today+23d"})


def customers_abroad(b):
    """Outside the Union, in other currencies and in a script that runs from right to left."""
    a = "A-20406"
    account(b, a, "Harbour & Pine Studio Inc.", "48 Water Street|11201|Brooklyn|US|NY",
            email="accounts@harbourpine.example", language="en", currency="USD",
            created_on="today-21m")
    person(b, "p-harbour", "Grace Whitfield", "grace@harbourpine.example", (a, "owner"))
    card(b, "B-06", a, "p-harbour", "amex", "2208", "today+12m")
    b.sub("S-06-01", a, "commerce-l", "harbourpine.com", 9, payers=("B-06",), currency="USD")
    b.sub("S-06-02", a, "business-s", "harbourpine.eu", 6, payers=("B-06",))
    b.sub("S-06-03", a, "domain-com", "harbourpine.com", 88, payers=("B-06",), currency="USD",
          period="year")
    b.grant(a, -70, "90.00", "paid_in", "Added by Amex •••• 2208", currency="USD")
    b.grant(a, -12, "35.00", "paid_in", "Added by Amex •••• 2208", currency="USD")
    b.grant(a, -5, "18.50", "refund", "Transfer of harbourpine.eu was late")

    a = "A-20408"
    account(b, a, "دار النيل للنشر والتوزيع", "١٢ شارع طلعت حرب|11511|القاهرة|EG", language="ar",
            email="info@dar-alnil.example", created_on="today-18m")
    person(b, "p-nil", "سلمى عبد الرحمن", "salma@dar-alnil.example", (a, "owner"), language="ar")
    card(b, "B-08", a, "p-nil", "visa", "9014", "today+18m", name="بطاقة الشركة")
    b.sub("S-08-01", a, "business-m", "dar-alnil.com", 8, payers=("B-08",), label="الموقع الرئيسي")
    b.sub("S-08-02", a, "mail-10", "dar-alnil.com", 26, payers=("B-08",), label="البريد")
    b.grant(a, -7, "22.75", "paid_in", "إيداع بالبطاقة")
    further_abroad(b)


def further_abroad(b):
    """Currencies without decimals and with three; a neighbour outside the Union."""
    a = "A-20411"
    account(b, a, "Kyoto Ceramics Studio", "Gojozaka 4-21|605-0846|Kyoto|JP", language="en",
            email="hello@kyotoceramics.example", currency="JPY", created_on="today-11m")
    person(b, "p-kyoto", "Haruka Mori", "haruka@kyotoceramics.example", (a, "owner"))
    card(b, "B-11", a, "p-kyoto", "jcb", "0505", "today+28m")
    b.sub("S-11-01", a, "business-m", "kyotoceramics.com", 12, payers=("B-11",), currency="JPY")
    b.sub("S-11-02", a, "mail-5", "kyotoceramics.com", 12, payers=("B-11",), currency="JPY")
    b.grant(a, -3, "2000", "promotion", "First year with us", currency="JPY", expires=40)

    a = "A-20412"
    account(b, a, "شركة البحار للتجارة", "شارع فهد السالم 7|13001|الكويت|KW", language="ar",
            email="office@albahar.example", currency="KWD", created_on="today-10m")
    person(b, "p-bahar", "يوسف البحر", "yousef@albahar.example", (a, "owner"), language="ar")
    b.sub("S-12-01", a, "business-m", "albahar.com", 9, currency="KWD", months=4)
    b.sub("S-12-02", a, "mail-10", "albahar.com", 9, currency="KWD", months=4)

    a = "A-20415"
    account(b, a, "Alpenblick Hotel AG", "Dorfstrasse 77|3818|Grindelwald|CH|BE",
            email="direktion@alpenblick.example", created_on="today-24m")
    person(b, "p-alpen", "Urs Zbinden", "urs@alpenblick.example", (a, "owner"))
    card(b, "B-15", a, "p-alpen", "mastercard", "3371", "today+15m")
    b.sub("S-15-01", a, "commerce-l", "alpenblick-hotel.ch", 27, payers=("B-15",),
          addons=(("backup", "today-20m"), ("space-20", "today-20m")))
    b.sub("S-15-02", a, "mail-25", "alpenblick-hotel.ch", 27, payers=("B-15",), price="10.50")
