#!/usr/bin/env python3
"""Recomputes every derived figure of `saldo export` from the export alone, in exact fractions.

    saldo export | python3 end2end/recompute.py [--now INSTANT] [--self-test] [FILE]

It shares no code with the product, knows only the specification, and needs nothing but Python's
standard library. Exit code 1 if a figure differs; with `--self-test` also if one that was falsified
on purpose is not noticed.

What is compared

| figure | from |
|---|---|
| net, exact and rounded value of a line | its derivation: price, proration, usage, coupon, fee |
| net and tax by rate and category | the lines, one rounding a group; inclusive prices as well |
| tax of a credit note | all notes on its invoice: tax on what was ever credited, less that before |
| net, tax and total of documents | lines and groups |
| settled, open, status, overpaid | payments, movements of credit, credit notes, write-off |
| receivable, revenue, tax of an invoice | the ledger's entries |
| captured, refunds, credit, allocations | the ledger, movements, payments of invoices |
| receipts | the allocations of their payments |
| remaining of a lot | its movements, and again the ledger |
| credit, held, due, processing, unapplied | lots, payments, invoices, the ledger |
| a transaction | sums to zero in every currency |
| total, over, charge, invoiced of a month | readings, plan, add-ons; lines of usage |
| running usage charge of an account | the months of its subscriptions |

What is not, and why

| figure | why |
|---|---|
| lines without a derivation, `imported` ones | nothing says how they came to be |
| tax of a group of an imported document | taken as given, by specification |
| late fee by a minimum of the settings | only a seller's own policy is in the export |
| usage of a month before a change of plan | the plan of an earlier day is not in the export |
| usage of a month in an export of one account | such an export has no plans |
| status and processing of what waited an hour | whether the gateway confirmed its end is not said |
| held, lot by lot | an order says how much it holds, not of which lot; the sum is compared |
| overdue | the moment of the export is not in it |
| `disputed` of a payment of which nothing was taken back | an inquiry is not in the export |
| price, anchor, period of a subscription | own prices are not told from those of the plan |
| commission | which of its plans a part of the base belongs to is not said |
| hash | its text is the product's own; `saldo verify` recomputes it |
"""

import argparse
import sys
from datetime import datetime

from figures import credit, documents, falsify
from figures.books import Books, Report, read
from figures.settled import Settled
from figures.usage import Usage


def check(rows, now=None):
    """Compares all figures."""
    books, report = Books(rows, now), Report()
    documents.check(books, report)
    Settled(books, report).check()
    credit.check(books, report)
    Usage(books, report).check()
    return report


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", nargs="?", help="an export; the standard input if absent")
    parser.add_argument("--now", type=datetime.fromisoformat, help="the moment of the export")
    parser.add_argument("--self-test", action="store_true", help="falsify figures, one by one")
    return parser.parse_args()


def main():
    """Compares, tells, and says by the exit code whether all is well."""
    given = arguments()
    if given.file:
        with open(given.file, encoding="utf-8") as file:
            rows = read(file)
    else:
        rows = read(sys.stdin)
    report = check(rows, given.now)
    for kind, count in sorted(report.compared.items()):
        print(f"{count:8} {kind}")
    for kind, count in sorted(report.skipped.items()):
        print(f"{count:8} not compared: {kind}")
    print(f"{sum(report.compared.values()):8} figures compared, {len(report.differences)} differ")
    for difference in report.differences:
        print(difference)
    missed = falsify.missed(rows, lambda false: check(false, given.now)) if given.self_test else []
    for what in missed:
        print(f"falsified and not noticed: {what}")
    return 1 if report.differences or missed or not report.compared else 0


if __name__ == "__main__":
    sys.exit(main())
