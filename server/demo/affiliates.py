"""What the house pays for recommendations: a program, who takes part, what they earned."""

from books import when
from catalogue import HOSTING
from history import cents, euro

PERCENT = {"commerce-m": 25, "commerce-l": 25}
USUAL, MATURITY, MINIMUM = 20, 45, 1000
MAIL = ["mail-5", "mail-10", "mail-25"]
# code, since when, where the money goes, and who came: account, the day of its renewals, what is
# paid for each, and how many there were
PARTS = {
    "A-20418": ("lindqvist", -400, {"to": "credit"},
                [("A-20401", 20, "3.50", 5), ("A-20410", 19, "38.50", 4),
                 ("A-20404", -6, "19.00", 1), ("A-20421", 21, "23.50", 3),
                 ("A-20422", 15, "19.00", 1)]),
    "A-20402": ("pixelwerft", -520, {"to": "bank", "iban": "DE02120300000000202051"},
                [("A-20407", 10, "43.00", 4), ("A-20407", 25, "12.00", 4)]),
}
NEW = ("A-20425", "lindqvist")  # came yesterday, and has bought nothing yet
FEWEST, MOST = (0, 28, 59, 89, 120, 150), (0, 31, 62, 92, 123, 153)  # days of so many months


def program(books):
    """The program; before the accounts that name it."""
    books.row("affiliate_program", "friends", name="Quayside friends", plans=HOSTING + MAIL,
              percent=str(USUAL),
              overrides=[{"plan": p, "percent": str(n)} for p, n in PERCENT.items()], cycles=12,
              cookie_days=60, maturity_days=MATURITY, minimum_payout=euro(MINIMUM),
              currency="EUR", landing="https://quayside.example/hosting", terms_version="2026-01")


def parts(books):
    """Who takes part, with the clicks of half a year, and every commission."""
    account = next(r for r in books.rows if (r["type"], r["ref"]) == ("account", NEW[0]))
    account["referral"] = {"program": "friends", "code": NEW[1], "at": "today-1d"}
    for owner, (code, joined, payout, came) in PARTS.items():
        clicks = [{"day": when(-n), "n": pattern} for n in range(180, 0, -1)
                  if (pattern := (n * n + 3 * n + len(code)) % 7 // 2)]
        books.row("affiliate", f"F-{code}", account=owner, program="friends", code=code,
                  joined_on=when(joined), clicks=clicks, payout=payout)
        earned = [(renews - MOST[back] + 1, when(renews, -back), customer, net,
                   standing(renews, back))
                  for customer, renews, net, count in came for back in range(count, 0, -1)]
        earned.sort(key=lambda it: it[0])
        pay_out(earned)
        number = 0
        for number, (_, at, customer, net, how) in enumerate(earned, 1):
            commission(books, (code, f"{number:02}"), (customer, at, net), how)
        if code == "lindqvist":
            odd_ones(books, code, number)


def standing(renews, back):
    """What has become of a commission of so many months ago, whatever months those were."""
    if renews + MATURITY - MOST[back] > 0:
        return {"state": "pending", "until": when(renews + MATURITY, -back)}
    assert renews + MATURITY - FEWEST[back] < 0, (renews, back)
    return {"state": "payable"}


def pay_out(earned):
    """What became payable is paid out as soon as it is enough: several at once, never less."""
    waiting = []
    for first, _, _, net, how in earned:
        if how["state"] == "payable":
            waiting.append((cents(net) * USUAL // 100, how))
        if first + MATURITY < -5 and sum(part for part, _ in waiting) >= MINIMUM:
            for _, one in waiting:
                one.update(state="paid", paid_on=when(first + MATURITY + 3))
            waiting = []


def commission(books, place, what, how, part=USUAL):
    """A part of what a customer paid."""
    (code, number), (customer, at, net) = place, what
    sign, worth = ("-", net[1:]) if net[0] == "-" else ("", net)
    books.row("commission", f"K-{code}-{number}", affiliate=f"F-{code}", account=customer, at=at,
              currency="EUR", base=net, amount=sign + euro(cents(worth) * part // 100), **how)


def odd_ones(books, code, number):
    """Not paid yet, taken back with its order, and less because an add-on was given back."""
    for customer, at, net, how in (
            ("A-20404", "today-6d", "19.00", {"state": "tracked"}),
            ("A-20404", "today-3d", "3.50", {"state": "tracked"}),
            ("A-20422", "today-50d", "9.00", {"state": "reversed",
                                              "reason": "The order was cancelled"}),
            ("A-20421", "today-60d", "-4.50", {
                "state": "payable", "reason": "An add-on was given back, and the money with it"})):
        number += 1
        commission(books, (code, f"{number:02}"), (customer, at, net), how)
