//! What was withdrawn before, as the customer sees it.

use model::caller::Caller;
use model::id::WithdrawalId;
use model::money::Money;
use model::page::Page;
use model::time::Instant;
use model::withdrawal::{
    Destination, PartState, TransferState, WithdrawalPart, WithdrawalView, WithdrawalWish,
};
use store::Tx;
use store::column::As;
use store::credit::withdrawal::{self, Part, Withdrawal};

use super::facts::Facts;
use crate::cursor::{cursor, key_of};
use crate::failure::Failure;
use crate::zone::date_in;

/// Withdrawals on a page.
const PAGE: usize = 10;

/// A page of what was withdrawn, the newest first.
pub(super) async fn earlier(
    tx: &mut Tx,
    caller: &Caller,
    (facts, wish): (&Facts, &WithdrawalWish),
) -> Result<Page<WithdrawalView>, Failure> {
    let read = |[id]: [&str; 1]| id.parse().ok();
    let before: Option<WithdrawalId> = match &wish.after {
        Some(after) => key_of("after", Some(&after.0), read)?,
        None => None,
    };
    let of = (&caller.account, before.as_ref());
    let rows = withdrawal::of_account(tx, of, PAGE as i64 + 1).await?;
    let page = Page::cut(rows, PAGE, |row| cursor(&[row.id.as_str()]));
    let ids: Vec<&str> = page.items.iter().map(|row| row.id.as_str()).collect();
    let parts = withdrawal::parts(tx, &ids).await?;
    Ok(page.map(|row| view(&row, caller, (facts, &parts))))
}

fn view(row: &Withdrawal, caller: &Caller, (facts, all): (&Facts, &[Part])) -> WithdrawalView {
    let money = |minor| Money::new(minor, row.currency);
    let own = all.iter().filter(|part| part.withdrawal_id == row.id);
    let mut parts: Vec<WithdrawalPart> = own
        .map(|part| {
            let payer = part.billing_account_id.as_ref();
            let known = payer.and_then(|As(id)| facts.payers.find(id));
            WithdrawalPart {
                to: Destination::Source(known.map(|it| facts.payers.view(it, caller, None))),
                amount: money(part.amount_minor),
                state: part.state.0.into(),
            }
        })
        .collect();
    let transfer = match row.state.0 {
        TransferState::Refunded => None,
        TransferState::Waiting => Some(PartState::Waiting),
        TransferState::Transferred => Some(PartState::Gone),
        TransferState::Rejected => Some(PartState::CreditAgain),
    };
    parts.extend(transfer.map(|state| WithdrawalPart {
        to: Destination::Transfer(row.iban.as_deref().map(masked)),
        amount: money(row.transfer_minor),
        state,
    }));
    WithdrawalView {
        id: row.id.clone(),
        on: date_in(&facts.zone, Instant(row.created_at)),
        amount: money(row.amount_minor),
        note: row.note.clone(),
        parts,
    }
}

/// An IBAN with its middle left out.
pub(super) fn masked(iban: &str) -> String {
    let signs: Vec<char> = iban.chars().collect();
    let from = signs.len().saturating_sub(4).max(4);
    let (head, tail) = (signs.iter().take(4), signs.iter().skip(from));
    format!(
        "{} •••• {}",
        head.collect::<String>(),
        tail.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_iban_is_left_out() {
        assert_eq!(masked("DE89370400440532013000"), "DE89 •••• 3000");
        assert_eq!(masked("DE89"), "DE89 •••• ");
    }
}
