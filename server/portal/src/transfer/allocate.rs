//! Money that settles nothing is put to use, as the provider says.

use std::sync::Arc;

use model::fault::Fault;
use model::id::{AccountId, InvoiceId, LotId, TransactionId};
use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::booking::open_of;
use store::{Tx, transfer};

use super::accepted::accepted;
use super::apart::{By, Held};
use super::tell::paid;
use super::told::{Paid, Part};
use crate::booking::{AccountBook, BookingError, Clerk, Stamp, flush, granted, load_one};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::zone::date_in;

/// How money that settles nothing is put to use.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocate {
    /// Whose it is (`ref`, or its own id), if it is nobody's yet.
    #[serde(default)]
    pub account: Option<String>,
    /// What becomes of so much of it, and the rest stays; absent: the oldest open invoices are
    /// paid, and what is more becomes credit.
    #[serde(default)]
    pub allocations: Option<Vec<Part>>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocated {
    /// Whose it is (`ref`).
    pub account: String,
    /// What was paid, in that order.
    pub invoices: Vec<Paid>,
    /// What became credit.
    pub credits: Vec<LotId>,
    /// What still stands there, in major units.
    pub unapplied: String,
}

/// What is to be done with it.
#[derive(Clone, Debug)]
enum Use {
    /// As the provider says.
    Said(Allocate),
    /// What was captured instead of what was asked pays what was to be paid.
    Accepted,
}

impl Desk {
    /// Puts money to use that stands on `unapplied`.
    ///
    /// # Errors
    /// When nothing of that id stands there, or it cannot be used like that.
    pub async fn allocate(
        &self,
        id: &str,
        asked: Allocate,
        action: Action,
    ) -> Result<Allocated, Denied> {
        self.put_to_use(id, Use::Said(asked), action).await
    }

    /// Takes what was captured instead of what was asked as the payment that it was to be: it pays
    /// the same invoices, as far as it goes, and what is more becomes credit.
    ///
    /// # Errors
    /// When nothing of that id is in quarantine.
    pub async fn accept(&self, id: &str, action: Action) -> Result<Allocated, Denied> {
        self.put_to_use(id, Use::Accepted, action).await
    }

    async fn put_to_use(&self, id: &str, what: Use, action: Action) -> Result<Allocated, Denied> {
        let of = Arc::new((id.to_owned(), what, action));
        let (ids, now) = (Arc::clone(&self.reception.ids), self.clock.now());
        self.db
            .write(move |tx| {
                let (of, ids) = (Arc::clone(&of), Arc::clone(&ids));
                Box::pin(async move { put(tx, (&ids, now), (&of.0, &of.1), &of.2).await })
            })
            .await
    }
}

async fn put(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (id, what): (&str, &Use),
    action: &Action,
) -> Result<Allocated, Denied> {
    let held = Held::find(tx, id).await?;
    if matches!(what, Use::Accepted) && !held.quarantined() {
        return Err(Denied::Unknown);
    }
    let asks = match what {
        Use::Said(asked) => Asks::new("unapplied.allocated", id, json!(asked)),
        Use::Accepted => Asks::new("quarantine.accepted", id, json!({})),
    };
    let account = whose(tx, &held, what).await?;
    store::account::lock(tx, &account).await?;
    if let Some(before) = provider::before(tx, action, &asks).await? {
        return Ok(before);
    }
    let held = open(tx, (id, &account)).await?;
    let frame = store::account::read::frame(tx, &account).await?;
    let frame = frame.ok_or(Denied::Unknown)?;
    let stamp = Stamp {
        at: now,
        on: date_in(&frame.time_zone, now),
        reference: String::new(),
    };
    let wanted = wanted(tx, (&held, &account), what).await?;
    let invoices: Vec<&str> = wanted.invoices.iter().map(|it| it.0.as_str()).collect();
    let mut book = load_one(tx, Clerk { ids, now }, &account, &invoices).await?;
    if held.account().is_none() {
        held.claim(&mut book, &stamp)?;
    }
    let mut using = Using::new((ids, held, stamp));
    using.book(wanted, &mut book)?;
    flush(tx, vec![book]).await?;
    store::run::wake(tx, &account).await?;
    let lots = using.lots.iter();
    let lots = lots.map(|lot| granted(&account, lot, (&action.actor, now)));
    let acts: Vec<_> = lots.collect();
    store::audit::append(tx, &acts, crate::chain::link).await?;
    let done = using.told(tx, (frame.number, what)).await?;
    provider::after(tx, action, (&asks, Some(&account)), &done, now).await?;
    Ok(done)
}

/// What stands there, under the account's lock; what was nobody's is taken for the account.
async fn open(tx: &mut Tx, (id, account): (&str, &AccountId)) -> Result<Held, Denied> {
    if let Ok(id) = id.parse() {
        // What is nobody's is decided under its own row.
        transfer::lock(tx, &id).await?;
    }
    let mut held = Held::find(tx, id).await?;
    held.load(tx).await?;
    match (held.account(), id.parse()) {
        (Some(own), _) if own == account => Ok(held),
        (None, Ok(id)) if transfer::claim(tx, &id, account).await? => Ok(held),
        (Some(_) | None, _) => Err(Failure::from(Fault::Conflict).into()),
    }
}

