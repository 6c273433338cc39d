//! VAT numbers are asked for at a service, again and again: what it says decides about reverse
//! charge (*Tax* in the specification of money).

use std::sync::Arc;

use billing::vat::{ASKED_AGAIN_DAYS, COUNTS_DAYS, VatNumber};
use gateway::vat::{Answer, Question, Unanswered, VatService};
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::account::vat::{Wanted, answered, ask_at, first_answered, wanted};
use store::audit::Act;
use store::{Tx, account};

use crate::desk::Desk;
use crate::failure::Failure;

/// So many are asked for in one go.
const MOST: i64 = 16;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// A number that the service cannot know of is looked at again after so many days.
const FOREIGN_DAYS: i64 = 365;

/// What a VAT service said, as it is kept with the account, imported and exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VatCheck {
    /// What it said.
    pub result: VatResult,
    /// When (RFC 3339).
    pub at: String,
    /// By what the service finds its answer again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The last day on which it counts; for ever where the provider brought it along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Whether a number is a valid one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum VatResult {
    Valid,
    Invalid,
    /// It could not say yet: the number is believed until then.
    Pending,
}

/// Asks for some of the numbers that are to be asked for by now; how many that were. Several may
/// do so at once.
///
/// # Errors
/// The store's; without an answer a number is asked for again in an hour.
pub async fn ask(desk: &Desk, service: &dyn VatService) -> Result<usize, Failure> {
    let now = desk.clock.now();
    let mut tx = desk.db.read().await?;
    let found = wanted(&mut tx, now, MOST).await?;
    drop(tx);
    for it in &found {
        let said = match question(it) {
            Some(question) => Some(service.ask(&question).await),
            None => None,
        };
        let of = Arc::new((it.clone(), said));
        let kept = desk.db.write(move |tx| {
            let of = Arc::clone(&of);
            Box::pin(async move { keep(tx, &of.0, of.1.as_ref(), now).await })
        });
        kept.await?;
    }
    Ok(found.len())
}

/// None where the service cannot know of such a number.
fn question(of: &Wanted) -> Option<Question> {
    let number = VatNumber::parse(&of.vat_id).filter(VatNumber::is_of_union)?;
    let asker = of.seller_vat_id.as_deref().and_then(VatNumber::parse);
    let parts = |it: VatNumber| (it.country, it.rest);
    Some(Question {
        number: parts(number),
        asker: asker.filter(VatNumber::is_of_union).map(parts),
    })
}

async fn keep(
    tx: &mut Tx,
    of: &Wanted,
    said: Option<&Result<Answer, Unanswered>>,
    now: Instant,
) -> Result<(), Failure> {
    let whose = (&of.account_id, of.vat_id.as_str());
    let next = match said {
        None => (false, FOREIGN_DAYS * DAY),
        Some(Err(unanswered)) => {
            tracing::warn!(account = %of.account_id, %unanswered, "a VAT number is not confirmed");
            let pending = check((VatResult::Pending, None), now);
            account::lock(tx, &of.account_id).await?;
            if first_answered(tx, whose, &json!(pending).to_string()).await? {
                store::audit::append(tx, &[act(of, &pending, now)], crate::chain::link).await?;
            }
            (false, HOUR)
        }
        Some(Ok(answer)) => {
            let result = if answer.valid {
                VatResult::Valid
            } else {
                VatResult::Invalid
            };
            let check = check((result, answer.reference.clone()), now);
            account::lock(tx, &of.account_id).await?;
            if !answered(tx, whose, &json!(check).to_string()).await? {
                return Ok(());
            }
            store::audit::append(tx, &[act(of, &check, now)], crate::chain::link).await?;
            (true, i64::from(ASKED_AGAIN_DAYS) * DAY)
        }
    };
    let (answered, pause) = next;
    Ok(ask_at(tx, whose, (answered, now.plus_seconds(pause))).await?)
}

fn check((result, reference): (VatResult, Option<String>), now: Instant) -> VatCheck {
    VatCheck {
        result,
        at: now.to_string(),
        reference,
        until: Some(now.utc_date().plus_days(COUNTS_DAYS)),
    }
}

fn act(of: &Wanted, check: &VatCheck, now: Instant) -> Act {
    Act {
        scope: of.account_id.to_string(),
        at: now,
        actor: "vat service".to_owned(),
        address: String::new(),
        action: "account.vat_checked".to_owned(),
        subject: format!("account {}", of.account_id),
        detail: json!({ "vat_id": of.vat_id, "check": check }).to_string(),
    }
}
