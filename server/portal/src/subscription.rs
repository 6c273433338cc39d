//! Subscriptions of the customer.

mod price;
mod resources;
mod view;

use async_trait::async_trait;
use billing::payer::renewal;
use model::Answer;
use model::caller::{Caller, Permission};
use model::fault::Fault;
use model::id::SubscriptionId;
use model::money::Money;
use model::page::Page;
use model::portal::Subscriptions;
use model::subscription::{
    Price, Reason, Status, SubscriptionList, SubscriptionQuery, SubscriptionSummary,
    SubscriptionView,
};
use model::time::Date;
use store::scope::pattern;
use store::subscription::list::{Ask, Narrow, Row, by_name, one};

use crate::cursor::{cursor, key};
use crate::desk::{Desk, require, require_for_one, scope};
use crate::failure::{Failure, answer};
use crate::payers::Payers;

/// Subscriptions on a page of the list.
const PAGE: usize = 25;

#[async_trait]
impl Subscriptions for Desk {
    async fn list_subscriptions(
        &self,
        caller: &Caller,
        query: SubscriptionQuery,
    ) -> Answer<SubscriptionList> {
        answer(
            "list_subscriptions",
            self.subscriptions(caller, &query).await,
        )
    }

    async fn show_subscription(
        &self,
        caller: &Caller,
        subscription: SubscriptionId,
    ) -> Answer<SubscriptionView> {
        let shown = self.subscription(caller, &subscription).await;
        answer("show_subscription", shown)
    }
}

impl Desk {
    async fn subscriptions(
        &self,
        caller: &Caller,
        query: &SubscriptionQuery,
    ) -> Result<SubscriptionList, Failure> {
        require(caller, Permission::ViewSubscriptions)?;
        let after = key(query.after.as_deref(), |[name, id]: [&str; 2]| {
            Some((name.to_owned(), id.parse().ok()?))
        })?;
        let (mut tx, _, today) = self.open(caller).await?;
        let (account, scope) = (&caller.account, &scope(caller));
        let search = pattern(&query.search);
        let narrow = Narrow {
            after: after.as_ref(),
            search: search.as_deref(),
            kind: query.kind,
            status: query.status,
        };
        let ask = Ask {
            account,
            scope,
            today,
        };
        let rows = by_name(&mut tx, ask, &narrow, PAGE as i64 + 1).await?;
        let page = Page::cut(rows, PAGE, |row| cursor(&[&row.sort_name, row.id.as_str()]));
        let payers = Payers::read(&mut tx, account, today).await?;
        let items: Result<Vec<SubscriptionSummary>, Failure> = page
            .items
            .iter()
            .map(|row| summary(row, &payers, caller, today))
            .collect();
        let page = Page {
            items: items?,
            next: page.next,
            totals: page.totals,
        };
        Ok(SubscriptionList { today, page })
    }

    async fn subscription(
        &self,
        caller: &Caller,
        subscription: &SubscriptionId,
    ) -> Result<SubscriptionView, Failure> {
        require_for_one(caller, Permission::ViewSubscriptions)?;
        if !caller.sees(subscription) {
            return Err(Fault::NotFound.into());
        }
        let (mut tx, _, today) = self.open(caller).await?;
        let ask = Ask {
            account: &caller.account,
            scope: &scope(caller),
            today,
        };
        let row = one(&mut tx, ask, subscription).await?;
        let row = row.ok_or(Fault::NotFound)?;
        view::complete(&mut tx, row, caller, ask).await
    }
}

/// Whether the caller may know what things cost.
fn priced(caller: &Caller) -> bool {
    caller.may(Permission::ViewInvoices)
}

/// Whether the caller may know who pays.
fn paid(caller: &Caller) -> bool {
    priced(caller) || caller.may(Permission::ViewBillingAccounts)
}

/// A subscription as lists show it.
pub(crate) fn summary(
    row: &Row,
    payers: &Payers,
    caller: &Caller,
    today: Date,
) -> Result<SubscriptionSummary, Failure> {
    let (status, addons) = (row.status.0, row.addons()?);
    let price = price::recurring(row, &addons)?;
    let renews_on = renews_on(row);
    let amount = price.map_or(Money::zero(row.currency), |price| price.net);
    let charge = renewal(renews_on, amount, today);
    let list = row.payers()?;
    let told = !status.ended() && paid(caller);
    let view = |known| payers.view(known, caller, renews_on);
    let payer = payers.who(&list, charge).filter(|_| told).map(view);
    let missed = payers.misses(&list, charge);
    let missed = missed.filter(|_| told && payer.is_none()).map(view);
    Ok(SubscriptionSummary {
        id: row.id.clone(),
        name: row.name.clone(),
        label: row.label.clone().filter(|label| *label != row.name),
        plan: row.plan.clone(),
        kind: row.plan_kind.0,
        addons: u32::try_from(addons.len()).unwrap_or_default(),
        status,
        overdue: row.overdue && !status.ended() && priced(caller),
        reason: row.reason.as_deref().map(reason),
        ends_on: row.ends_on.as_ref().map(|day| day.0),
        price: price.filter(|_| priced(caller)),
        renews_on,
        payer,
        missed,
    })
}

/// The recurring price of a subscription, if its plan names one.
pub(crate) fn price(row: &Row) -> Result<Option<Price>, Failure> {
    price::recurring(row, &row.addons()?)
}

/// When the next period begins, unless it has ended, is to end, or does not renew itself.
pub(crate) fn renews_on(row: &Row) -> Option<Date> {
    let goes_on = match row.status.0 {
        Status::Pending | Status::Active | Status::Suspended => row.auto_renew,
        Status::Cancelling | Status::Cancelled | Status::Expired | Status::Terminated => false,
    };
    let next = row.next_renewal_on.as_ref().filter(|_| goes_on);
    next.map(|day| day.0)
}

fn reason(text: &str) -> Reason {
    match text {
        "non_payment" => Reason::NonPayment,
        words => Reason::Words(words.to_owned()),
    }
}
