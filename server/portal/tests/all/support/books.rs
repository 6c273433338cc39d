//! Small books: account 1 has something of everything, account 2 a little, account 3 is closed.

use store::Db;
use store::probe::script;

use super::id;

/// Fills a database.
pub async fn fill(db: &Db) {
    let parts = [
        catalogue(),
        customers(),
        payers(),
        subscriptions(),
        invoices(),
        credit(),
    ];
    script(db, parts.join("\n")).await.expect("fills");
}

const ADDRESS: &str =
    r#"{"line1":"Kaiserkai 12","city":"Hamburg","postal_code":"20457","country":"DE"}"#;

fn catalogue() -> String {
    let hosting = r#"{"name":"Business M","kind":"hosting","prices":[{"currency":"EUR",
        "period":"month","amount":"19.00"}],"limits":{"disk":40,"traffic":-1}}"#;
    let domain = r#"{"name":"Domain .de","kind":"domain","prices":[{"currency":"EUR",
        "period":"year","amount":"9.90"}]}"#;
    let backup = r#"{"name":"Daily backup","plans":["business-m"],"prices":[{"currency":"EUR",
        "period":"month","amount":"4.50"}],"raises":{"disk":20}}"#;
    format!(
        "insert into seller values ('{}', 'quayside', 'Quayside Hosting GmbH', '{ADDRESS}',
             'DE811204912', null, 'EUR', 'Europe/Berlin', 'INV-{{year}}-{{n:05}}',
             'CN-{{year}}-{{n:05}}', 'R-{{year}}-{{n:05}}', null, '{{}}');
         insert into plan values ('{}', 'business-m', 'Business M', 'hosting', '{hosting}'),
             ('{}', 'domain-de', 'Domain .de', 'domain', '{domain}');
         insert into addon values ('{}', 'backup', 'Daily backup', '{backup}');",
        id("sel", 1),
        id("pln", 1),
        id("pln", 2),
        id("add", 1)
    )
}

fn customers() -> String {
    let account = |n, name: &str, zone: &str, closed: &str| {
        format!(
            "insert into account values ('{}', 'A-{n}', '{}', '{name}', null, 'a{n}@example.org',
                 null, null, '{ADDRESS}', 'EUR', '{zone}', 'de', null, null, null, null, null,
                 '2024-01-01', {closed}, '{{}}', true, null, null, 0);
             insert into person values ('{}', 'p-{n}', 'Person {n}', 'p{n}@example.org', null,
                 null, null, null);
             insert into membership values ('{}', '{}', 'owner', null, null, null);",
            id("acc", n),
            id("sel", 1),
            id("per", n),
            id("per", n),
            id("acc", n)
        )
    };
    [
        account(1, "Atelier Lindqvist", "Europe/Berlin", "null"),
        account(2, "Pixelwerft", "America/New_York", "null"),
        account(3, "Buchladen Eckstein", "Europe/Berlin", "'2026-03-31'"),
        format!(
            "insert into membership values ('{}', '{}', 'accountant', null, null, null);",
            id("per", 1),
            id("acc", 2)
        ),
    ]
    .join("\n")
}

/// Of account 1: 1 is its default card, 2 a card that fails, 3 a debit with a cap of 20.00.
fn payers() -> String {
    let payer = |n, account, columns: &str| {
        format!(
            "insert into billing_account
             values ('{}', 'B-{n}', '{}', '{}', {columns}, null, null);",
            id("bil", n),
            id("acc", account),
            id("per", account)
        )
    };
    let card = |brand: &str, last4: &str, default: bool, status: &str| {
        format!(
            "'card', 'sandbox', 'ok', null, '{brand}', '{last4}', '2027-08', null, null, null,
             {default}, null, null, '{status}'"
        )
    };
    let debit = r#"'sepa_debit', 'sandbox', 'ok', null, null, null, null, 'DE•• 3000', 'Hausbank',
        null, false, '{"EUR":"20.00"}', null, 'active'"#;
    [
        payer(1, 1, &card("visa", "1881", true, "active")),
        payer(2, 1, &card("amex", "1009", false, "failing")),
        payer(3, 1, debit),
        payer(4, 2, &card("visa", "4242", true, "active")),
        format!(
            "insert into billing_account_share values ('{}', '{}');",
            id("bil", 3),
            id("per", 2)
        ),
    ]
    .join("\n")
}

