//! One invoice with all that is on it.

use std::collections::BTreeMap;

use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::explain::Plain;
use model::invoice::{
    CreditNoteView, InvoiceSummary, InvoiceView, LineView, SettlementView, TaxGroup, TaxRule,
};
use model::money::Money;
use model::ratio::Ratio;
use model::time::Date;
use rust_decimal::Decimal;
use store::Tx;
use store::invoice::read::{
    CreditNote, Line, Settlement, Tax, credit_notes, credited_lines, head, lines, settlements,
    taxes,
};
use store::scope::Scope;

use super::{ahead, period};
use crate::failure::Failure;
use crate::papers::Papers;
use crate::payers::recognised;
use crate::told::{exact, plain, told};

/// Reads what the lists do not show.
pub(super) async fn complete(
    tx: &mut Tx,
    summary: InvoiceSummary,
    (zone, today): (&str, Date),
    (caller, scope): (&Caller, &Scope),
    (papers, whole): (&Papers, bool),
) -> Result<InvoiceView, Failure> {
    let (id, currency) = (&summary.id, summary.total.currency);
    let head = head(tx, id).await?;
    let (lines, taxes) = (lines(tx, id, scope).await?, taxes(tx, id).await?);
    let settled = settlements(tx, id).await?;
    let notes = credit_notes(tx, id).await?;
    let credited = match notes.as_slice() {
        [] => Vec::new(),
        [_, ..] => credited_lines(tx, id, scope).await?,
    };
    let bank = head.bank.as_ref().map(|bank| bank.0.clone());
    let held = ahead::held(&summary, &head.dunned);
    let outlook = ahead::ahead(tx, (&summary, held), caller, (today, bank)).await?;
    let (known, stands) = ((&caller.account, zone, today), (&summary, outlook.settled));
    let unpaid = ahead::unpaid(tx, stands, (&head, &lines), known).await?;
    Ok(InvoiceView {
        today,
        forms: papers.forms(whole, head.imported, currency),
        ahead: outlook.view,
        held,
        unpaid,
        seller: head.seller.0,
        buyer: head.buyer.0,
        own_reference: head.own_reference,
        imported: head.imported,
        disputed: head.disputed,
        lines: lines.into_iter().map(|row| line(row, currency)).collect(),
        tax_groups: taxes.into_iter().map(|row| group(row, currency)).collect(),
        net: Money::new(head.net_minor, currency),
        tax: Money::new(head.tax_minor, currency),
        settlements: settled
            .into_iter()
            .map(|row| settlement(row, currency, caller))
            .collect(),
        credit_notes: with_lines(notes, credited, (papers, whole)),
        summary,
    })
}

fn line(row: Line, currency: Currency) -> LineView {
    LineView {
        n: u32::try_from(row.n).unwrap_or_default(),
        kind: row.kind.0,
        text: row.text,
        subscription: row
            .subscription_id
            .zip(row.subscription_name)
            .map(|(id, name)| (id.0, name)),
        period: period(row.period_from, row.period_to),
        quantity: row
            .quantity
            .filter(|pieces| pieces.0.0 != Decimal::ONE)
            .map(|pieces| plain(pieces.0)),
        unit_price: row.unit_price.map(|price| price.0.into()),
        net: Money::new(row.net_minor, currency),
        tax_rate: plain(row.tax_rate.0),
        tax_category: row.tax_category,
        derivation: row.derivation.and_then(|known| told(known.0, currency)),
    }
}

fn group(row: Tax, currency: Currency) -> TaxGroup {
    let money = |minor| Money::new(minor, currency);
    let (rate, net, tax) = (row.rate.0, money(row.net_minor), money(row.tax_minor));
    TaxGroup {
        rate: plain(rate),
        category: row.category,
        net,
        tax,
        rule: rule(rate, net, tax),
    }
}

/// Tax on top of the net amount or, where the prices contained it, out of the gross amount. What
/// was made elsewhere by another rule is not explained by ours.
pub(super) fn rule(percent: Plain, net: Money, tax: Money) -> Option<TaxRule> {
    let (rate, whole) = (Ratio::from_decimal(percent.0).ok()?, Ratio::whole(100));
    if tax.is_zero() {
        return None;
    }
    let gross = net.plus(tax).ok()?;
    let on_top = Ratio::whole(net.minor).times(rate).ok()?.over(whole).ok()?;
    let share = rate.over(whole.plus(rate).ok()?).ok()?;
    let inside = Ratio::whole(gross.minor).times(share).ok()?;
    let with = Decimal::ONE_HUNDRED.checked_add(percent.0)?;
    let mut rules = [(None, on_top), (Some(with), inside)].into_iter();
    let rule = rules.find(|(_, value)| value.rounded().ok() == Some(tax.minor));
    rule.map(|(with, value)| TaxRule {
        with: with.map(|with| plain(Plain(with))),
        exact: exact(value, net.currency),
    })
}

/// Its payment is named to whoever may see every payment.
fn settlement(row: Settlement, currency: Currency, caller: &Caller) -> SettlementView {
    let banks = caller.may(Permission::ViewBillingAccounts);
    let whole = caller.access.only.is_none();
    let tail = row.last4.or(row.iban_masked);
    let bank = recognised(row.name, row.brand.as_deref(), tail.as_deref());
    SettlementView {
        on: row.on_day,
        by: row.by.0,
        amount: Money::new(row.amount_minor, currency),
        // A payment order's own name is for support: who pays knows the card.
        label: row
            .credit_note
            .or(bank.filter(|_| banks))
            .or(row.reference.filter(|_| row.checkout_id.is_none())),
        checkout: row.checkout_id.filter(|_| whole).map(|it| it.0),
    }
}

fn with_lines(
    notes: Vec<CreditNote>,
    credited: Vec<Line>,
    (papers, whole): (&Papers, bool),
) -> Vec<CreditNoteView> {
    let mut by_note: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for line in credited {
        let of_note = by_note.entry(line.document.clone());
        of_note.or_default().push(line);
    }
    notes
        .into_iter()
        .map(|note| CreditNoteView {
            lines: by_note
                .remove(note.id.as_str())
                .unwrap_or_default()
                .into_iter()
                .map(|row| line(row, note.currency))
                .collect(),
            forms: papers.forms(whole, note.imported, note.currency),
            id: note.id,
            number: note.number,
            issued_on: note.issued_on,
            total: Money::new(note.total_minor, note.currency),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(rate: &str, net: i64, tax: i64) -> Option<Option<String>> {
        let money = |minor| Money::new(minor, Currency::EUR);
        let rate = Plain(rate.parse().unwrap());
        rule(rate, money(net), money(tax)).map(|rule| rule.with)
    }

    #[test]
    fn tax_is_on_top_or_inside_or_made_by_another_rule() {
        assert_eq!(inside("19", 1342, 255), Some(None));
        assert_eq!(inside("22", 1148, 252), Some(Some("122".to_owned())));
        assert_eq!(inside("22", 1148, 300), None);
        assert_eq!(inside("0", 1148, 0), None);
    }
}
