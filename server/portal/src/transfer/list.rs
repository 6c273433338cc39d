//! Money that settles nothing, for the provider.

use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};
use store::transfer::Unapplied as Row;

use crate::desk::Desk;
use crate::failure::Failure;

/// How many are told at once.
const PAGE: i64 = 100;

/// Money that stands on `unapplied`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unapplied {
    /// The payment or transfer: by this it is put to use or given back.
    pub id: String,
    /// Whose it is (`ref`); absent of what is nobody's yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The currency.
    pub currency: String,
    /// How much stands there, in major units.
    pub amount: String,
    /// What of that is on its way back, in major units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returning: Option<String>,
    /// The number of the invoice for which it came once too often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// Whether something else was captured than was asked.
    pub quarantined: bool,
    /// What came with a transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Its payer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// Its payer's bank account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
    /// When it was booked.
    pub at: String,
}

/// A part of what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnappliedPage {
    /// In the order of their ids.
    pub unapplied: Vec<Unapplied>,
    /// What the next page comes after; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Desk {
    /// How much came in that nothing matches, in pieces, counted up to a thousand.
    ///
    /// # Errors
    /// The store's.
    pub async fn unmatched(&self) -> Result<i64, Failure> {
        let mut tx = self.db.read().await?;
        Ok(store::transfer::nobodys_up_to(&mut tx, 1_000).await?)
    }

    /// What stands on `unapplied` after an id: all of it, or what is in quarantine.
    ///
    /// # Errors
    /// The store's.
    pub async fn unapplied(
        &self,
        after: Option<&str>,
        quarantined: bool,
    ) -> Result<UnappliedPage, Failure> {
        let mut tx = self.db.read().await?;
        let after = after.unwrap_or_default();
        let rows = store::transfer::unapplied(&mut tx, after, (quarantined, PAGE + 1)).await?;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or_default();
        let mut unapplied: Vec<Unapplied> = rows.into_iter().map(told).collect();
        let mut next = None;
        if more {
            // One payment in two currencies is not torn apart.
            let last = unapplied.pop().map(|it| it.id).unwrap_or_default();
            unapplied.retain(|it| it.id != last);
            next = unapplied.last().map(|it| it.id.clone());
        }
        Ok(UnappliedPage { unapplied, next })
    }
}

fn told(row: Row) -> Unapplied {
    let plain = |minor| Money::new(minor, row.currency).plain();
    Unapplied {
        account: row.account,
        currency: row.currency.code().to_owned(),
        amount: plain(row.amount_minor),
        returning: (row.going_minor > 0).then(|| plain(row.going_minor)),
        invoice: row.invoice,
        quarantined: row.quarantined,
        reference: row.reference.filter(|text| !text.is_empty()),
        party: row.party,
        iban: row.iban,
        at: Instant(row.at).to_string(),
        id: row.payment,
    }
}
