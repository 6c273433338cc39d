//! Whose money is that came by itself, and what it pays (rule 14 of *Payments* in the
//! specification of money).

use billing::matching::{Arrival, Matched, Named, OpenInvoice, Rule, matched};
use gateway::payment::manual::CreditorReference;
use model::id::{AccountId, InvoiceId};
use model::money::Money;
use store::Tx;
use store::transfer::{self, Open};

use super::settle::Come;
use super::told::By;
use crate::failure::Failure;

/// A shorter number of an invoice is found in too many texts by chance.
const SHORTEST: usize = 5;

/// What in a text may be the number of an invoice, at most.
const MOST: usize = 200;

/// Whose money is, and what of it pays what.
pub(super) struct Whose {
    pub by: By,
    pub account: Option<AccountId>,
    pub paid: Vec<(InvoiceId, Money)>,
}

impl From<Matched> for Whose {
    fn from(it: Matched) -> Self {
        let by = match it.rule {
            Rule::Reference => By::Reference,
            Rule::Amount => By::Amount,
            Rule::Payer => By::Payer,
            Rule::Nothing => By::Nothing,
        };
        Self {
            by,
            account: it.account,
            paid: it.paid,
        }
    }
}

/// Finds out by the first rule that fits.
pub(super) async fn whose(tx: &mut Tx, come: &Come) -> Result<Whose, Failure> {
    if let Some((account, paid)) = &come.said {
        return Ok(Whose {
            by: By::Provider,
            account: Some(account.clone()),
            paid: paid.clone(),
        });
    }
    let words = numbers(&come.reference);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let only = come.account.as_ref();
    let mut rows = transfer::named(tx, &words).await?;
    rows.retain(|it| only.is_none_or(|only| it.account_id == *only));
    let invoices: Vec<&str> = rows.iter().map(|it| it.invoice_id.as_str()).collect();
    let mut open = transfer::open_of(tx, &invoices).await?;
    let exact = (come.amount.currency, come.amount.minor);
    open.extend(transfer::open_exactly(tx, only, exact).await?);
    let payer = payer(tx, come).await?;
    if let Some(payer) = &payer {
        open.extend(transfer::open_of_account(tx, payer, exact.0).await?);
    }
    open.sort_by(|a, b| a.id.cmp(&b.id));
    open.dedup();
    let arrival = Arrival {
        amount: come.amount,
        references: rows.iter().map(|it| it.plain.clone()).collect(),
        payer,
    };
    let named: Vec<Named> = rows.into_iter().map(name).collect();
    let open: Vec<OpenInvoice> = open.into_iter().map(fact).collect();
    Ok(matched(&arrival, &named, &open)?.into())
}

/// The customer who is certain: the provider names him, or he alone paid from that bank account.
async fn payer(tx: &mut Tx, come: &Come) -> Result<Option<AccountId>, Failure> {
    if come.account.is_some() {
        return Ok(come.account.clone());
    }
    let Some(iban) = &come.iban else {
        return Ok(None);
    };
    let mut known = transfer::payers(tx, iban).await?;
    let one = known.pop().filter(|_| known.is_empty());
    Ok(one.map(|it| it.0))
}

/// What in a text may be the number of an invoice: the body of a creditor reference, or a word.
fn numbers(text: &str) -> Vec<String> {
    let references = CreditorReference::find(text).into_iter();
    let bodies = references.filter_map(|it| it.as_str().get(4..).map(str::to_owned));
    let words = text.split(|sign: char| sign.is_whitespace() || ",;:()".contains(sign));
    let words = words.map(|word| {
        let plain = word.chars().filter(char::is_ascii_alphanumeric);
        plain.map(|sign| sign.to_ascii_uppercase()).collect()
    });
    let mut found: Vec<String> = bodies.chain(words).collect();
    found.retain(|it| it.len() >= SHORTEST);
    found.sort();
    found.dedup();
    found.truncate(MOST);
    found
}

fn name(row: transfer::Named) -> Named {
    Named {
        reference: row.plain,
        account: row.account_id,
        invoices: vec![row.invoice_id],
    }
}

fn fact(row: Open) -> OpenInvoice {
    OpenInvoice {
        open: Money::new(row.open_minor, row.currency),
        id: row.id,
        number: row.number,
        account: row.account_id,
        due_on: row.due_on,
        in_flight: row.in_flight,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_words_and_in_references() {
        let reference = CreditorReference::of("INV-2026-00017").unwrap();
        for text in [
            "Invoice inv-2026-00017, thanks".to_owned(),
            "INV/2026/00017;x".to_owned(),
            format!("Rechnung {reference}"),
        ] {
            let found = numbers(&text);
            assert!(found.contains(&"INV202600017".to_owned()), "{found:?}");
        }
        assert_eq!(numbers("17 €, 2026"), Vec::<String>::new());
    }
}
