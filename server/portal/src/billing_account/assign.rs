//! Who pays for what, and how it is changed.

use std::sync::Arc;

use model::billing_account::{
    Assigned, BY_HAND, ChangePayers, OpenInvoice, PayerTable, PayersChanged, SubscriptionPayers,
};
use model::caller::{Caller, Permission};
use model::fault::Fault;
use model::id::{BillingAccountId, InvoiceId, SubscriptionId};
use model::money::Money;
use model::page::Page;
use model::time::Date;
use serde_json::json;
use store::Tx;
use store::billing_account::assign::{OpenOf, assign, assign_invoices, open_of};
use store::subscription::list::{Ask, Narrow, Row, by_name, one};

use super::deed::{Deed, Done};
use super::purse::{Purse, may_change};
use crate::cursor::{cursor, key};
use crate::desk::{Desk, require, require_for_one, require_proof, scope};
use crate::failure::Failure;
use crate::mail::PayerChanged;
use crate::payers::Known;
use crate::subscription::price;

/// Subscriptions on a page of the table.
const PAGE: usize = 25;

impl Desk {
    pub(super) async fn payer_table(
        &self,
        caller: &Caller,
        after: Option<&str>,
    ) -> Result<PayerTable, Failure> {
        require(caller, Permission::ViewBillingAccounts)?;
        require(caller, Permission::ViewSubscriptions)?;
        require_proof(caller)?;
        let after = key(after, |[name, id]: [&str; 2]| {
            Some((name.to_owned(), id.parse().ok()?))
        })?;
        let (mut tx, _, today) = self.open(caller).await?;
        let ask = Ask {
            account: &caller.account,
            scope: &scope(caller),
            today,
        };
        let narrow = Narrow {
            after: after.as_ref(),
            ..Narrow::default()
        };
        let rows = by_name(&mut tx, ask, &narrow, PAGE as i64 + 1).await?;
        let page = Page::cut(rows, PAGE, |row| cursor(&[&row.sort_name, row.id.as_str()]));
        let purse = Purse::read(&mut tx, caller, today).await?;
        let held = page.items.iter().filter(|row| !row.status.0.ended());
        let items: Result<Vec<Assigned>, Failure> =
            held.map(|row| assigned(row, &purse, caller)).collect();
        Ok(PayerTable {
            choices: purse.choices(),
            page: Page {
                items: items?,
                next: page.next,
                totals: Vec::new(),
            },
        })
    }

    pub(super) async fn payers_of(
        &self,
        caller: &Caller,
        subscription: &SubscriptionId,
    ) -> Result<SubscriptionPayers, Failure> {
        authorise(caller, subscription)?;
        let (mut tx, _, today) = self.open(caller).await?;
        let row = held(&mut tx, (caller, today), subscription).await?;
        let purse = Purse::read(&mut tx, caller, today).await?;
        let open = open_of(&mut tx, &caller.account, subscription).await?;
        let open: Result<Vec<OpenInvoice>, Failure> =
            open.iter().map(|it| open_invoice(it, caller)).collect();
        let mut list = row.payers()?;
        list.retain(|id| purse.shown(id).is_some());
        Ok(SubscriptionPayers {
            subscription: row.id,
            name: row.name,
            list,
            choices: purse.choices(),
            open: open?,
        })
    }

    pub(super) async fn reassign(
        &self,
        caller: &Caller,
        request: ChangePayers,
    ) -> Result<PayersChanged, Failure> {
        authorise(caller, &request.subscription)?;
        let work = Arc::new((Deed::new(self, caller), request));
        self.db
            .write(move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { change(tx, &work.0, &work.1).await })
            })
            .await
    }
}

/// The right to change who pays for a subscription.
fn authorise(caller: &Caller, subscription: &SubscriptionId) -> Result<(), Failure> {
    may_change(caller)?;
    require_for_one(caller, Permission::ViewSubscriptions)?;
    if !caller.sees(subscription) {
        return Err(Fault::NotFound.into());
    }
    require_proof(caller)
}

/// A subscription of the account that has not ended.
async fn held(
    tx: &mut Tx,
    (caller, today): (&Caller, Date),
    subscription: &SubscriptionId,
) -> Result<Row, Failure> {
    let ask = Ask {
        account: &caller.account,
        scope: &scope(caller),
        today,
    };
    let row = one(tx, ask, subscription).await?;
    let row = row.filter(|row| !row.status.0.ended());
    Ok(row.ok_or(Fault::NotFound)?)
}

