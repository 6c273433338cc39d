//! What is owed, by currency and by when.

use model::account::DuePosition;
use model::currency::Currency;
use model::money::{Money, MoneyError};
use store::account::position::Position;

/// Due balances, what is owed first; the account's own currency is always there.
pub(super) fn positions(
    positions: &[Position],
    own: Currency,
) -> Result<Vec<DuePosition>, MoneyError> {
    let shown = positions
        .iter()
        .filter(|position| position.open_count > 0 || position.currency == own);
    let mut due = shown.map(due).collect::<Result<Vec<_>, _>>()?;
    if !due.iter().any(|known| known.due.currency == own) {
        let nothing = Money::zero(own);
        due.push(DuePosition {
            due: nothing,
            overdue: nothing,
            soon: nothing,
            later: nothing,
            processing: nothing,
            count: 0,
        });
    }
    due.sort_by_key(|known| {
        let currency = known.due.currency;
        (known.count == 0, currency != own, currency)
    });
    Ok(due)
}

/// What is neither overdue, soon nor being collected is due later: the parts add up by themselves.
pub(crate) fn due(position: &Position) -> Result<DuePosition, MoneyError> {
    let money = |minor| Money::new(minor, position.currency);
    let due = money(position.due_minor);
    let overdue = money(position.overdue_minor);
    let soon = money(position.soon_minor);
    let processing = money(position.processing_minor);
    Ok(DuePosition {
        due,
        overdue,
        soon,
        later: due.minus(overdue)?.minus(soon)?.minus(processing)?,
        processing,
        count: u32::try_from(position.open_count).unwrap_or_default(),
    })
}
