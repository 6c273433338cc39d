"""What the web spaces of the demo books use, day by day; days are counted from *today*."""

from zlib import crc32

from books import day
from catalogue import ADDONS, GB, HOSTING, PLANS

TENTH = GB // 10
DAYS = 62


def rows(b):
    """The account of the design at length, the others within their limits."""
    shown = lindqvist(b)
    for sub in b.subs:
        ended = sub.extra.get("status") in ("cancelled", "expired", "terminated")
        if sub.plan in HOSTING and sub.ref not in shown and not ended:
            quiet(b, sub)


def row(b, ref, resource, first, values, limit=None):
    """One row for many days; values are tenths of a GB, None where nothing was reported."""
    bounds = {} if limit is None else {"limit": limit * GB}
    b.rows.append({"type": "usage", "subscription": ref, "resource": resource, "from": day(first),
                   "values": [v if v is None else v * TENTH for v in values], **bounds})


def lindqvist(b):
    """A shop that outgrew its space until it moved to a larger plan, and traffic over its limit."""
    def grown(first, last, start):
        return [start + n * 5 // 2 + (n * 7 % 5) for n in range(last - first)]

    space = grown(-DAYS, 0, 239)
    space[-4] = None
    row(b, "S-18-02", "disk", -DAYS, space[:DAYS - 11], limit=30)
    row(b, "S-18-02", "disk", -11, space[DAYS - 11:])
    for ref, resource, pattern in (("S-18-02", "traffic", (94, 83, 91, 102, 78, 60, 66)),
                                   ("S-18-03", "traffic", (41, 53, 44, 52, 61, 47, 39)),
                                   ("S-18-01", "traffic", (11, 9, 14, 8, 10)),
                                   ("S-18-03", "disk", (412, 413, 413, 415)),
                                   ("S-18-01", "disk", (62, 62, 63)),
                                   ("S-18-07", "disk", (34,))):
        row(b, ref, resource, -DAYS, [pattern[n % len(pattern)] for n in range(DAYS)])
    b.rows.append({"type": "usage", "subscription": "S-18-03", "resource": "mailboxes",
                   "from": day(-DAYS), "values": [14] * DAYS})
    return {"S-18-01", "S-18-02", "S-18-03", "S-18-07"}


def quiet(b, sub):
    """Between a third and three quarters of the space, growing a little."""
    most = PLANS[sub.plan][4][0]
    most += sum(ADDONS[name][3].get("disk", 0) // GB for name, _ in sub.addons)
    seed = crc32(sub.ref.encode())
    days = min(34, -sub.started)
    start = most * (34 + seed % 38) // 10
    if days > 0:
        row(b, sub.ref, "disk", -days, [start + n // 9 + (seed >> n % 24) % 2
                                        for n in range(days)])
