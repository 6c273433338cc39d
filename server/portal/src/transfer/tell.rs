//! Money that the provider says came in.

use std::sync::Arc;

use model::fault::Fault;
use model::id::{AccountId, InvoiceId};
use model::money::Money;
use model::time::Instant;
use serde_json::json;
use store::Tx;
use store::transfer::{self, Known};

use super::settle::{Come, settle};
use super::told::{Arrived, Part, Payment};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::zone::date_in;

/// What is paid of which invoice.
type Parts = Vec<(InvoiceId, Money)>;

impl Desk {
    /// Books money that came in and was told by hand. The same request again, by its own key, is
    /// answered as it was.
    ///
    /// # Errors
    /// When there is no such account or invoice, or the amounts do not fit.
    pub async fn receive_payment(
        &self,
        payment: Payment,
        action: Action,
    ) -> Result<Arrived, Denied> {
        let of = Arc::new((payment, action, Arc::clone(&self.reception.ids)));
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { take(tx, (&of.2, now), &of.0, &of.1).await })
            })
            .await
    }
}

async fn take(
    tx: &mut Tx,
    at: (&Ids, Instant),
    payment: &Payment,
    action: &Action,
) -> Result<Arrived, Denied> {
    let asks = Asks::new("payment.entered", "payments", json!(payment));
    if let Some(before) = provider::before(tx, action, &asks).await? {
        return Ok(before);
    }
    let come = come(tx, at.1, payment, action).await?;
    let arrived = settle(tx, at, &come).await?;
    let arrived = arrived.ok_or_else(|| Failure::from(Fault::Conflict))?;
    let account = match &arrived.account {
        Some(name) => transfer::account(tx, name).await?.map(|(id, _)| id.0),
        None => None,
    };
    provider::after(tx, action, (&asks, account.as_ref()), &arrived, at.1).await?;
    Ok(arrived)
}

async fn come(
    tx: &mut Tx,
    now: Instant,
    payment: &Payment,
    action: &Action,
) -> Result<Come, Denied> {
    let amount = amount(&payment.amount, payment.currency)?;
    let (account, today) = match &payment.account {
        Some(name) => {
            let found = transfer::account(tx, name).await?;
            let (id, zone) = found.ok_or(Denied::Unfit("account: there is no such account"))?;
            (Some(id.0), date_in(&zone, now))
        }
        // Somewhere it is tomorrow already.
        None => (None, now.plus_seconds(14 * 3600).utc_date()),
    };
    if payment.on > today {
        return Err(Denied::Unfit("on: that day is still to come"));
    }
    let said = match &payment.allocations {
        None => None,
        Some(parts) => {
            let (owner, paid) = paid(tx, (parts, amount), account.as_ref()).await?;
            let owner = account.clone().or(owner);
            let nobodys = Denied::Unfit("account: is missing, for no invoice says whose it is");
            Some((owner.ok_or(nobodys)?, paid))
        }
    };
    Ok(Come {
        source: None,
        on: payment.on,
        amount,
        reference: payment.reference.trim().to_owned(),
        party: payment.party.clone(),
        iban: payment.iban.as_deref().map(iban).transpose()?,
        account,
        said,
        actor: action.actor.clone(),
    })
}

/// An amount above zero in a currency.
pub(crate) fn amount(text: &str, currency: model::currency::Currency) -> Result<Money, Denied> {
    let amount = Money::parse(text, currency);
    let amount = amount.map_err(|_| Denied::Unfit("amount: is none of that currency"))?;
    if amount.minor > 0 {
        Ok(amount)
    } else {
        Err(Denied::Unfit("amount: is not above zero"))
    }
}

fn iban(text: &str) -> Result<String, Denied> {
    let plain: String = text.split_whitespace().collect();
    let plain = plain.to_ascii_uppercase();
    if gateway::payment::manual::is_iban(&plain) {
        Ok(plain)
    } else {
        Err(Denied::Unfit("iban: is none"))
    }
}

/// What parts pay, and whose invoices they are; what becomes credit is what they leave.
pub(super) async fn paid(
    tx: &mut Tx,
    (parts, all): (&[Part], Money),
    account: Option<&AccountId>,
) -> Result<(Option<AccountId>, Parts), Denied> {
    let names: Vec<&str> = parts
        .iter()
        .filter_map(|it| it.invoice.as_deref())
        .collect();
    let known = transfer::invoices(tx, &names).await?;
    let (mut owner, mut paid, mut sum) =
        (account.cloned(), Parts::new(), Money::zero(all.currency));
    for part in parts {
        let minor = amount(&part.amount, all.currency)?;
        sum = sum.plus(minor).map_err(Failure::from)?;
        let Some(invoice) = named(part, &known)? else {
            continue;
        };
        let whose = owner.get_or_insert_with(|| invoice.account_id.clone());
        if *whose != invoice.account_id {
            return Err(Denied::Unfit(
                "allocations: an invoice is of another account",
            ));
        }
        if invoice.currency != all.currency {
            return Err(Denied::Unfit(
                "allocations: an invoice is in another currency",
            ));
        }
        paid.push((invoice.id.clone(), minor));
    }
    if sum.minor > all.minor {
        return Err(Denied::Unfit("allocations: come to more than the amount"));
    }
    Ok((owner, paid))
}

/// The invoice that a part names; none if it becomes credit.
fn named<'a>(part: &Part, known: &'a [Known]) -> Result<Option<&'a Known>, Denied> {
    match (&part.invoice, part.credit) {
        (None, true) => Ok(None),
        (Some(name), false) => {
            let fits = |it: &&Known| it.reference == *name || it.id.as_str() == name;
            let found = known.iter().find(fits);
            let gone = Denied::Unfit("allocations: there is no such invoice");
            found.map(Some).ok_or(gone)
        }
        (None, false) | (Some(_), true) => Err(Denied::Unfit(
            "allocations: each part names an invoice, or is credit",
        )),
    }
}
