//! Books of any size, in the format of `saldo import`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::Done;

/// Who signs in: an ordinary customer, and one with very much of everything.
#[derive(Clone, Copy)]
pub struct Visitor {
    /// The customer.
    pub account: &'static str,
    /// The name on the account page.
    pub name: &'static str,
    /// The address to sign in with.
    pub email: &'static str,
    subscriptions: u32,
    invoices: u32,
}

/// Twelve subscriptions, three years of invoices.
pub const LIGHT: Visitor = Visitor {
    account: "A-light",
    name: "Light Bench",
    email: "light@bench.example",
    subscriptions: 12,
    invoices: 36,
};

/// What the target of S4 asks for.
pub const HEAVY: Visitor = Visitor {
    account: "A-heavy",
    name: "Heavy Bench",
    email: "heavy@bench.example",
    subscriptions: 2_000,
    invoices: 10_000,
};

/// So many invoices wait for their payment at most.
const OPEN: u32 = 25;

/// The password of both.
pub const PASSWORD: &str = "bench-copper-kettle-sundial";

/// Writes the two visitors and as many other customers as are asked for, each with a
/// subscription, a paid and an open invoice.
pub fn write(path: &Path, customers: u32) -> Done<()> {
    let mut books = Books {
        out: BufWriter::new(File::create(path)?),
        number: 0,
    };
    books.catalogue()?;
    books.visitor(LIGHT)?;
    books.visitor(HEAVY)?;
    for customer in 0..customers {
        let account = format!("A-{customer}");
        books.account(&account, &format!("Customer {customer}"))?;
        books.services(&account, 1)?;
        books.invoices(&account, 2)?;
    }
    books.out.flush()?;
    Ok(())
}

/// Books of which every subscription renews.
pub struct Renewals {
    /// How many, of as many customers as that takes with [`Self::EACH`].
    pub subscriptions: u32,
    /// On how many days in a row their invoices are made.
    pub days: u32,
}

impl Renewals {
    /// When the books are taken over: the day before the first of those days.
    pub const TAKEN: &str = "2026-10-31T12:00:00Z";
    /// Subscriptions of a customer.
    pub const EACH: u32 = 2;

    /// Writes them, and who looks on.
    pub fn write(&self, path: &Path) -> Done<()> {
        let mut books = Books {
            out: BufWriter::new(File::create(path)?),
            number: 0,
        };
        books.catalogue()?;
        books.visitor(LIGHT)?;
        for customer in 0..self.subscriptions / Self::EACH {
            let account = format!("A-{customer}");
            books.account(&account, &format!("Customer {customer}"))?;
            let renewal = format!("2026-11-{}", 15 + customer % self.days);
            for at in 0..Self::EACH {
                books.put(service(&account, at, "2025-01-15", &renewal))?;
            }
        }
        books.out.flush()?;
        Ok(())
    }
}

struct Books {
    out: BufWriter<File>,
    /// Of the last invoice.
    number: u32,
}

impl Books {
    fn put(&mut self, row: Value) -> Done<()> {
        writeln!(self.out, "{row}")?;
        Ok(())
    }

    fn catalogue(&mut self) -> Done<()> {
        self.put(json!({
            "type": "seller", "ref": "bench", "name": "Bench GmbH", "currency": "EUR",
            "address": address(), "time_zone": "Europe/Berlin",
            "invoice_template": "INV-{year}-{n:05}",
        }))?;
        self.put(json!({
            "type": "tax_zone", "ref": "de", "country": "DE", "rate": "19", "category": "S",
            "valid_from": "2021-01-01", "inclusive": false,
        }))?;
        let price = json!({ "currency": "EUR", "period": "month", "amount": "10.00" });
        self.put(json!({
            "type": "plan", "ref": "web", "name": "Web", "kind": "hosting", "prices": [price],
            "limits": { "disk": 100_000_000_000_u64 }, "overuse": "notify",
        }))
    }

    fn visitor(&mut self, visitor: Visitor) -> Done<()> {
        let account = visitor.account;
        self.account(account, visitor.name)?;
        self.put(json!({
            "type": "person", "ref": format!("p-{account}"), "name": "Bench",
            "email": visitor.email, "password": PASSWORD,
            "memberships": [{ "account": account, "role": "owner" }],
        }))?;
        self.services(account, visitor.subscriptions)?;
        self.invoices(account, visitor.invoices)
    }

    fn account(&mut self, account: &str, name: &str) -> Done<()> {
        self.put(json!({
            "type": "account", "ref": account, "name": name, "address": address(),
            "email": format!("{account}@bench.example"), "currency": "EUR",
            "time_zone": "Europe/Berlin", "language": "en", "created_on": "today-40m",
        }))
    }

    fn services(&mut self, account: &str, count: u32) -> Done<()> {
        for at in 0..count {
            self.put(service(account, at, "today-345d", "today+20d"))?;
        }
        Ok(())
    }

    /// The last [`OPEN`] of many invoices are open, of few the last.
    fn invoices(&mut self, account: &str, count: u32) -> Done<()> {
        for at in 0..count {
            self.number += 1;
            let day = 30 + (count - at) % 1_000;
            let mut row = invoice(account, self.number, day);
            if at + OPEN.min(count.div_ceil(6)) < count {
                let on = format!("today-{}d", day - 20);
                let paid = json!([{ "on": on, "amount": "11.90", "by": "transfer" }]);
                row.as_object_mut()
                    .map(|row| row.insert("payments".to_owned(), paid));
            }
            self.put(row)?;
        }
        Ok(())
    }
}

fn address() -> Value {
    json!({ "line1": "Weg 2", "city": "Bremen", "postal_code": "28195", "country": "DE" })
}

/// A site of an account.
fn service(account: &str, at: u32, started_on: &str, renewal: &str) -> Value {
    json!({
        "type": "subscription", "ref": format!("S-{account}-{at}"), "account": account,
        "plan": "web", "domain": format!("{at}.{}.example", account.to_lowercase()),
        "currency": "EUR", "period": "month", "started_on": started_on,
        "next_renewal_on": renewal, "addons": [], "payers": [], "auto_renew": true,
    })
}

/// One month of one plan, issued so many days ago.
fn invoice(account: &str, number: u32, day: u32) -> Value {
    let period = json!({ "from": ago(day), "to": ago(day - 30) });
    let line = json!({
        "kind": "plan", "text": "Web", "subscription": format!("S-{account}-0"), "net": "10.00",
        "period": period, "quantity": "1", "unit_price": "10.00", "tax_rate": "19",
        "tax_category": "S",
    });
    json!({
        "type": "invoice", "ref": format!("I-{number}"), "account": account,
        "number": format!("B-{number}"), "issued_on": ago(day), "due_on": ago(day - 14),
        "currency": "EUR", "lines": [line], "net": "10.00", "tax": "1.90", "total": "11.90",
    })
}

fn ago(days: u32) -> String {
    format!("today-{days}d")
}
