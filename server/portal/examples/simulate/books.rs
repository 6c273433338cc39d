//! The books with which a world begins, in the form of the import.

use model::currency::Currency;
use model::money::Money;
use serde_json::{Value, json};

use crate::chance::Chance;

/// What the provider has.
pub const PROVIDER: &str = include_str!("provider.ndjson");

/// An amount of euros in major units.
pub fn plain(minor: i64) -> String {
    Money::new(minor, Currency::EUR).plain()
}

const ZONES: [&str; 3] = ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati"];

/// What cards do; the first half of them work most of the time.
const TOKENS: [&str; 24] = [
    "ok",
    "ok",
    "ok",
    "ok",
    "slow",
    "timeout_before",
    "timeout_after",
    "webhook_twice",
    "webhook_reversed",
    "webhook_lost",
    "refund_slow",
    "refund_fails",
    "ok",
    "insufficient_funds",
    "slow_declined",
    "timeout_declined",
    "authenticate",
    "authenticate_declined",
    "twice",
    "other_amount",
    "other_currency",
    "returned",
    "disputed",
    "dispute_won",
];

/// A new customer, with cards, subscriptions, invoices that are open, and perhaps credit: its rows,
/// and how much credit that is.
pub fn customer(chance: &mut Chance, n: usize, day: &str) -> (String, i64) {
    let zone = chance.pick(&ZONES).expect("there are some");
    let account = format!("a{n}");
    let mut rows = vec![
        json!({
            "type": "account", "ref": account, "name": account, "email": "a@a.example",
            "address": {
                "line1": "Weg 1", "city": "Kiel", "postal_code": "24103", "country": "DE",
            },
            "currency": "EUR", "time_zone": zone, "language": "de", "created_on": "2026-01-01",
        }),
        json!({
            "type": "person", "ref": format!("p{n}"), "name": "P", "role": "owner",
            "email": format!("p{n}@a.example"), "account": account,
        }),
    ];
    for place in 0..=chance.below(2) {
        rows.push(card(chance, n, place));
    }
    let mut rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    for held in 0..chance.below(3) {
        rows.push(subscription(chance, n, &held.to_string(), day));
    }
    for place in 0..chance.below(4) {
        let due = format!("2026-03-{:02}", 1 + chance.below(28));
        rows.push(invoice(
            chance,
            (n, &format!("OLD-{n}-{place}")),
            ("2026-02-01", &due),
        ));
    }
    let credit = if chance.once_in(2) {
        chance.amount(1, 6_000)
    } else {
        0
    };
    if credit > 0 {
        let row = json!({
            "type": "credit", "ref": format!("c{n}"), "account": account, "currency": "EUR",
            "amount": plain(credit), "origin": "paid_in", "on": "2026-02-01", "note": "",
        });
        rows.push(row.to_string());
    }
    (rows.join("\n"), credit)
}

/// A card of a customer; the first is his default.
fn card(chance: &mut Chance, n: usize, place: u64) -> Value {
    let token = chance.pick(&TOKENS).expect("there are some");
    json!({
        "type": "billing_account", "ref": format!("b{n}-{place}"), "account": format!("a{n}"),
        "owner": format!("p{n}"), "method": "card", "gateway": "sandbox",
        "token": format!("{token}:{n}-{place}"), "brand": "visa", "last4": "4242",
        "expires": "2030-01", "default": place == 0,
    })
}

/// An invoice of a customer from elsewhere, open, and the days on which it was issued and is due.
pub fn invoice(chance: &mut Chance, (n, number): (usize, &str), (on, due): (&str, &str)) -> String {
    let net = plain(chance.amount(20, 9_000));
    let row = json!({
        "type": "invoice", "ref": number, "account": format!("a{n}"), "number": number,
        "issued_on": on, "due_on": due, "currency": "EUR",
        "lines": [{ "text": "Moving", "net": net }], "net": net, "tax": "0.00", "total": net,
    });
    row.to_string()
}

/// A new subscription of a customer, from a day on.
pub fn subscription(chance: &mut Chance, n: usize, name: &str, day: &str) -> String {
    let plan = if chance.once_in(4) { "w" } else { "m" };
    let first = chance.below(3) != 0;
    let row = json!({
        "type": "subscription", "ref": format!("u{n}-{name}"), "account": format!("a{n}"),
        "plan": plan, "currency": "EUR", "period": "month", "started_on": day,
        "auto_renew": true, "domain": format!("u{n}-{name}.example"), "credit_first": first,
    });
    row.to_string()
}
