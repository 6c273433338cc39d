//! Reads a file, line by line, into typed rows.

use std::collections::HashMap;
use std::io::BufRead;

use billing::policy::Policy;
use model::text::holds_card_number;
use model::time::Date;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::books::{Books, Line};
use super::flaw::flaw;
use super::needed::missing;
use super::report::{ImportFailure, LineError};

/// Fields that only an export has, by type.
const COMPUTED: [(&str, &[&str]); 5] = [
    (
        "account",
        &[
            "credit",
            "held",
            "due",
            "processing",
            "usage_charge",
            "unapplied",
        ],
    ),
    ("subscription", &["current_period", "timeline"]),
    ("credit", &["remaining", "held", "at"]),
    (
        "invoice",
        &[
            "status",
            "overdue",
            "overpaid",
            "settled",
            "open",
            "tax_groups",
            "hash",
        ],
    ),
    ("credit_note", &["tax_groups", "hash", "returned"]),
];

/// Types that are imported, in the order in which an export has them.
const TYPES: [&str; 17] = [
    "seller",
    "tax_zone",
    "plan",
    "addon",
    "coupon",
    "affiliate_program",
    "account",
    "person",
    "group",
    "billing_account",
    "subscription",
    NAMELESS,
    "credit",
    "invoice",
    "credit_note",
    "affiliate",
    "commission",
];

/// Types that only an export has.
const EXPORTED: [&str; 5] = [
    "receipt",
    "payment",
    "credit_movement",
    "ledger_entry",
    "usage_month",
];

/// The type whose rows are known by what they are about, and have no `ref`.
const NAMELESS: &str = "usage";

/// Fields in which a provider writes as it pleases.
const FREE: [&str; 15] = [
    "brand",
    "city",
    "code",
    "company",
    "customer_token",
    "description",
    "label",
    "line1",
    "line2",
    "name",
    "note",
    "own_reference",
    "reason",
    "text",
    "token",
];

/// U+FEFF in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads all lines.
///
/// # Errors
/// When the file itself cannot be read; what is wrong with lines is in the books.
pub(super) fn read(mut source: impl BufRead, defaults: &Defaults) -> Result<Books, ImportFailure> {
    let mut books = Books::default();
    let mut known = HashMap::new();
    let (mut line, mut bytes) = (0, Vec::new());
    while source.read_until(b'\n', &mut bytes)? > 0 {
        line += 1;
        // Some editors put the mark of byte order before all (RFC 8259, section 8.1).
        let text = bytes.strip_prefix(MARK).filter(|_| line == 1);
        let text = text.unwrap_or(&bytes);
        if !text.trim_ascii().is_empty()
            && let Err(error) = one(&mut books, &mut known, (line, text), defaults)
        {
            books.refused.push(error);
        }
        bytes.clear();
    }
    books.sort();
    Ok(books)
}

/// What a file leaves open.
pub(super) struct Defaults {
    /// The day from which dates count, where they may be relative.
    today: Option<Date>,
    /// The fields of the policy of sellers.
    policy: Map<String, Value>,
}

impl Defaults {
    pub(super) fn new(today: Option<Date>, policy: &Policy) -> Self {
        let policy = match serde_json::to_value(policy) {
            Ok(Value::Object(policy)) => policy,
            _ => Map::new(),
        };
        Self { today, policy }
    }

    /// Writes dates out, and what is not said of a policy.
    fn fill(&self, kind: &str, row: &mut Map<String, Value>) {
        if let Some(today) = self.today {
            super::relative::resolve(row, today);
        }
        if kind == "seller" {
            self.complete(row);
        }
    }

    /// Adds what the row of a seller does not say of its policy.
    fn complete(&self, seller: &mut Map<String, Value>) {
        let own = seller.entry("policy").or_insert_with(|| Map::new().into());
        if let Value::Object(own) = own {
            for (name, value) in &self.policy {
                if !own.contains_key(name) {
                    own.insert(name.clone(), value.clone());
                }
            }
        }
    }
}

type References = HashMap<(String, String), u64>;

