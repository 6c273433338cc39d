//! Seals: the hash of what an issued document says, and the chain of hashes of the audit trail.
//! Both name other objects by the provider's own ids, so that the same books have the same seals
//! in every database.

use serde::Serialize;
use sha2::{Digest, Sha256};
use store::audit::Act;

/// What an issued invoice or credit note says, and the seal is made of. Amounts are minor units.
#[derive(Clone, Debug, Serialize)]
pub struct Content<'a> {
    /// `invoice` or `credit_note`.
    pub kind: &'a str,
    /// The account.
    pub account: &'a str,
    /// Of a credit note: the invoice that it takes back.
    pub invoice: Option<&'a str>,
    /// Its number.
    pub number: &'a str,
    /// The date on it.
    pub issued_on: &'a str,
    /// When it is due; none of a credit note.
    pub due_on: Option<&'a str>,
    /// The currency of its amounts.
    pub currency: &'a str,
    /// Σ of the lines.
    pub net: i64,
    /// Σ of the tax.
    pub tax: i64,
    /// The whole.
    pub total: i64,
    /// The seller as issued, as JSON.
    pub seller: &'a str,
    /// The buyer as issued, as JSON.
    pub buyer: &'a str,
    /// The customer's own reference printed on it.
    pub own_reference: Option<&'a str>,
    /// Its lines in order.
    pub lines: Vec<Line<'a>>,
    /// Its tax by rate and category, in order.
    pub taxes: Vec<Tax<'a>>,
}

/// A line of a document.
#[derive(Clone, Debug, Serialize)]
pub struct Line<'a> {
    /// What it is for.
    pub kind: &'a str,
    /// What of the subscription; empty for the plan.
    pub item: &'a str,
    /// 0, and more where it was made again.
    pub revision: i64,
    /// Its text.
    pub text: &'a str,
    /// The subscription.
    pub subscription: Option<&'a str>,
    /// The add-on.
    pub addon: Option<&'a str>,
    /// The resource.
    pub resource: Option<&'a str>,
    /// The first day of the service period, and its exclusive end.
    pub period: Option<(&'a str, &'a str)>,
    /// How many.
    pub quantity: Option<&'a str>,
    /// The price of one.
    pub unit_price: Option<&'a str>,
    /// The net amount.
    pub net: i64,
    /// Percent of tax.
    pub tax_rate: &'a str,
    /// The category of tax.
    pub tax_category: &'a str,
    /// The invoice and the line that it corrects.
    pub corrects: Option<(&'a str, i64)>,
    /// How the net amount came to be, as JSON.
    pub derivation: Option<&'a str>,
}

/// Tax of one rate and category.
#[derive(Clone, Debug, Serialize)]
pub struct Tax<'a> {
    /// Percent.
    pub rate: &'a str,
    /// The category.
    pub category: &'a str,
    /// Σ of the lines.
    pub net: i64,
    /// Tax on it.
    pub tax: i64,
}

impl Content<'_> {
    /// The seal: SHA-256 of the content as JSON, in hexadecimal.
    ///
    /// # Errors
    /// Never for what is made of texts and numbers.
    pub fn seal(&self) -> Result<String, serde_json::Error> {
        Ok(hex(&Sha256::digest(serde_json::to_vec(self)?)))
    }
}

/// The hash of a row of the audit trail: SHA-256 of the hash before it (nothing at the beginning),
/// its place and its content, each with its length before it.
#[must_use]
pub fn link(before: &str, n: i64, act: &Act) -> String {
    let (n, at) = (n.to_string(), act.at.0.to_string());
    let parts = [
        before,
        &act.scope,
        &n,
        &at,
        &act.actor,
        &act.address,
        &act.action,
        &act.subject,
        &act.detail,
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_string());
        hash.update(":");
        hash.update(part);
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::Instant;

    fn act(actor: &str, address: &str) -> Act {
        Act {
            scope: "provider".into(),
            at: Instant(1),
            actor: actor.into(),
            address: address.into(),
            action: "x".into(),
            subject: "y".into(),
            detail: "{}".into(),
        }
    }

    #[test]
    fn what_moves_between_fields_changes_the_link() {
        assert_ne!(link("", 1, &act("ab", "c")), link("", 1, &act("a", "bc")));
        assert_ne!(link("", 1, &act("a", "b")), link("", 2, &act("a", "b")));
        assert_eq!(link("", 1, &act("a", "b")).len(), 64);
    }
}
