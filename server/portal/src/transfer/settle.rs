//! What becomes of money that came by itself.

use billing::ledger::{self, Book};
use model::fault::Fault;
use model::id::{AccountId, InvoiceId, TransferId};
use model::money::Money;
use model::time::{Date, Instant};
use serde_json::json;
use store::audit::Act;
use store::column::As;
use store::transfer::{self, Transfer};
use store::{Tx, account};

use super::find::{Whose, whose};
use super::told::{Arrived, By, Credited, Paid};
use crate::booking::{Clerk, Receipt, Received, Stamp, Way, of_nobody, receive};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::parked::Denied;

/// Money that came in, before it is known whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Come {
    /// What it is booked once by; its own id if absent.
    pub source: Option<String>,
    pub on: Date,
    pub amount: Money,
    /// What came with it.
    pub reference: String,
    pub party: Option<String>,
    pub iban: Option<String>,
    /// Whose it is, if the provider says so.
    pub account: Option<AccountId>,
    /// Whose it is and what it pays, if the provider says so.
    pub said: Option<(AccountId, Vec<(InvoiceId, Money)>)>,
    /// Who says that it came, for the audit trail.
    pub actor: String,
}

/// Where money lies that came without a payment order.
pub(super) fn bank() -> Book {
    Book::cash("manual")
}

/// Books money that came in, once by its source: it pays what the first rule finds, what is more
/// becomes credit, and what nothing matches stands on `unapplied` as nobody's. None if it was
/// booked before.
///
/// # Errors
/// When the provider said something that cannot be.
pub(crate) async fn settle(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    come: &Come,
) -> Result<Option<Arrived>, Denied> {
    let mut found = whose(tx, come).await?;
    if let Some(account) = found.account.clone() {
        account::lock(tx, &account).await?;
        // What it pays is decided under the lock.
        found = whose(tx, come).await?;
        if found.account.as_ref() != Some(&account) {
            return Err(Failure::from(Fault::Conflict).into());
        }
    }
    let id = ids.next(now, TransferId::make);
    let row = row(&id, come, &found, now);
    if !transfer::add(tx, &row).await? {
        return Ok(None);
    }
    let Some(account) = found.account.clone() else {
        return Ok(Some(set_apart(tx, (ids, now), (id, come)).await?));
    };
    let receipt = Receipt {
        account,
        amount: come.amount,
        way: Way::Transfer,
        reference: id.to_string(),
        said: Some(come.reference.clone()),
        allocations: Some(found.paid),
        on: come.on,
        at: now,
        actor: come.actor.clone(),
    };
    let received = receive(tx, ids, &receipt).await?;
    told(tx, (id, found.by), (&receipt, received))
        .await
        .map(Some)
}

fn row(id: &TransferId, come: &Come, found: &Whose, now: Instant) -> Transfer {
    Transfer {
        id: id.clone(),
        source: come.source.clone().unwrap_or_else(|| id.to_string()),
        account_id: found.account.clone().map(As),
        on: come.on,
        currency: come.amount.currency,
        amount_minor: come.amount.minor,
        reference: come.reference.clone(),
        party: come.party.clone(),
        iban: come.iban.clone(),
        rule: found.by.as_str().to_owned(),
        at: now.0,
    }
}

/// Books money that is nobody's, and tells the provider.
async fn set_apart(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (id, come): (TransferId, &Come),
) -> Result<Arrived, Failure> {
    let posting = ledger::payment_set_apart(&bank(), (id.as_str(), None), come.amount);
    let posting = posting.map_err(Failure::internal)?;
    let stamp = Stamp {
        at: now,
        on: come.on,
        reference: format!("payment:{id}"),
    };
    let transaction = of_nobody(Clerk { ids, now }, &posting, &stamp);
    store::booking::add_transactions(tx, &[transaction]).await?;
    let detail = json!({
        "amount": come.amount.plain(),
        "currency": come.amount.currency.code(),
        "on": come.on.to_string(),
    });
    let act = Act {
        scope: "provider".to_owned(),
        at: now,
        actor: come.actor.clone(),
        address: String::new(),
        action: "payment.unmatched".to_owned(),
        subject: format!("transfer {id}"),
        detail: detail.to_string(),
    };
    store::audit::append(tx, &[act], crate::chain::link).await?;
    tracing::error!(transfer = %id, "money came that nothing matches: it waits on unapplied");
    Ok(Arrived {
        id,
        rule: By::Nothing,
        account: None,
        invoices: Vec::new(),
        credit: None,
        unapplied: Some(come.amount.plain()),
    })
}

async fn told(
    tx: &mut Tx,
    (id, rule): (TransferId, By),
    (receipt, received): (&Receipt, Received),
) -> Result<Arrived, Denied> {
    let plain = |minor| Money::new(minor, receipt.amount.currency).plain();
    let frame = account::read::frame(tx, &receipt.account).await?;
    let names: Vec<&str> = received.invoices.iter().map(|it| it.0.as_str()).collect();
    let known = transfer::invoices(tx, &names).await?;
    let invoices = received.invoices.iter().filter_map(|(invoice, minor)| {
        let it = known.iter().find(|it| it.id == *invoice)?;
        Some(Paid {
            invoice: it.reference.clone(),
            number: it.number.clone(),
            amount: plain(*minor),
        })
    });
    let credit = received.credit.map(|(lot, minor)| Credited {
        id: lot,
        amount: plain(minor),
    });
    Ok(Arrived {
        id,
        rule,
        account: frame.map(|frame| frame.number),
        invoices: invoices.collect(),
        credit,
        unapplied: None,
    })
}