fn one(
    books: &mut Books,
    known: &mut References,
    (line, bytes): (u64, &[u8]),
    defaults: &Defaults,
) -> Result<(), LineError> {
    let refuse = |field: &str, reason: &str| LineError::new(line, field, reason);
    let value: Value = serde_json::from_slice(bytes.trim_ascii_end())
        .map_err(|error| LineError::syntax(line, &error))?;
    let Value::Object(mut row) = value else {
        return Err(refuse(".", "is not an object"));
    };
    let kind = kind(&mut row).map_err(|reason| refuse("type", &reason))?;
    if let Some(kind) = EXPORTED.into_iter().find(|exported| *exported == kind) {
        books.exported.push((line, kind, row));
        return Ok(());
    }
    let reference = reference(&kind, &mut row).map_err(|reason| refuse("ref", reason))?;
    if kind != NAMELESS
        && let Some(first) = known.insert((kind.clone(), reference.clone()), line)
    {
        return Err(refuse("ref", &format!("stands in line {first} already")));
    }
    defaults.fill(&kind, &mut row);
    for (key, value) in &row {
        if let Some(reason) = unfit(key, value) {
            return Err(refuse(key, reason));
        }
    }
    let missing = missing(&kind, &row, line);
    if !missing.is_empty() {
        books.refused.extend(missing);
        return Ok(());
    }
    let place = Place {
        line,
        reference,
        kind: &kind,
        row,
    };
    place.into_books(books)
}

fn kind(row: &mut Map<String, Value>) -> Result<String, String> {
    match row.remove("type").ok_or("is missing")? {
        Value::String(kind) if TYPES.contains(&&*kind) || EXPORTED.contains(&&*kind) => Ok(kind),
        Value::String(kind) => Err(unknown(&kind)),
        _ => Err("is not a text".to_owned()),
    }
}

/// That a type is not among those that are imported, of which there are few enough to name all.
fn unknown(kind: &str) -> String {
    let types = TYPES.join(", ");
    format!("{kind:?} is not a type that is imported, which are: {types}")
}

/// The provider's own id; nothing of a type that has none.
fn reference(kind: &str, row: &mut Map<String, Value>) -> Result<String, &'static str> {
    if kind == NAMELESS {
        return Ok(String::new());
    }
    let value = row.remove("ref").ok_or("is missing")?;
    match (unfit("ref", &value), value) {
        (Some(reason), _) => Err(reason),
        (None, Value::String(text)) if !text.trim().is_empty() => Ok(text),
        (None, _) => Err("is not a text with something in it"),
    }
}

/// Why a text cannot be stored or must not be.
fn unfit(key: &str, value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) if text.contains('\0') => {
            Some("holds a character that cannot be stored")
        }
        Value::String(text) if text.len() > longest(key) => Some("is too long"),
        Value::String(text) if FREE.contains(&key) && holds_card_number(text) => {
            Some("may hold a card number, which is never stored")
        }
        Value::Array(items) => items.iter().find_map(|item| unfit(key, item)),
        Value::Object(fields) => fields.iter().find_map(|(key, value)| unfit(key, value)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The longest text in bytes: what stands in an index must fit into a page of it.
fn longest(key: &str) -> usize {
    match key {
        "ref" | "number" | "reference" | "label" | "domain" | "name" => 400,
        _ => 10_000,
    }
}

struct Place<'a> {
    line: u64,
    reference: String,
    kind: &'a str,
    row: Map<String, Value>,
}

impl Place<'_> {
    fn into_books(self, books: &mut Books) -> Result<(), LineError> {
        match self.kind {
            "seller" => books.sellers.push(self.typed()?),
            "tax_zone" => books.zones.push(self.typed()?),
            "plan" => books.plans.push(self.typed()?),
            "addon" => books.addons.push(self.typed()?),
            "coupon" => books.coupons.push(self.typed()?),
            "affiliate_program" => books.programs.push(self.typed()?),
            "account" => books.accounts.push(self.typed()?),
            "person" => books.persons.push(self.typed()?),
            "group" => books.groups.push(self.typed()?),
            "billing_account" => books.billing_accounts.push(self.typed()?),
            "subscription" => books.subscriptions.push(self.typed()?),
            "credit" => books.credits.push(self.typed()?),
            "invoice" => books.invoices.push(self.typed()?),
            "credit_note" => books.credit_notes.push(self.typed()?),
            "affiliate" => books.affiliates.push(self.typed()?),
            "commission" => books.commissions.push(self.typed()?),
            NAMELESS => books.usage.push(self.typed()?),
            kind => return Err(LineError::new(self.line, "type", unknown(kind))),
        }
        Ok(())
    }

    fn typed<T: DeserializeOwned>(mut self) -> Result<Line<T>, LineError> {
        let mut computed = Map::new();
        let names = COMPUTED.iter().find(|(kind, _)| *kind == self.kind);
        for name in names.into_iter().flat_map(|(_, names)| *names) {
            if let Some(value) = self.row.remove(*name) {
                computed.insert((*name).to_owned(), value);
            }
        }
        let row: T =
            serde_path_to_error::deserialize(Value::Object(self.row)).map_err(|error| {
                let (field, reason) = flaw(&error.path().to_string(), &error.inner().to_string());
                LineError::new(self.line, field, reason)
            })?;
        Ok(Line {
            line: self.line,
            reference: self.reference,
            secret: None,
            computed,
            row,
        })
    }
}
