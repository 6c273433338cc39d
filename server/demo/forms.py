"""Short forms for the rows that every customer has."""

ZONES = {"DE": "Europe/Berlin", "AT": "Europe/Vienna", "NL": "Europe/Amsterdam",
         "IT": "Europe/Rome", "FI": "Europe/Helsinki", "FR": "Europe/Paris",
         "ES": "Europe/Madrid", "SE": "Europe/Stockholm", "CH": "Europe/Zurich",
         "US": "America/New_York", "EG": "Africa/Cairo", "JP": "Asia/Tokyo",
         "KW": "Asia/Kuwait"}
PASSWORDS = {"p-anna": "seven-copper-kettles", "p-jonas": "marble-otter-sundial",
             "p-maria": "violet-thimble-harbour"}


def account(books, ref, name, where, **fields):
    """A customer; `where` is line1|postal_code|city|country, with |region at will."""
    line1, code, city, country, *region = where.split("|")
    place = {"line1": line1, "city": city, "postal_code": code, "country": country}
    if region:
        place["region"] = region[0]
    consumer, created = fields.pop("consumer", False), fields["created_on"]
    books.created[ref] = int(created[6:-1]) if created.endswith("m") else 0
    base = {"company": None if consumer else name, "address": place, "currency": "EUR",
            "time_zone": ZONES[country], "language": "de"}
    books.row("account", ref, name=name, **(base | fields))


def person(books, ref, name, email, *memberships, **fields):
    """A person; memberships are (account, role) or whole objects."""
    plain = [m if isinstance(m, dict) else {"account": m[0], "role": m[1]} for m in memberships]
    books.row("person", ref, name=name, email=email, password=PASSWORDS.get(ref),
              memberships=plain, **fields)


def card(books, ref, account, owner, brand, last4, expires, **fields):
    """A card in the sandbox."""
    base = {"token": "ok", "default": True, "first_used_on": "today-200d"}
    books.row("billing_account", ref, account=account, owner=owner, method="card",
              gateway="sandbox", brand=brand, last4=last4, expires=expires, **(base | fields))


def debit(books, ref, account, owner, iban, mandate, **fields):
    """A bank debit in the sandbox."""
    base = {"token": "ok", "default": False, "first_used_on": "today-150d",
            "mandate": {"reference": mandate, "signed_on": fields.pop("signed", "today-160d")}}
    books.row("billing_account", ref, account=account, owner=owner, method="sepa_debit",
              gateway="sandbox", iban_masked=iban, **(base | fields))


def valid(offset="today-40d"):
    """The answer of the VAT service."""
    return {"result": "valid", "at": offset, "reference": "WAPIAAAAZ0Q2"}
