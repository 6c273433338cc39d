//! The state of a billing account in words.

use leptos::prelude::*;
use model::billing_account::{BillingAccountStatus, PayerView};
use model::time::Date;

use crate::format::short;
use crate::part::{Status, Tone};
use crate::text::billing_account as words;

/// The state; `charge` is the day of its next charge, if one is known.
#[component]
pub fn Standing(
    /// The billing account.
    payer: PayerView,
    /// When it is charged next.
    charge: Option<Date>,
) -> impl IntoView {
    let late = charge.filter(|day| {
        let (year, month, _) = day.parts();
        payer.expires.is_some_and(|last| last < (year, month))
    });
    let (tone, word) = match (payer.status, late) {
        (BillingAccountStatus::PendingVerification, _) => {
            (Tone::Moving, words::pending_verification().to_owned())
        }
        (BillingAccountStatus::Active, _) => (Tone::Good, words::active().to_owned()),
        (BillingAccountStatus::Expiring, Some(day)) => {
            (Tone::Warn, words::expiring_on(&short(day)))
        }
        (BillingAccountStatus::Expiring, None) => (Tone::Warn, words::expiring().to_owned()),
        (BillingAccountStatus::Expired, _) => (Tone::Bad, words::expired().to_owned()),
        (BillingAccountStatus::Failing, _) => (Tone::Bad, words::failing().to_owned()),
        (BillingAccountStatus::Removed, _) => (Tone::Off, words::removed().to_owned()),
    };
    view! { <Status tone=tone>{word}</Status> }
}
