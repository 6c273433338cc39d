"""What the provider sells, to whom it owes which tax, and who it is."""

GB = 10**9
HOUSE = {
    "name": "Quayside Hosting GmbH",
    "address": {"line1": "Kaiserkai 12", "city": "Hamburg", "postal_code": "20457",
                "country": "DE"},
    "vat_id": "DE811204912",
    "tax_number": "48/722/01337",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "invoice_template": "INV-{year}-{n:05}",
    "credit_note_template": "CN-{year}-{n:05}",
    "receipt_template": "R-{year}-{n:05}",
    "bank": {"holder": "Quayside Hosting GmbH", "iban": "DE02120300000000202051",
             "bic": "BYLADEM1001"},
    "policy": {"top_up_min": [{"currency": "EUR", "amount": "10.00"}],
               "top_up_max": [{"currency": "EUR", "amount": "500.00"}],
               "credit_max": [{"currency": "EUR", "amount": "1000.00"}]},
}

# Standard rates of the countries in which customers live (2026); outside the Union a service
# to a business is not taxable at the seller's place.
RATES = {"DE": "19", "AT": "20", "BE": "21", "DK": "25", "ES": "21", "FI": "25.5", "FR": "20",
         "IE": "23", "IT": "22", "LU": "17", "NL": "21", "PL": "23", "SE": "25"}
SINCE = {"FI": "2024-09-01"}

# name, kind, monthly and yearly price, limits (GB, GB, mailboxes), upgrades, downgrades
PLANS = {
    "business-s": ("Business S", "hosting", "9.00", "96.00", (10, 50, 5),
                   ["business-m", "business-l"], []),
    "business-m": ("Business M", "hosting", "19.00", "204.00", (40, 100, 25),
                   ["business-l", "commerce-m"], ["business-s"]),
    "business-l": ("Business L", "hosting", "34.00", "366.00", (100, 250, 100),
                   ["commerce-l"], ["business-m", "business-s"]),
    "commerce-m": ("Commerce M", "hosting", "29.00", "312.00", (30, 150, 25),
                   ["commerce-l"], []),
    "commerce-l": ("Commerce L", "hosting", "49.00", "528.00", (60, 250, 50),
                   [], ["commerce-m"]),
    "mail-5": ("Mail 5", "hosting", "3.50", "38.00", (25, None, 5), ["mail-10", "mail-25"], []),
    "mail-10": ("Mail 10", "hosting", "6.00", "65.00", (50, None, 10), ["mail-25"], ["mail-5"]),
    "mail-25": ("Mail 25", "hosting", "12.00", "129.00", (250, None, 25), [], ["mail-10"]),
    "domain-de": ("Domain .de", "domain", None, "9.90", None, [], []),
    "domain-com": ("Domain .com", "domain", None, "14.90", None, [], []),
    "domain-org": ("Domain .org", "domain", None, "15.90", None, [], []),
    "domain-design": ("Domain .design", "domain", None, "19.90", None, [], []),
    "wildcard": ("Wildcard certificate", "certificate", None, "59.00", None, [], []),
}
ADDONS = {
    "space-20": ("Extra space 20 GB", "6.00", "64.00", {"disk": 20 * GB}),
    "backup": ("Daily backup, 30 days", "4.50", "48.00", {}),
    "traffic-100": ("Extra traffic 100 GB", "5.00", "54.00", {"traffic": 100 * GB}),
}
HOSTING = ["business-s", "business-m", "business-l", "commerce-m", "commerce-l"]
# Prices of the few plans that are sold in further currencies: monthly, yearly.
ABROAD = {
    "USD": {"business-s": ("10.00", "108.00"), "business-m": ("21.00", "226.00"),
            "commerce-l": ("54.00", "583.00"), "domain-com": (None, "16.50"),
            "space-20": ("6.50", "70.00")},
    "JPY": {"business-s": ("1500", "16000"), "business-m": ("3200", "34500"),
            "mail-5": ("580", "6200"), "domain-com": (None, "2500")},
    "KWD": {"business-m": ("6.375", "68.850"), "mail-10": ("2.015", "21.760"),
            "domain-com": (None, "5.005")},
}
USAGE = [("traffic", "GB", "0.10"), ("disk", "GB", "0.25")]


def prices(ref, month, year):
    """All prices of a plan or add-on as {(currency, cycle): amount}."""
    known = {("EUR", "month"): month, ("EUR", "year"): year}
    for currency, items in ABROAD.items():
        if ref in items:
            known |= {(currency, "month"): items[ref][0], (currency, "year"): items[ref][1]}
    return {key: amount for key, amount in known.items() if amount}


def table():
    """Name, kind and prices of everything that can stand on an invoice."""
    plans = {r: {"name": p[0], "kind": p[1], "prices": prices(r, p[2], p[3])}
             for r, p in PLANS.items()}
    return plans | {r: {"name": a[0], "prices": prices(r, a[1], a[2])} for r, a in ADDONS.items()}


def rows(books):
    """Seller, tax zones, plans and add-ons."""
    books.row("seller", "quayside", **HOUSE)
    for country, rate in RATES.items():
        books.row("tax_zone", f"zone-{country.lower()}", country=country, rate=rate, category="S",
                  valid_from=SINCE.get(country, "2021-01-01"), inclusive=False)
    books.row("tax_zone", "zone-other", country="*", rate="0", category="O",
              valid_from="2021-01-01", inclusive=False)
    known = table()

    def listed(ref):
        return [{"currency": c, "period": p, "amount": a}
                for (c, p), a in known[ref]["prices"].items()]

    for ref, (name, kind, _, _, limits, up, down) in PLANS.items():
        disk, traffic, boxes = limits or (None, None, None)
        bounds = {"disk": disk, "traffic": traffic}
        bounds = {k: v * GB for k, v in bounds.items() if v}
        charged = ref in HOSTING
        books.row("plan", ref, name=name, kind=kind, prices=listed(ref),
                  limits=bounds | ({"mailboxes": boxes} if boxes else {}),
                  overuse="not_suspend_notify" if charged else "block",
                  usage_prices=[{"resource": r, "currency": "EUR", "per": p, "amount": a}
                                for r, p, a in USAGE] if charged else [],
                  upgrades=up, downgrades=down)
    for ref, (name, _, _, raises) in ADDONS.items():
        books.row("addon", ref, name=name, plans=HOSTING, prices=listed(ref), raises=raises)
