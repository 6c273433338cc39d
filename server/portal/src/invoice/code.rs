//! The code of a transfer, for the camera of a banking app.

use gateway::payment::manual::{CreditorReference, Symbol, epc};
use model::billing_account::BankAccount;
use model::caller::Caller;
use model::fault::Fault;
use model::id::InvoiceId;
use model::money::Money;

use crate::desk::Desk;
use crate::failure::Failure;

/// The symbol of a transfer for the invoice of that number; none where the scheme does not carry
/// it.
pub(super) fn symbol(bank: &BankAccount, amount: Money, number: &str) -> Option<Symbol> {
    let reference = CreditorReference::of(number).ok()?;
    let text = epc(bank, amount, &reference).ok()?;
    Symbol::of(&text).ok()
}

impl Desk {
    /// The picture, for whoever the page of the invoice tells where to transfer it.
    pub(crate) async fn transfer_code(
        &self,
        caller: &Caller,
        invoice: &InvoiceId,
    ) -> Result<String, Failure> {
        let invoice = self.invoice(caller, invoice).await?;
        let ahead = invoice.ahead.as_ref().ok_or(Fault::NotFound)?;
        let bank = ahead.bank.as_ref().ok_or(Fault::NotFound)?;
        let symbol = symbol(bank, ahead.rest, &invoice.summary.number);
        Ok(picture(&symbol.ok_or(Fault::NotFound)?))
    }
}

/// Dark on light in every theme, for cameras.
fn picture(Symbol { size, path }: &Symbol) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/>\
         <path d=\"{path}\"/></svg>"
    )
}
