//! How an open invoice will be settled.

use model::billing_account::BankAccount;
use model::caller::{Caller, Permission};
use model::invoice::{AheadView, InvoiceState, InvoiceSummary};
use model::time::Date;
use store::Tx;

use crate::failure::Failure;
use crate::payers::{Forecast, Payers};

/// What credit and the payer will do on the due day, and where a transfer goes. Whoever may not
/// see credit is not told of a split that would give it away.
pub(super) async fn ahead(
    tx: &mut Tx,
    invoice: &InvoiceSummary,
    caller: &Caller,
    (today, bank): (Date, Option<BankAccount>),
) -> Result<Option<AheadView>, Failure> {
    let account = &caller.account;
    if invoice.open.is_zero() || invoice.state == InvoiceState::Processing {
        return Ok(None);
    }
    let payers = Payers::read(tx, account, today).await?;
    let forecast = Forecast::read(tx, account, &payers).await?;
    let mut invoices = forecast.invoices.into_iter();
    let Some(ahead) = invoices.find(|ahead| ahead.id == invoice.id) else {
        return Ok(None);
    };
    if !ahead.credit.is_zero() && !caller.may(Permission::ViewCredit) {
        return Ok(None);
    }
    let rest = ahead.rest();
    let payer = ahead.payer.as_ref().filter(|_| !ahead.by_hand);
    let payer = payer.and_then(|id| payers.find(id));
    Ok(Some(AheadView {
        on: ahead.on,
        credit: ahead.credit,
        rest,
        payer: payer.map(|known| payers.view(known, caller, Some(ahead.on))),
        bank: bank
            .filter(|_| ahead.by_hand && !rest.is_zero())
            .map(legible),
    }))
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
