"""Programs of others on either side of our Stripe.

serve                    localstripe, a fake by others; the port is printed
enter BASE SET_UP CARD   somebody enters a card in a browser
drive BASE               Stripe's own client asks the double
event BODY HEADER SECRET Stripe's own client reads a webhook
scan SIZE PATH           what a telephone reads in a QR code
"""

import json
import socket
import sys

import stripe

VERSION = "2024-06-20"


def client(base, key="sk_test_double"):
    return stripe.StripeClient(
        key, stripe_version=VERSION, base_addresses={"api": base}, max_network_retries=0
    ).v1


def serve():
    from aiohttp import web
    from localstripe import resources, server

    # Nothing is left behind.
    resources.store.dump_to_disk = lambda: None
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(listener.getsockname()[1], flush=True)
    web.run_app(server.app, sock=listener, print=None, access_log=None)


def enter(base, set_up, number):
    card = {"number": number, "exp_month": 12, "exp_year": 2030, "cvc": "123"}
    stripe.api_base = base
    stripe.api_key = "sk_test_double"
    data = {"type": "card", "card": card}
    stripe.SetupIntent.confirm(set_up, payment_method_data=data)


def payment(method):
    return {
        "amount": 2490,
        "currency": "eur",
        "payment_method": method,
        "payment_method_types": ["card"],
        "confirm": True,
        "metadata": {"order": "theirs/1"},
        "return_url": "https://portal.example/",
    }


def drive(base):
    ask = client(base)
    told = {}
    key = {"idempotency_key": "theirs/1"}
    paid = ask.payment_intents.create(payment("pm_card_visa"), key)
    again = ask.payment_intents.create(payment("pm_card_visa"), key)
    told["paid"] = [paid.status, paid.amount_received, again.id == paid.id]
    try:
        ask.payment_intents.create(payment("pm_slow"), key)
    except stripe.IdempotencyError as error:
        told["conflict"] = error.http_status
    try:
        other = {"idempotency_key": "theirs/2"}
        ask.payment_intents.create(payment("pm_insufficient_funds"), other)
    except stripe.CardError as error:
        told["declined"] = [error.code, error.error.decline_code]
        told["intent"] = error.error.payment_intent.status
    strong = ask.payment_intents.create(payment("pm_authenticate"))
    told["strong"] = [strong.status, strong.next_action.type]
    told["cancelled"] = ask.payment_intents.cancel(strong.id).status
    refund = ask.refunds.create({"payment_intent": paid.id, "amount": 1000})
    told["refund"] = [refund.status, refund.amount]
    for name, params in {
        "too_much": {"payment_intent": paid.id, "amount": 1491},
        "missing": {"payment_intent": "pi_nobody", "amount": 1},
    }.items():
        try:
            ask.refunds.create(params)
        except stripe.InvalidRequestError as error:
            told[name] = error.http_status
    listed = ask.payment_intents.list({"limit": 2})
    told["pages"] = sum(1 for _ in listed.auto_paging_iter())
    try:
        client(base, "sk_wrong").refunds.list({"payment_intent": paid.id})
    except stripe.AuthenticationError as error:
        told["stranger"] = error.http_status
    print(json.dumps(told))


def event(body, header, secret):
    # Its clock is the machine's: only the signature is looked at.
    read = stripe.Webhook.construct_event(body, header, secret, tolerance=None)
    print(json.dumps([read.id, read.type, read.data.object.id]))


def scan(size, path):
    import re

    import zxingcpp

    size, zoom = int(size), 4
    rows = [bytearray(b"\xff" * (size * zoom)) for _ in range(size * zoom)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        x, y, length = int(x) * zoom, int(y) * zoom, int(length) * zoom
        for row in rows[y : y + zoom]:
            row[x : x + length] = bytes(length)
    image = memoryview(b"".join(rows)).cast("B", (size * zoom, size * zoom))
    (code,) = zxingcpp.read_barcodes(image)
    print(json.dumps([code.text, code.ec_level]))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
