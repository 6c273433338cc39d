//! A payment that waits at the bank is something to do.

use billing::todo::Facts;
use model::id::CheckoutId;
use model::invoice::InvoiceState;
use model::payment::Flight;

use crate::todo::{open, rules};

#[test]
fn what_waits_at_the_bank_comes_first_and_once() {
    let checkout = CheckoutId::make(0, [1; 10]);
    let waiting = |n, ahead, waits| {
        let mut open = open(n, ahead, 1_000, InvoiceState::Processing);
        open.summary.flight = Some(Flight {
            checkout: checkout.clone(),
            waits,
        });
        open
    };
    let mut facts = Facts {
        invoices: vec![
            waiting(1, -3, true),
            waiting(2, 3, true),
            open(3, 2, 5, InvoiceState::Open),
        ],
        ..Facts::default()
    };
    assert_eq!(rules(&facts), ["confirm", "due"]);
    facts.invoices = vec![waiting(1, -3, false)];
    assert!(rules(&facts).is_empty());
}
