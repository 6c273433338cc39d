"""What the portal's books and those of the gateway say of each other, read from their files alone.

    audit.py open  PORTAL GATEWAY what is not at its end, one a line: address and checkout, or
                                  a webhook that has not arrived
    audit.py torn  PORTAL GATEWAY
                                  how many captures a portal that was just killed has not booked
    audit.py count PORTAL GATEWAY ANSWERED
                                  none lost, none double: exit code 1 with each that is

ANSWERED is JSON: `answered`, the keys that were answered with a payment; `refused`, those that were
answered otherwise.
"""

import json
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

APART = ("twice", "other_amount")


def opened(path):
    """Only looks."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def still_open(portal):
    """Payments and refunds that have not ended."""
    return portal.execute("""
        select distinct e.email, p.checkout_id from payment p
        join checkout c on c.id = p.checkout_id join person e on e.id = c.person_id
        left join refund r on r.payment_id = p.id
        where p.next_look_at is not null or r.next_look_at is not null
        order by p.created_at""").fetchall()


class Gateway:
    """What was taken and given back, by the key of the order."""

    def __init__(self, path):
        self.taken, self.captures, self.tokens = Counter(), Counter(), {}
        db, keys = opened(path), {}
        rows = db.execute("""
            select key, twin, request, outcome, reference, returned_minor from payment""")
        for key, twin, request, outcome, reference, returned in rows:
            keys[reference], outcome = key, json.loads(outcome)
            self.tokens[key] = json.loads(request)["token"].split(":")[0]
            if "Succeeded" in outcome:
                self.taken[key] += outcome["Succeeded"]["amount"]["minor"] - returned
                self.captures[key, bool(twin)] += 1
        for payment, outcome in db.execute("select payment, outcome from refund"):
            outcome = json.loads(outcome)
            if "Succeeded" in outcome:
                self.taken[keys[payment]] -= outcome["Succeeded"]["amount"]["minor"]


def torn(paths):
    """Looked at in a copy: who opens the file itself mends it before the portal can."""
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            for file in Path(path).parent.glob(Path(path).name + "*"):
                if not file.name.endswith("-shm"):
                    shutil.copy(file, folder)
        db = sqlite3.connect(Path(folder) / Path(paths[0]).name)
        db.execute("attach ? as gateway", [str(Path(folder) / Path(paths[1]).name)])
        ((count,),) = db.execute("""
            select count(*) from payment p join checkout c on c.id = p.checkout_id
            join gateway.payment g on g.key = p.account_id || '/' || c.key || '/' || p.n
            where not g.twin and g.outcome like '{"Succeeded"%'
                and p.state in ('submitted', 'unknown', 'processing')""")
        db.close()
    return count


def orders(portal):
    """Key at the gateway, the customer's key, state, and what stands in the ledger's cash."""
    return portal.execute("""
        select p.account_id || '/' || c.key || '/' || p.n, c.key, p.state, p.id,
            coalesce((select sum(e.amount_minor) from ledger_entry e
                where e.payment_ref = p.id and e.book like 'cash_in_transit:%'), 0),
            coalesce((select -sum(e.amount_minor) from ledger_entry e
                where e.payment_ref = p.id and e.book = 'unapplied'), 0)
        from payment p join checkout c on c.id = p.checkout_id
        order by p.id""").fetchall()


def faults(portal, gateway, told):
    """Everything that is lost or double."""
    known, answered = set(), set(told["answered"])
    for key, own, state, payment, cash, apart in orders(portal):
        known.add(key)
        token = gateway.tokens.get(key)
        if cash != gateway.taken[key]:
            yield f"{payment} ({token}, {state}): {cash} in the ledger, {gateway.taken[key]} taken"
        if gateway.captures[key, False] > 1:
            yield f"{payment}: captured {gateway.captures[key, False]} times"
        if apart and token not in APART:
            yield f"{payment} ({token}): {apart} settles nothing"
        if own not in answered:
            yield f"{payment}: nobody was answered with it"
    for key in gateway.taken:
        if key not in known and gateway.taken[key]:
            yield f"{key}: taken, and the portal does not know it"
    checkouts = Counter(key for (key,) in portal.execute("select key from checkout"))
    for key in told["answered"]:
        if checkouts[key] != 1:
            yield f"{key}: answered, and there are {checkouts[key]} checkouts of it"
    for key in set(told["refused"]) & set(checkouts):
        yield f"{key}: refused, and there is a checkout of it"
    rows = portal.execute("""select number, open_minor from invoice_standing s
        join invoice i on i.id = s.invoice_id where s.open_minor < 0""")
    for number, minor in rows:
        yield f"invoice {number}: {-minor} more than it is over"


def noticed(portal, gateway, told):
    """Whether a capture more, one less and an answer without a payment are each a fault."""
    before, key = len(list(faults(portal, gateway, told))), max(gateway.taken)
    more = []
    for cents in (1, -1):
        gateway.taken[key] += cents
        more.append(len(list(faults(portal, gateway, told))) - before)
        gateway.taken[key] -= cents
    vain = {**told, "answered": [*told["answered"], "nobody's"]}
    more.append(len(list(faults(portal, gateway, vain))) - before)
    return more == [1, 1, 1]


def count(portal, gateway, told):
    """Figures, then faults."""
    states = Counter(row[2] for row in orders(portal))
    print(f"{len(told['answered'])} payments answered:", dict(states))
    print(f"{sum(gateway.taken.values()) / 100:.2f} EUR taken by the gateway in",
          f"{sum(gateway.captures.values())} captures:",
          dict(Counter(gateway.tokens[key] for key, _ in gateway.captures)))
    found = list(faults(portal, gateway, told))
    for fault in found:
        print(fault)
    if not noticed(portal, gateway, told):
        found.append("what is falsified is not noticed")
        print(found[-1])
    lost = f"{len(found)} lost or double" if found else "none lost, none double"
    print(lost)
    return 1 if found else 0


def main(command, portal, *rest):
    """The command line."""
    if command == "torn":
        print(torn([portal, *rest]))
        return 0
    portal = opened(portal)
    if command == "open":
        for email, checkout in still_open(portal):
            print(email, checkout)
        waiting = """
            select 'webhook', id from webhook where not sent union select 'step', id from step"""
        for path in rest:
            for what, number in opened(path).execute(waiting):
                print(what, number)
        return 0
    with open(rest[1], encoding="utf-8") as file:
        return count(portal, Gateway(rest[0]), json.load(file))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