/// Whose the money is, or becomes.
async fn whose(tx: &mut Tx, held: &Held, what: &Use) -> Result<AccountId, Denied> {
    let nothing = Allocate::default();
    let named = match what {
        Use::Said(asked) => asked,
        Use::Accepted => &nothing,
    };
    let said = match &named.account {
        Some(name) => {
            let found = transfer::account(tx, name).await?;
            let found = found.ok_or(Denied::Unfit("account: there is no such account"))?;
            Some(found.0.0)
        }
        None => None,
    };
    match (held.account(), said) {
        (Some(own), None) => Ok(own.clone()),
        (Some(own), Some(said)) if *own == said => Ok(said),
        (Some(_), Some(_)) => Err(Denied::Unfit("account: it is another account's")),
        (None, Some(said)) => Ok(said),
        (None, None) => {
            let parts = named.allocations.as_deref().unwrap_or_default();
            let (owner, _) = paid(tx, (parts, held.most()), None).await?;
            owner.ok_or(Denied::Unfit("account: is missing, for it is nobody's yet"))
        }
    }
}

/// What is to be paid, in that order, and what becomes credit of the rest.
struct Wanted {
    invoices: Vec<(InvoiceId, Money)>,
    /// Whether an invoice gets less if less is open of it.
    at_most: bool,
    credit: i64,
}

async fn wanted(
    tx: &mut Tx,
    (held, account): (&Held, &AccountId),
    what: &Use,
) -> Result<Wanted, Denied> {
    let all = held.sum();
    if all.minor == 0 {
        return Err(Denied::Unknown);
    }
    let mut wanted = Wanted {
        invoices: Vec::new(),
        at_most: true,
        credit: all.minor,
    };
    match what {
        Use::Said(Allocate {
            allocations: Some(parts),
            ..
        }) => {
            let (_, invoices) = paid(tx, (parts, all), Some(account)).await?;
            let credit = parts.iter().filter(|part| part.credit);
            let credit = credit.filter_map(|it| Money::parse(&it.amount, all.currency).ok());
            wanted.credit = credit.map(|it| it.minor).sum();
            wanted.invoices = invoices;
            wanted.at_most = false;
        }
        Use::Said(_) => {
            let open = open_of(tx, account, all.currency).await?;
            wanted.invoices = open.into_iter().map(|id| (id, all)).collect();
        }
        Use::Accepted => wanted.invoices = held.asked(tx).await?,
    }
    Ok(wanted)
}

/// What is decided under the account's lock, and not written yet.
struct Using<'a> {
    ids: &'a Ids,
    /// What stood there before.
    all: Money,
    held: Held,
    stamp: Stamp,
    lots: Vec<LotId>,
    paid: Vec<(InvoiceId, Money)>,
}

impl<'a> Using<'a> {
    fn new((ids, held, stamp): (&'a Ids, Held, Stamp)) -> Self {
        Self {
            ids,
            all: held.sum(),
            held,
            stamp,
            lots: Vec::new(),
            paid: Vec::new(),
        }
    }

    fn book(&mut self, wanted: Wanted, book: &mut AccountBook<'_>) -> Result<(), Denied> {
        for (invoice, amount) in wanted.invoices {
            let left = self.held.sum();
            let standing = book.standing(&invoice)?;
            let payable = standing.currency == left.currency && !standing.in_flight;
            let open = if payable { standing.open_minor } else { 0 };
            let minor = if wanted.at_most {
                amount.minor.min(open).min(left.minor)
            } else {
                amount.minor
            };
            self.pay(book, &invoice, minor)?;
            if minor > 0 {
                self.paid.push((invoice, Money::new(minor, left.currency)));
            }
        }
        let credit = wanted.credit.min(self.held.sum().minor);
        for (named, part) in self.held.take(credit) {
            let apart = self.held.apart(named.as_ref(), part);
            self.lots.push(book.apart_granted(&apart, &self.stamp)?);
        }
        Ok(())
    }

    fn pay(
        &mut self,
        book: &mut AccountBook<'_>,
        invoice: &InvoiceId,
        minor: i64,
    ) -> Result<(), Denied> {
        for (named, part) in self.held.take(minor) {
            let id = self.ids.next(self.stamp.at, TransactionId::make);
            let stamp = Stamp {
                reference: format!("allocation:{id}"),
                ..self.stamp.clone()
            };
            let apart = self.held.apart(named.as_ref(), part);
            let done = book.apart_pays((&apart, invoice), self.held.way(), &stamp);
            done.map_err(beyond)?;
        }
        Ok(())
    }

    async fn told(
        self,
        tx: &mut Tx,
        (account, what): (String, &Use),
    ) -> Result<Allocated, Failure> {
        if let (Use::Accepted, By::Order(order)) = (what, &self.held.by) {
            let at = (self.ids, self.stamp.at);
            accepted(tx, at, order, (self.all, &self.paid, self.stamp.on)).await?;
        }
        let names: Vec<&str> = self.paid.iter().map(|it| it.0.as_str()).collect();
        let known = transfer::invoices(tx, &names).await?;
        let invoices = self.paid.iter().filter_map(|(invoice, amount)| {
            let it = known.iter().find(|it| it.id == *invoice)?;
            Some(Paid {
                invoice: it.reference.clone(),
                number: it.number.clone(),
                amount: amount.plain(),
            })
        });
        Ok(Allocated {
            account,
            invoices: invoices.collect(),
            credits: self.lots,
            unapplied: self.held.sum().plain(),
        })
    }
}

fn beyond(error: BookingError) -> Denied {
    match error {
        BookingError::Beyond(_) => Denied::Useless("Less is open of an invoice"),
        other => other.into(),
    }
}
