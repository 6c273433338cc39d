//! The recurring price, and what it is made of.

use model::caller::Permission;
use model::subscription::{Cycle, Price};

use crate::scene::scene;
use crate::text::subscription as words;

/// Whether the reader may know what things cost.
pub(super) fn priced() -> bool {
    scene().may(Permission::ViewInvoices)
}

/// Whether the reader may know who pays.
pub(super) fn paid() -> bool {
    priced() || scene().may(Permission::ViewBillingAccounts)
}

/// How often a price is due: `a month`.
pub(crate) fn each(price: Price) -> String {
    match (price.cycle, price.every) {
        (Cycle::Month, 1) => words::a_month().to_owned(),
        (Cycle::Year, 1) => words::a_year().to_owned(),
        (Cycle::Month, every) => words::months(every.into()),
        (Cycle::Year, every) => words::years(every.into()),
    }
}