struct Held<'a> {
    n: u64,
    account: u64,
    plan: u64,
    name: &'a str,
    attention: i64,
    rest: &'a str,
    payers: &'a [u64],
}

fn subscription(held: &Held<'_>) -> String {
    let Held {
        n, name, attention, ..
    } = held;
    let kind = if held.plan == 1 { "hosting" } else { "domain" };
    let mut text = format!(
        "insert into subscription values ('{}', 'S-{n}', '{}', '{}', '{kind}', '{name}',
             lower('{name}'), lower('{name}') || ' business', {attention}, {}, null, null, null,
             null, null, 0, null, null);",
        id("sub", *n),
        id("acc", held.account),
        id("pln", held.plan),
        held.rest
    );
    for (place, payer) in held.payers.iter().enumerate() {
        text += &format!(
            "insert into payer values ('{}', {place}, '{}');",
            id("sub", *n),
            id("bil", *payer)
        );
    }
    text
}

fn subscriptions() -> String {
    let held = |n, plan, name, attention, rest, payers| Held {
        n,
        account: if n > 10 { 2 } else { 1 },
        plan,
        name,
        attention,
        rest,
        payers,
    };
    let end = "null, true, 'active', null, null, null, null, null, true";
    let month = format!("null, 'm', 'EUR', 'month', 1, '2025-06-20', '2026-06-20', 20, {end}");
    let year = format!("null, 'd', 'EUR', 'year', 1, '2025-09-01', '2026-09-01', 1, {end}");
    let dollars = format!("null, null, 'USD', 'month', 1, '2026-01-01', '2026-07-01', 1, {end}");
    let suspended = "'Shop', 's', 'EUR', 'month', 1, '2025-01-01', '2026-07-01', 1, 1000, true,
        'suspended', 'non_payment', '2026-06-12', null, null, null, true";
    let ended = "null, 'e', 'EUR', 'month', 1, '2025-01-01', null, 1, null, true,
        'cancelled', null, '2026-05-31', '2026-05-31', null, null, false";
    let list = [
        held(1, 1, "lindqvist.example", 2, &month, &[3, 1]),
        held(2, 2, "aerger.example", 2, &year, &[3]),
        held(3, 1, "shop.example", 0, suspended, &[2]),
        held(4, 1, "old.example", 3, ended, &[]),
        held(5, 1, "dollars.example", 2, &dollars, &[]),
        held(11, 1, "pixelwerft.example", 2, &month, &[4]),
    ];
    let mut text: Vec<String> = list.iter().map(subscription).collect();
    text.push(format!(
        "insert into subscription_addon values ('{}', '{}', '2025-06-20', null, null, null);
         insert into subscription_addon values ('{}', '{}', '2026-01-01', '2026-06-14', null,
             null);",
        id("sub", 1),
        id("add", 1),
        id("sub", 3),
        id("add", 1)
    ));
    text.join("\n")
}

struct Issued<'a> {
    n: u64,
    account: u64,
    dates: (&'a str, &'a str),
    currency: &'a str,
    /// Total, and what is open of it.
    amounts: (i64, i64),
    state: &'a str,
    subscription: Option<u64>,
}

