#!/usr/bin/env python3
"""Writes the demo books, `books.ndjson` and `people.json`.

`python3 server/demo/make.py` writes them; `--check` only says whether they are up to date. Whether
they are good is for the import to say.
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the tree stays clean

import affiliates
import catalogue
import customers
import lindqvist
import usage
from books import Books

ORDER = ("seller tax_zone plan addon affiliate_program account person billing_account "
         "subscription usage credit invoice credit_note affiliate commission").split()
SIGN_INS = {"p-anna": "Owner of Atelier Lindqvist GmbH, 12 subscriptions",
            "p-jonas": "Owner of Pixelwerft GmbH, an agency with 60 subscriptions",
            "p-maria": "Accountant of three customers, owner of none"}


def build():
    """All rows of the books, in the order of the types."""
    books = Books()
    catalogue.rows(books)
    affiliates.program(books)
    for customer in (lindqvist.customer, customers.agency, customers.german_customers,
                     customers.with_people_and_methods, customers.with_every_lot,
                     customers.union_customers, customers.customers_abroad):
        customer(books)
    affiliates.parts(books)
    usage.rows(books)
    return sorted(books.rows, key=lambda row: (ORDER.index(row["type"]), row.get("ref", "")))


def main():
    """Builds, then writes or compares."""
    rows = build()
    lines = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in rows)
    assert len(lines.encode()) < 1_000_000
    known = {r["ref"]: r for r in rows if r["type"] == "person"}
    people = [{"email": known[ref]["email"], "password": known[ref]["password"], "who": who}
              for ref, who in SIGN_INS.items()]
    files = {"books.ndjson": lines,
             "people.json": json.dumps(people, ensure_ascii=False, indent=2) + "\n"}
    here = Path(__file__).parent
    if "--check" in sys.argv:
        stale = [name for name, text in files.items()
                 if (here / name).read_text(encoding="utf-8") != text]
        sys.exit(f"not up to date: {', '.join(stale)}" if stale else 0)
    for name, text in files.items():
        (here / name).write_text(text, encoding="utf-8")
    print(f"{len(rows)} rows, {len(lines.encode())} bytes")


if __name__ == "__main__":
    main()
