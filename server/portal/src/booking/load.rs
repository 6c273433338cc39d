use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::AccountId;
use store::booking as rows;
use store::{StoreError, Tx};

use super::{AccountBook, BookingError, Clerk};

/// Opens the books of accounts that are locked: their lots with something left, their positions,
/// and the standings of these invoices (ids).
pub(crate) async fn load<'c>(
    tx: &mut Tx,
    clerk: Clerk<'c>,
    accounts: &[AccountId],
    invoices: &[&str],
) -> Result<BTreeMap<AccountId, AccountBook<'c>>, StoreError> {
    let mut books: BTreeMap<AccountId, AccountBook<'c>> = accounts
        .iter()
        .map(|account| (account.clone(), AccountBook::new(clerk, account.clone())))
        .collect();
    let ids: Vec<&str> = accounts.iter().map(AccountId::as_str).collect();
    for lot in rows::lots(tx, &ids).await? {
        if let Some(book) = books.get_mut(&lot.account) {
            book.lots.push(lot);
        }
    }
    for position in rows::positions(tx, &ids).await? {
        if let Some(book) = books.get_mut(&position.account_id) {
            book.positions.insert(position.currency, position);
        }
    }
    let counts = rows::last_movements(tx, &ids).await?;
    for ((account, currency), n) in counts {
        let account = AccountId::try_from(account)
            .map_err(|error| StoreError::unreadable("credit_movement.account_id", error))?;
        let currency: Currency = currency
            .parse()
            .map_err(|error| StoreError::unreadable("credit_movement.currency", error))?;
        if let Some(book) = books.get_mut(&account) {
            book.counts.insert(currency, n);
        }
    }
    let mut places = rows::settlements(tx, invoices).await?;
    for (invoice, standing) in rows::standings(tx, invoices).await? {
        if let Some(book) = books.get_mut(&standing.account_id) {
            let place = places.remove(invoice.as_str()).unwrap_or_default();
            book.places.insert(invoice.clone(), place);
            book.standings.insert(invoice, standing);
        }
    }
    Ok(books)
}

/// The same of one account.
///
/// # Errors
/// `Missing` when it was not asked for by its id.
pub(crate) async fn load_one<'c>(
    tx: &mut Tx,
    clerk: Clerk<'c>,
    account: &AccountId,
    invoices: &[&str],
) -> Result<AccountBook<'c>, BookingError> {
    let mut books = load(tx, clerk, std::slice::from_ref(account), invoices).await?;
    books.remove(account).ok_or(BookingError::Missing)
}

/// Writes what was booked: whole tables at once. Invoices and credit notes are there already.
pub(crate) async fn flush(tx: &mut Tx, books: Vec<AccountBook<'_>>) -> Result<(), StoreError> {
    let (mut lots, mut positions, mut standings) = (Vec::new(), Vec::new(), Vec::new());
    let (mut transactions, mut movements) = (Vec::new(), Vec::new());
    let (mut settlements, mut holds) = (Vec::new(), Vec::new());
    for book in books {
        lots.extend(book.lots);
        positions.extend(book.positions.into_values());
        standings.extend(book.standings.into_values());
        transactions.extend(book.transactions);
        movements.extend(book.movements);
        settlements.extend(book.settlements);
        holds.extend(book.holds);
    }
    rows::keep_lots(tx, &lots).await?;
    rows::add_transactions(tx, &transactions).await?;
    rows::add_movements(tx, &movements).await?;
    rows::add_settlements(tx, &settlements).await?;
    rows::keep_standings(tx, &standings).await?;
    rows::keep_positions(tx, &positions).await?;
    rows::add_holds(tx, &holds).await
}