fn invoice(issued: &Issued<'_>) -> String {
    let Issued {
        n,
        dates: (on, due),
        currency,
        amounts: (total, open),
        state,
        ..
    } = issued;
    let (inv, acc) = (id("inv", *n), id("acc", issued.account));
    let subscription = issued
        .subscription
        .map_or("null".to_owned(), |n| format!("'{}'", id("sub", n)));
    let title = issued
        .subscription
        .map_or("Moving house".to_owned(), |n| format!("Title of {n}"));
    let (flight, done) = (*state == "processing", total - open);
    let (settled, credited) = if *state == "credited" {
        (0, done)
    } else {
        (done, 0)
    };
    let derivation = r#"{"rule":"price","inputs":{"amount":"10.00","quantity":"1"},
        "exact":"1000/1","rounded":"10.00"}"#;
    let party = format!(r#"{{"name":"Party","address":{ADDRESS}}}"#);
    format!(
        "insert into invoice values ('{inv}', 'I-{n}', '{acc}', '{}', 'INV-{n}', null, null,
             '{on}', '{due}', null, '{currency}', {total}, 0, {total}, '{title}', 'First line',
             '2026-06-01', '2026-07-01', 2, lower('INV-{n} {title}'), '{party}', '{party}', 'PO 7',
             true, null, true, 'h');
         insert into invoice_line values ('{inv}', 1, 'plan', 'Business M', 0, 'First line',
             {subscription}, null, null, '2026-06-01', '2026-07-01', '1', '10.00', 1000, '19', 'S',
             null, null, '{derivation}');
         insert into invoice_line values ('{inv}', 2, 'manual', '', 0, 'Second line', null, null,
             null, null, null, null, null, {total} - 1000, '19', 'S', null, null, null);
         insert into invoice_tax values ('{inv}', 1, '19', 'S', {total}, 0);
         insert into invoice_standing values ('{inv}', '{acc}', '{on}', '{due}', '{currency}',
             {total}, {settled}, 0, {credited}, 0, {open}, {flight}, '{state}');",
        id("sel", 1)
    )
}

/// Number, date, due date, currency, total, open, state, subscription.
const INVOICES: &str = "
    1 2026-06-01 2026-06-14 EUR 1190 1190 open 1
    2 2026-06-01 2026-06-15 EUR 2380 1380 part_paid 3
    3 2026-06-01 2026-06-18 EUR 1500 1500 processing 2
    4 2026-06-01 2026-06-22 EUR 5000 5000 open
    5 2026-06-01 2026-06-23 EUR 7000 7000 open 1
    6 2026-05-01 2026-05-15 EUR 1190 0 paid 1
    7 2026-04-01 2026-04-15 EUR 1190 0 credited 1
    8 2026-03-01 2026-07-01 USD 5400 5400 open 5
    101 2026-06-01 2026-06-20 EUR 1190 1190 open 11";

fn issued(line: &str) -> Issued<'_> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let n = words[0].parse().expect("a number");
    let minor = |place: usize| words[place].parse().expect("an amount");
    Issued {
        n,
        account: if n > 100 { 2 } else { 1 },
        dates: (words[1], words[2]),
        currency: words[3],
        amounts: (minor(4), minor(5)),
        state: words[6],
        subscription: words.get(7).map(|word| word.parse().expect("a number")),
    }
}

fn invoices() -> String {
    let lines = INVOICES.trim().lines();
    let mut text: Vec<String> = lines.map(|line| invoice(&issued(line))).collect();
    for n in [1, 2, 3, 4, 5] {
        text.push(format!(
            "insert into invoice_payer values ('{}', 0, '{}');",
            id("inv", n),
            id("bil", if n == 5 { 3 } else { 2 })
        ));
    }
    text.push(booked());
    text.join("\n")
}

/// Adds invoice 9 to account 1: 20.00 for subscriptions 1 and 2, due on 2026-06-25, of debit 3.
pub async fn shared(db: &Db) {
    let alone = invoice(&issued("9 2026-06-01 2026-06-25 EUR 2000 2000 open 1"));
    let second = "'Second line', ";
    let held = format!("{second}'{}'", id("sub", 2));
    let both = alone.replace(&format!("{second}null"), &held);
    let payer = format!(
        "insert into invoice_payer values ('{}', 0, '{}');",
        id("inv", 9),
        id("bil", 3)
    );
    script(db, both + &payer).await.expect("adds");
}