fn assigned(row: &Row, purse: &Purse<'_>, caller: &Caller) -> Result<Assigned, Failure> {
    let order = purse.payers.in_order(&row.payers()?);
    let priced = caller.may(Permission::ViewInvoices);
    Ok(Assigned {
        id: row.id.clone(),
        name: row.name.clone(),
        price: price(row)?.filter(|_| priced),
        order: order.into_iter().map(|known| known.id().clone()).collect(),
    })
}

fn open_invoice(of: &OpenOf, caller: &Caller) -> Result<OpenInvoice, Failure> {
    let (known, unknown): (Vec<_>, Vec<_>) = of
        .others()?
        .into_iter()
        .partition(|(id, _)| caller.sees(id));
    let seen = caller.may(Permission::ViewInvoices);
    Ok(OpenInvoice {
        id: of.id.clone(),
        number: of.number.clone(),
        due: seen.then(|| (of.due_on, Money::new(of.open_minor, of.currency))),
        others: known.into_iter().map(|(_, name)| name).collect(),
        unknown: u32::try_from(unknown.len()).unwrap_or(u32::MAX),
    })
}

async fn change(
    tx: &mut Tx,
    deed: &Deed,
    request: &ChangePayers,
) -> Result<PayersChanged, Failure> {
    let caller = &deed.caller;
    let today = deed.begin(tx).await?;
    let row = held(tx, (caller, today), &request.subscription).await?;
    let purse = Purse::read(tx, caller, today).await?;
    let old = row.payers()?;
    let Some(new) = wanted(tx, (deed, &purse), request, &old).await? else {
        return Ok(PayersChanged::Done);
    };
    let open = open_of(tx, &caller.account, &row.id).await?;
    let mut go = Vec::new();
    for invoice in &open {
        let alone = invoice.others()?.is_empty();
        if !alone && request.asked.is_empty() {
            return Ok(PayersChanged::Asks {
                subscription: row.id,
                first: request.first.clone(),
            });
        }
        let along = alone || request.apply_to_open.contains_key(&invoice.id);
        if along && invoice.payers()? != new {
            go.push(&invoice.id);
        }
    }
    if old == new && go.is_empty() {
        return Ok(PayersChanged::Done);
    }
    assign(tx, &row.id, &new).await?;
    let ids: Vec<&str> = go.iter().map(|id| id.as_str()).collect();
    assign_invoices(tx, &ids, &new).await?;
    store::run::wake(tx, &caller.account).await?;
    let about = new.first().and_then(|id| purse.shown(id));
    deed.end(tx, done(&row, (&old, &new), &go, about)).await?;
    Ok(PayersChanged::Done)
}

fn done<'a>(
    row: &Row,
    (old, new): (&[BillingAccountId], &[BillingAccountId]),
    invoices: &[&InvoiceId],
    about: Option<&'a Known>,
) -> Done<'a> {
    Done {
        action: "payers.changed",
        subject: format!("subscription {}", row.id),
        detail: json!({ "before": old, "after": new, "invoices": invoices }),
        change: PayerChanged::Assigned,
        about,
        mandate: None,
        given_to: None,
    }
}

/// The list that is asked for; none if it is as it was asked for already.
async fn wanted(
    tx: &mut Tx,
    (deed, purse): (&Deed, &Purse<'_>),
    request: &ChangePayers,
    old: &[BillingAccountId],
) -> Result<Option<Vec<BillingAccountId>>, Failure> {
    let mut texts: Vec<String> = request.payers.clone();
    if !request.first.is_empty() {
        let first = purse.payers.in_order(old).first().map(|known| known.id());
        let hand = first.is_none_or(|id| Some(id) == purse.hand());
        let same = first.is_some_and(|id| id.as_str() == request.first);
        if request.asked.is_empty() && (same || hand && request.first == BY_HAND) {
            return Ok(None);
        }
        texts = vec![request.first.clone()];
        texts.extend(old.iter().map(ToString::to_string));
    }
    let needed = texts.iter().any(|text| text == BY_HAND);
    let hand = deed.hand(tx, purse, needed).await?;
    let mut new: Vec<BillingAccountId> = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        let kept = old.iter().find(|id| id.as_str() == text);
        let id = match kept {
            Some(id) if purse.shown(id).is_none() => continue,
            Some(id) => id.clone(),
            None => purse.named(hand.as_ref(), ("payers", text))?,
        };
        // Whoever pays by hand is always there: nobody is asked after that.
        let last = Some(&id) == hand.as_ref();
        if !new.contains(&id) {
            new.push(id);
        }
        if last {
            break;
        }
    }
    Ok(Some(new))
}
