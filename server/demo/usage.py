"""What the web spaces of the demo books use, day by day; days are counted from *today*."""

from zlib import crc32

from books import when
from catalogue import ADDONS, GB, HOSTING, PLANS

TENTH = GB // 10
LONG, SHORT = 365, 100


def rows(b):
    """The account of the design at length, the others within their limits."""
    shown = lindqvist(b)
    for sub in b.subs:
        if sub.plan in HOSTING and sub.ref not in shown and not sub.over:
            quiet(b, sub)


def row(b, ref, resource, values):
    """One row for many days up to yesterday; values are tenths of a GB."""
    b.rows.append({"type": "usage", "subscription": ref, "resource": resource,
                   "from": when(-len(values)), "values": [v * TENTH for v in values]})


def lindqvist(b):
    """A shop that outgrew its space until it moved to a larger plan, and traffic over its limit."""
    row(b, "S-18-02", "disk", [150 + n * 5 // 11 + n * 7 % 5 for n in range(LONG)])
    for ref, resource, pattern in (("S-18-02", "traffic", (94, 83, 91, 102, 78, 60, 66)),
                                   ("S-18-03", "traffic", (41, 53, 44, 52, 61, 47, 39)),
                                   ("S-18-01", "traffic", (11, 9, 14, 8, 10)),
                                   ("S-18-03", "disk", (412, 413, 413, 415)),
                                   ("S-18-01", "disk", (62, 62, 63)),
                                   ("S-18-07", "disk", (34,))):
        # Visitors have become more from month to month.
        grown = [40 + n * 60 // LONG if resource == "traffic" else 100 for n in range(LONG)]
        row(b, ref, resource, [pattern[n % len(pattern)] * grown[n] // 100 for n in range(LONG)])
    b.rows.append({"type": "usage", "subscription": "S-18-03", "resource": "mailboxes",
                   "from": when(-LONG), "values": [14] * LONG})
    return {"S-18-01", "S-18-02", "S-18-03", "S-18-07"}


def quiet(b, sub):
    """Between a third and three quarters of the space, growing a little."""
    most = PLANS[sub.plan][4][0]
    most += sum(ADDONS[name][3].get("disk", 0) // GB for name, _ in sub.addons)
    seed = crc32(sub.ref.encode())
    start = most * (34 + seed % 38) // 10
    days = min(SHORT, sub.known)
    if days > 0:
        values = [start + n // 9 + (seed >> n % 24) % 2 for n in range(days)]
        row(b, sub.ref, "disk", [min(value, most * 15 // 2) for value in values])
