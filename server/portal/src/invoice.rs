//! Invoices of the customer.

mod ahead;
mod code;
mod next;
mod view;

pub(crate) use ahead::legible;

use async_trait::async_trait;
use model::Answer;
use model::caller::{Caller, Permission};
use model::fault::Fault;
use model::id::{AccountId, InvoiceId, SubscriptionId};
use model::invoice::{InvoiceFilter, InvoiceQuery, InvoiceSummary, InvoiceView, NextInvoice};
use model::money::Money;
use model::page::Page;
use model::payment::{Flight, OrderState};
use model::portal::Invoices;
use model::time::{Date, Period};
use store::Tx;
use store::account::position::positions;
use store::column::As;
use store::invoice::list::{Ask, Due, Order, Row, list, one};
use store::scope::pattern;

use crate::account::{WEEK, due};
use crate::cursor::{cursor, key};
use crate::desk::{Desk, require, require_for_one, scope};
use crate::failure::{Failure, answer};

/// Invoices on a page of the list.
const PAGE: usize = 25;

#[async_trait]
impl Invoices for Desk {
    async fn list_invoices(
        &self,
        caller: &Caller,
        query: InvoiceQuery,
    ) -> Answer<Page<InvoiceSummary>> {
        answer("list_invoices", self.invoices(caller, &query).await)
    }

    async fn show_invoice(&self, caller: &Caller, invoice: InvoiceId) -> Answer<InvoiceView> {
        answer("show_invoice", self.invoice(caller, &invoice).await)
    }

    async fn preview_invoice(
        &self,
        caller: &Caller,
        subscription: Option<SubscriptionId>,
    ) -> Answer<NextInvoice> {
        let next = self.next_invoice(caller, subscription.as_ref()).await;
        answer("preview_invoice", next)
    }
}

impl Desk {
    async fn invoices(
        &self,
        caller: &Caller,
        query: &InvoiceQuery,
    ) -> Result<Page<InvoiceSummary>, Failure> {
        require(caller, Permission::ViewInvoices)?;
        let after = key(query.after.as_deref(), |[day, id]: [&str; 2]| {
            Some((day.parse().ok()?, id.parse().ok()?))
        })?;
        let (mut tx, _, today) = self.open(caller).await?;
        let order = order(query.filter, today);
        let (scope, search) = (scope(caller), pattern(&query.search));
        let ask = Ask {
            account: &caller.account,
            scope: &scope,
            after: after.as_ref(),
            search: search.as_deref(),
            rows: PAGE as i64 + 1,
        };
        let rows = list(&mut tx, &ask, order).await?;
        let page = Page::cut(rows, PAGE, |row| {
            let day = match order {
                Order::Newest | Order::Settled => row.issued_on,
                Order::Due(_) => row.due_on,
            };
            cursor(&[&day.to_string(), row.id.as_str()])
        });
        let totals = if search.is_none() && page.items.len() > 1 {
            totals(&mut tx, &caller.account, query.filter, today).await?
        } else {
            Vec::new()
        };
        let page = page.map(|row| summary(row, today));
        Ok(Page { totals, ..page })
    }

    async fn invoice(&self, caller: &Caller, invoice: &InvoiceId) -> Result<InvoiceView, Failure> {
        require_for_one(caller, Permission::ViewInvoices)?;
        let (mut tx, frame, today) = self.open(caller).await?;
        let scope = scope(caller);
        let row = one(&mut tx, &caller.account, &scope, invoice).await?;
        let row = row.ok_or(Fault::NotFound)?;
        let papers = (&self.papers, !row.hidden);
        let summary = summary(row, today);
        let known = (frame.time_zone.as_str(), today);
        view::complete(&mut tx, summary, known, (caller, &scope), papers).await
    }
}

/// The parts of what is due, as the account page has them.
fn order(filter: InvoiceFilter, today: Date) -> Order {
    let rest = Due {
        in_flight: Some(false),
        ..Due::default()
    };
    let after = Some(today.plus_days(WEEK + 1));
    match filter {
        InvoiceFilter::All => Order::Newest,
        InvoiceFilter::Settled => Order::Settled,
        InvoiceFilter::Open => Order::Due(Due::default()),
        InvoiceFilter::Overdue => Order::Due(Due {
            before: Some(today),
            ..rest
        }),
        InvoiceFilter::Soon => Order::Due(Due {
            from: Some(today),
            before: after,
            ..rest
        }),
        InvoiceFilter::Later => Order::Due(Due {
            from: after,
            ..rest
        }),
        InvoiceFilter::Processing => Order::Due(Due {
            in_flight: Some(true),
            ..rest
        }),
    }
}

/// What is open on a list of open invoices: the very sums of the account page.
async fn totals(
    tx: &mut Tx,
    account: &AccountId,
    filter: InvoiceFilter,
    today: Date,
) -> Result<Vec<Money>, Failure> {
    if matches!(filter, InvoiceFilter::All | InvoiceFilter::Settled) {
        return Ok(Vec::new());
    }
    let positions = positions(tx, account, today, today.plus_days(WEEK)).await?;
    let mut totals = Vec::new();
    for position in &positions {
        let due = due(position)?;
        let total = match filter {
            InvoiceFilter::Overdue => due.overdue,
            InvoiceFilter::Soon => due.soon,
            InvoiceFilter::Later => due.later,
            InvoiceFilter::Processing => due.processing,
            InvoiceFilter::Open | InvoiceFilter::All | InvoiceFilter::Settled => due.due,
        };
        totals.extend(Some(total).filter(|total| !total.is_zero()));
    }
    Ok(totals)
}

/// An invoice as lists show it. Its title is a subscription's name: where the caller may not know
/// all of them, the text of the first line stands instead.
pub(crate) fn summary(row: Row, today: Date) -> InvoiceSummary {
    let flight = flight(&row);
    let title = if row.hidden {
        row.detail.clone()
    } else {
        row.title
    };
    InvoiceSummary {
        id: row.id,
        number: row.number,
        title,
        detail: row.detail,
        period: period(row.period_from, row.period_to),
        lines: u32::try_from(row.line_count).unwrap_or_default(),
        issued_on: row.issued_on,
        due_on: row.due_on,
        total: Money::new(row.total_minor, row.currency),
        open: Money::new(row.open_minor, row.currency),
        state: row.state.0,
        void: row.void,
        overdue: row.open_minor > 0 && row.due_on < today,
        flight,
    }
}

/// The payment that is on its way. What cannot be read is left out, and said to the operator: no
/// list is lost by it.
fn flight(row: &Row) -> Option<Flight> {
    let known = row.flight().unwrap_or_else(|error| {
        tracing::error!(invoice = %row.id, %error, "the payment in flight cannot be read");
        None
    });
    known.map(|(state, checkout)| Flight {
        waits: state == OrderState::RequiresAction,
        checkout,
    })
}

pub(crate) fn period(from: Option<As<Date>>, to: Option<As<Date>>) -> Option<Period> {
    from.zip(to).map(|(from, to)| Period {
        from: from.0,
        to: to.0,
    })
}
