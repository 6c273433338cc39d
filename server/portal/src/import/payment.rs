//! What was paid on an imported invoice, and who is to pay it.

use billing::ledger::Book;
use model::id::{AccountId, BillingAccountId};
use model::money::Money;
use model::time::Date;

use super::around::Around;
use super::check;
use super::job::Flaws;
use super::row::{self, PaymentBy};

/// A payment on it.
#[derive(Clone)]
pub(super) struct Pay {
    /// Its field in the row.
    pub field: String,
    pub on: Date,
    pub amount: Money,
    pub refunded: Money,
    /// Where the money lies; none if it was credit.
    pub from: Option<Book>,
    pub by: PaymentBy,
    pub billing_account: Option<BillingAccountId>,
    pub reference: Option<String>,
}

/// The payer list: as it was issued, else that of the first line's subscription.
pub(super) fn payers(
    flaws: &mut Flaws<'_>,
    row: &row::Invoice,
    account: &AccountId,
    around: &Around<'_>,
) -> Vec<BillingAccountId> {
    let mut ids = Vec::new();
    if let Some(names) = &row.payers {
        for (n, name) in names.iter().enumerate() {
            ids.extend(method_named(
                flaws,
                &format!("payers[{n}]"),
                (name, account),
                around,
            ));
        }
        return ids.into_iter().map(|(id, _)| id).collect();
    }
    let held = row
        .lines
        .first()
        .and_then(|line| line.subscription.as_ref());
    let held = held.and_then(|name| around.subscriptions.get(name));
    let list = held.and_then(|it| around.payers.get(&it.id));
    let list = list.into_iter().flatten();
    list.filter_map(|id| id.parse().ok()).collect()
}

/// A billing account of the account, and the name of its gateway.
fn method_named(
    flaws: &mut Flaws<'_>,
    field: &str,
    (name, account): (&str, &AccountId),
    around: &Around<'_>,
) -> Option<(BillingAccountId, String)> {
    let found = flaws.find(field, &around.billing_accounts, name)?;
    if found.account_id != account.as_str() {
        flaws.add(field, "belongs to another account");
        return None;
    }
    let id = flaws.take(field, found.id.parse())?;
    Some((id, found.gateway.clone()))
}

pub(super) fn payments(
    flaws: &mut Flaws<'_>,
    row: &row::Invoice,
    account: &AccountId,
    (around, total): (&Around<'_>, Option<Money>),
) -> Vec<Pay> {
    if row.paid_on.is_some() && !row.payments.is_empty() {
        flaws.add("paid_on", "stands beside payments");
    }
    let mut found: Vec<Pay> = Vec::new();
    if let (Some(on), Some(total)) = (row.paid_on, total.filter(|total| !total.is_zero())) {
        found.push(Pay {
            field: "paid_on".to_owned(),
            on,
            amount: total,
            refunded: Money::zero(total.currency),
            from: Some(Book::Opening),
            by: PaymentBy::Other,
            billing_account: None,
            reference: None,
        });
    }
    for (n, payment) in row.payments.iter().enumerate() {
        let place = format!("payments[{n}]");
        found.extend(pay(flaws, (place, payment), (row, account), around));
    }
    // The order of days is the order in which they are booked and exported.
    found.sort_by_key(|pay| pay.on);
    found
}

fn pay(
    flaws: &mut Flaws<'_>,
    (place, payment): (String, &row::Payment),
    (row, account): (&row::Invoice, &AccountId),
    around: &Around<'_>,
) -> Option<Pay> {
    let field = |name: &str| format!("{place}.{name}");
    let amount = check::money(flaws, field("amount"), payment.amount, row.currency);
    if amount.is_some_and(|amount| amount.minor <= 0) {
        flaws.add(field("amount"), "is not above zero");
    }
    let refunded = match payment.refunded {
        Some(back) => check::from_zero(flaws, field("refunded"), back, row.currency),
        None => Some(Money::zero(row.currency)),
    };
    if let (Some(amount), Some(refunded)) = (amount, refunded)
        && refunded.minor > amount.minor
    {
        flaws.add(field("refunded"), "is more than was paid");
    }
    let named = payment.billing_account.as_deref();
    let method = named.map(|name| (name, account));
    let method = method.and_then(|it| method_named(flaws, &field("billing_account"), it, around));
    let from = match payment.by {
        PaymentBy::Credit => None,
        PaymentBy::BillingAccount => method.as_ref().map(|(_, gateway)| Book::cash(gateway)),
        PaymentBy::Transfer => Some(Book::cash("manual")),
        PaymentBy::Other => Some(Book::Opening),
    };
    match (payment.by == PaymentBy::BillingAccount, named) {
        (true, None) => flaws.add(field("billing_account"), "is missing"),
        (false, Some(_)) => flaws.add(field("billing_account"), "stands beside another way"),
        (true, Some(_)) | (false, None) => {}
    }
    Some(Pay {
        on: payment.on,
        amount: amount?,
        refunded: refunded?,
        from,
        by: payment.by,
        billing_account: method.map(|(id, _)| id),
        reference: payment.reference.clone(),
        field: place,
    })
}
