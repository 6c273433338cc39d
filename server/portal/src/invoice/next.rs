//! The next invoice, before it is issued.

use std::collections::HashMap;

use billing::charge::Line;
use billing::draft::Draft;
use billing::tax::Group;
use model::caller::{Caller, Permission};
use model::fault::Fault;
use model::id::{InvoiceId, SubscriptionId};
use model::invoice::{InvoiceState, InvoiceSummary, InvoiceView, LineView, NextInvoice, TaxGroup};
use model::money::Money;
use model::time::Date;
use rust_decimal::Decimal;
use store::subscription::list::{Ask, one};

use super::view::rule;
use crate::desk::{Desk, require, require_for_one, scope};
use crate::failure::Failure;
use crate::run::{Ahead, preview};
use crate::told::{plain, told};
use crate::usage::of_usage;

impl Desk {
    /// The next invoice of the account, or of one of its subscriptions.
    pub(super) async fn next_invoice(
        &self,
        caller: &Caller,
        subscription: Option<&SubscriptionId>,
    ) -> Result<NextInvoice, Failure> {
        match subscription {
            Some(wanted) => {
                require_for_one(caller, Permission::ViewInvoices)?;
                require_for_one(caller, Permission::ViewSubscriptions)?;
                if !caller.sees(wanted) {
                    return Err(Fault::NotFound.into());
                }
            }
            None => require(caller, Permission::ViewInvoices)?,
        }
        let (mut tx, _, today) = self.open(caller).await?;
        let wanted = |id: &SubscriptionId| subscription.is_none_or(|one| one == id);
        let seen = |id: &SubscriptionId| wanted(id) && caller.sees(id);
        if let Some(subscription) = subscription {
            let ask = Ask {
                account: &caller.account,
                scope: &scope(caller),
                today,
            };
            let own = one(&mut tx, ask, subscription).await?;
            own.ok_or(Fault::NotFound)?;
        }
        let parked = store::run::parked(&mut tx, &[caller.account.as_str()]).await?;
        let checked = parked.iter().any(|store::run::Held { subject, .. }| {
            let whole = subject == caller.account.as_str();
            whole || of_usage(subject).parse().is_ok_and(|id| seen(&id))
        });
        let ahead = preview(&mut tx, &caller.account, today, seen).await?;
        let ahead = ahead.ok_or(Fault::NotFound)?;
        let named = caller.may(Permission::ViewSubscriptions);
        let drafts = ahead.drafts.iter();
        let invoices = drafts.map(|draft| invoice(draft, &ahead, (today, named)));
        Ok(NextInvoice {
            today,
            invoices: invoices.collect(),
            checked,
        })
    }
}

/// A document that has no number yet.
fn invoice(draft: &Draft, ahead: &Ahead, (today, named): (Date, bool)) -> InvoiceView {
    let money = |minor| Money::new(minor, draft.currency);
    let names = if named { Some(&ahead.names) } else { None };
    let lines = (1_u32..).zip(&draft.sums.lines);
    let lines: Vec<LineView> = lines.map(|(n, row)| line(n, row, names)).collect();
    let (first, groups) = (lines.first(), draft.sums.groups.iter());
    InvoiceView {
        summary: InvoiceSummary {
            id: InvoiceId::make(0, [0; 10]),
            number: String::new(),
            title: String::new(),
            detail: String::new(),
            period: first.and_then(|line| line.period),
            lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            issued_on: draft.real.issued_on,
            due_on: draft.real.due_on,
            total: money(draft.total),
            open: money(draft.total),
            state: InvoiceState::Open,
            void: false,
            overdue: false,
            flight: None,
        },
        today,
        seller: ahead.seller.clone(),
        buyer: ahead.buyer.clone(),
        own_reference: ahead.own_reference.clone(),
        imported: false,
        disputed: false,
        held: None,
        lines,
        tax_groups: groups.map(|it| group(it, draft)).collect(),
        net: money(draft.sums.net),
        tax: money(draft.sums.tax),
        settlements: Vec::new(),
        credit_notes: Vec::new(),
        forms: model::document::Forms::default(),
        ahead: None,
        unpaid: None,
    }
}

fn line(n: u32, line: &Line, names: Option<&HashMap<SubscriptionId, String>>) -> LineView {
    let charge = &line.charge;
    let currency = charge.worth.amount.currency;
    let subscription = charge.subscription.clone().zip(names);
    let quantity = charge.quantity.filter(|pieces| pieces.0 != Decimal::ONE);
    LineView {
        n,
        kind: charge.kind,
        text: charge.text.clone(),
        subscription: subscription.and_then(|(id, names)| {
            let name = names.get(&id)?.clone();
            Some((id, name))
        }),
        period: charge.period,
        quantity: quantity.map(plain),
        unit_price: charge.unit_price.map(Into::into),
        net: Money::new(line.net, currency),
        tax_rate: plain(model::explain::Plain(charge.tax.rate)),
        tax_category: charge.tax.category.as_str().to_owned(),
        derivation: told(line.derivation.clone(), currency),
    }
}

fn group(group: &Group, draft: &Draft) -> TaxGroup {
    let money = |minor| Money::new(minor, draft.currency);
    let rate = model::explain::Plain(group.rate);
    TaxGroup {
        rate: plain(rate),
        category: group.category.as_str().to_owned(),
        net: money(group.net),
        tax: money(group.tax),
        rule: rule(rate, money(group.net), money(group.tax)),
    }
}