/// Invoice 6 was paid by debit in June and by credit, invoice 7 was taken back.
fn booked() -> String {
    let (txn, acc) = (id("txn", 1), id("acc", 1));
    let party = format!(r#"{{"name":"Party","address":{ADDRESS}}}"#);
    let (six, seven, note) = (id("inv", 6), id("inv", 7), id("crn", 1));
    format!(
        "insert into ledger_transaction values ('{txn}', 't-1', '{acc}', 1, '2026-06-02',
             'opening');
         insert into credit_note values ('{note}', 'N-1', '{acc}', '{seven}', '{}', 'CN-1', null,
             null, '2026-04-20', 'EUR', 1000, 190, 1190, '{party}', '{party}', '[]', true, 'h');
         insert into credit_note_line values ('{note}', 1, 'plan', 'Business M', 0, 'First line',
             '{}', null, null, null, null, null, null, 1000, '19', 'S', null, null, null);
         insert into settlement values
             ('{six}', 1, '{acc}', '2026-06-02', 'billing_account', 1500, '{}', null, null,
                 '{txn}'),
             ('{six}', 2, '{acc}', '2026-06-02', 'refund', -500, '{}', null, null, '{txn}'),
             ('{six}', 3, '{acc}', '2026-06-02', 'credit', 190, null, null, null, '{txn}'),
             ('{seven}', 1, '{acc}', '2026-04-20', 'credit_note', 1190, null, '{note}', null,
                 '{txn}');",
        id("sel", 1),
        id("sub", 1),
        id("bil", 3),
        id("bil", 3)
    )
}

/// 44.20: promotion that expires on the 22nd, a refund, money paid in, and a lot that is used up.
fn credit() -> String {
    let acc = id("acc", 1);
    let lot = |n, origin: &str, amounts: &str, on: &str, expires: &str| {
        format!(
            "insert into credit_lot values ('{}', 'C-{n}', '{acc}', 'EUR', '{origin}', {amounts},
                 '{on}', {expires}, 'Note {n}', null);",
            id("lot", n)
        )
    };
    let movement = |n, day: &str, reason: &str, amount: i64, balance: i64, of: (u64, &str)| {
        format!(
            "insert into credit_movement values ('{}', '{acc}', 'EUR', {n}, '{day}', {n},
                 '{reason}', {amount}, {balance}, '{}', {}, null);",
            id("crm", n),
            id("lot", of.0),
            of.1
        )
    };
    let six = format!("'{}'", id("inv", 6));
    [
        lot(1, "paid_in", "2000, 0, 0", "2025-01-01", "null"),
        lot(2, "paid_in", "3000, 3000, 0", "2026-01-01", "null"),
        lot(3, "refund", "420, 420, 0", "2026-06-01", "null"),
        lot(
            4,
            "promotion",
            "1000, 1000, 200",
            "2026-06-10",
            "'2026-06-22'",
        ),
        movement(1, "2025-01-01", "grant", 2000, 2000, (1, "null")),
        movement(2, "2026-01-01", "grant", 3000, 5000, (2, "null")),
        movement(3, "2026-06-01", "grant", 420, 5420, (3, "null")),
        movement(4, "2026-06-02", "use", -2000, 3420, (1, &six)),
        movement(5, "2026-06-10", "grant", 1000, 4420, (4, "null")),
        format!(
            "insert into position values ('{acc}', 'EUR', 4420, 200, 16070, 1500, 0, 5),
                 ('{acc}', 'USD', 0, 0, 5400, 0, 0, 1), ('{}', 'EUR', 0, 0, 1190, 0, 0, 1);",
            id("acc", 2)
        ),
    ]
    .join("\n")
}
