//! How an open invoice will be settled, and what becomes of it if it is not.

use std::collections::HashMap;

use model::billing_account::BankAccount;
use model::caller::{Caller, Permission};
use model::id::{AccountId, SubscriptionId};
use model::invoice::{AheadView, Held, InvoiceState, InvoiceSummary, StopView, UnpaidView};
use model::time::Date;
use store::invoice::read::{Dunned, Head, Line};
use store::run::Debt;
use store::{StoreError, Tx};

use super::code;
use crate::failure::Failure;
use crate::payers::{Forecast, Payers};
use crate::run::{Foretold, foretold};

/// What lies ahead of an open invoice.
#[derive(Default)]
pub(super) struct Outlook {
    /// How it is collected, if the caller may know.
    pub view: Option<AheadView>,
    /// Whether nobody is asked for it: a payment is in flight, or credit settles it.
    pub settled: bool,
}

/// Why nothing is charged for it until the provider has looked at it.
pub(super) fn held(invoice: &InvoiceSummary, dunned: &Dunned) -> Option<Held> {
    let apart = dunned.apart_since.map(|_| Held::Apart);
    let held = apart.or(dunned.held_since.as_ref().map(|_| Held::Unusual));
    held.filter(|_| !invoice.open.is_zero())
}

/// What credit and the payer will do on the due day, and where a transfer goes. Whoever may not
/// see credit is not told of a split that would give it away.
pub(super) async fn ahead(
    tx: &mut Tx,
    (invoice, held): (&InvoiceSummary, Option<Held>),
    caller: &Caller,
    (today, bank): (Date, Option<BankAccount>),
) -> Result<Outlook, Failure> {
    let account = &caller.account;
    if invoice.open.is_zero() || invoice.state == InvoiceState::Processing {
        return Ok(Outlook {
            view: None,
            settled: true,
        });
    }
    if held.is_some() {
        return Ok(Outlook::default());
    }
    let payers = Payers::read(tx, account, today).await?;
    let forecast = Forecast::read(tx, account, &payers).await?;
    let mut invoices = forecast.invoices.into_iter();
    let Some(ahead) = invoices.find(|ahead| ahead.id == invoice.id) else {
        return Ok(Outlook::default());
    };
    let rest = ahead.rest();
    let settled = rest.is_zero();
    if !ahead.credit.is_zero() && !caller.may(Permission::ViewCredit) {
        let view = None;
        return Ok(Outlook { view, settled });
    }
    let payer = ahead.payer.as_ref().filter(|_| !ahead.by_hand);
    let payer = payer.and_then(|id| payers.find(id));
    let bank = bank.filter(|_| ahead.by_hand && !rest.is_zero());
    let scan = |bank| code::symbol(bank, rest, &invoice.number).is_some();
    let view = Some(AheadView {
        on: ahead.on,
        credit: ahead.credit,
        rest,
        payer: payer.map(|known| payers.view(known, caller, Some(ahead.on))),
        scan: bank.as_ref().is_some_and(scan),
        bank: bank.map(legible),
    });
    Ok(Outlook { view, settled })
}

/// What becomes of an invoice that does not settle itself.
pub(super) async fn unpaid(
    tx: &mut Tx,
    (invoice, settled): (&InvoiceSummary, bool),
    (head, lines): (&Head, &[Line]),
    (account, zone, today): (&AccountId, &str, Date),
) -> Result<Option<UnpaidView>, Failure> {
    if settled {
        return Ok(None);
    }
    let dunned = &head.dunned;
    let policy = serde_json::from_str(&dunned.policy)
        .map_err(|error| StoreError::unreadable("seller.policy", error))?;
    let debt = Debt {
        invoice_id: invoice.id.clone(),
        account_id: account.clone(),
        due_on: invoice.due_on,
        series_n: dunned.series_n,
        number: invoice.number.clone(),
        credit_first: dunned.credit_first,
        imported: head.imported,
        dunning_from: dunned.dunning_from.clone(),
        payers: None,
        flies_since: None,
        apart_since: dunned.apart_since,
        stage: dunned.stage.clone().unwrap_or_else(|| "{}".to_owned()),
    };
    let serves = dunned.serves(&invoice.id)?;
    let waits = dunned.held_since.as_ref().map(|on| on.0);
    let told = foretold(tx, (debt, serves, waits), &policy, (zone, today)).await?;
    let names = lines.iter().filter_map(|line| {
        let id = line.subscription_id.as_ref()?.0.clone();
        Some((id, line.subscription_name.clone()?))
    });
    let stop = stop(&told, &names.collect());
    Ok(Some(UnpaidView {
        reminded: told.reminded,
        reminders: told.dates.reminders,
        warnings: told.dates.warnings,
        stop,
    }))
}

fn stop(told: &Foretold, names: &HashMap<SubscriptionId, String>) -> Option<StopView> {
    let named = |id: &SubscriptionId| Some((id.clone(), names.get(id)?.clone()));
    let dates = &told.dates;
    let on = told.stopped_on.or(dates.suspended_on);
    let comes = told.stopped || on.is_some();
    (!told.stops.is_empty() && comes).then(|| StopView {
        of: told.stops.iter().filter_map(named).collect(),
        happened: told.stopped,
        on,
        ends_on: dates.terminated_on,
        deleted_on: dates.deleted_on,
    })
}

/// With its number in groups of four, as it is printed (ISO 13616).
pub(crate) fn legible(bank: BankAccount) -> BankAccount {
    let mut iban = String::new();
    for (place, sign) in bank.iban.chars().filter(|sign| *sign != ' ').enumerate() {
        if place > 0 && place % 4 == 0 {
            iban.push(' ');
        }
        iban.push(sign);
    }
    BankAccount { iban, ..bank }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_legible() {
        let bank = legible(BankAccount {
            holder: String::new(),
            iban: "DE02120300000000202051".to_owned(),
            bic: None,
        });
        assert_eq!(bank.iban, "DE02 1203 0000 0000 2020 51");
    }
}
