//! What each type must say, so that all that a row lacks is named at once. A field that is left out
//! here is still missed by the reader of the row, alone.

use serde_json::{Map, Value};

use super::report::LineError;

/// Fields without which a row means nothing, by type. `docs/import.md` marks the same.
const NEEDED: [(&str, &[&str]); 17] = [
    (
        "seller",
        &[
            "name",
            "address",
            "currency",
            "time_zone",
            "invoice_template",
        ],
    ),
    ("tax_zone", &["country", "rate", "valid_from", "inclusive"]),
    ("plan", &["name", "kind", "prices"]),
    ("addon", &["name", "plans", "prices"]),
    ("coupon", &["code", "valid_from"]),
    (
        "affiliate_program",
        &[
            "name",
            "plans",
            "cycles",
            "cookie_days",
            "maturity_days",
            "minimum_payout",
            "currency",
        ],
    ),
    (
        "account",
        &[
            "name",
            "email",
            "address",
            "currency",
            "time_zone",
            "language",
            "created_on",
        ],
    ),
    ("person", &["name", "email"]),
    ("group", &["account", "name"]),
    (
        "billing_account",
        &["account", "owner", "method", "gateway", "token", "default"],
    ),
    (
        "subscription",
        &[
            "account",
            "plan",
            "currency",
            "period",
            "started_on",
            "auto_renew",
        ],
    ),
    ("usage", &["subscription", "resource"]),
    (
        "credit",
        &["account", "currency", "amount", "origin", "note"],
    ),
    (
        "invoice",
        &[
            "account",
            "number",
            "issued_on",
            "due_on",
            "currency",
            "lines",
            "net",
            "tax",
            "total",
        ],
    ),
    (
        "credit_note",
        &[
            "invoice",
            "number",
            "issued_on",
            "lines",
            "net",
            "tax",
            "total",
        ],
    ),
    ("affiliate", &["account", "program", "code", "joined_on"]),
    (
        "commission",
        &[
            "affiliate",
            "account",
            "at",
            "currency",
            "base",
            "amount",
            "state",
        ],
    ),
];

/// That the row lacks fields of its type, each by itself.
pub(super) fn missing(kind: &str, row: &Map<String, Value>, line: u64) -> Vec<LineError> {
    let needed = NEEDED.iter().find(|(known, _)| *known == kind);
    let fields = needed.into_iter().flat_map(|(_, fields)| *fields);
    let lacks = fields.filter(|field| !row.contains_key(**field));
    let told = lacks.map(|field| LineError::new(line, *field, "is missing"));
    told.collect()
}
