use billing::ledger::Book;
use model::money::Money;
use model::time::Instant;
use store::Tx;
use store::column::As;
use store::payment::{self, Dispute, Order};

use super::commission::{self, missing};
use super::row::{know, stood, touched};
use super::word::{WON, act};
use crate::booking::{Clerk, Stamp, Stood, Taken, flush, load_one};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::today_of;

/// Puts back what a dispute had taken, for it is won.
pub(super) async fn won(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    order: &Order,
    known: Dispute,
) -> Result<(), Failure> {
    let rows = payment::chargebacks(tx, &known.id).await?;
    let stands: Result<Vec<(Stood, i64)>, Failure> = rows
        .iter()
        .map(|row| Ok((stood(row)?, row.amount_minor)))
        .collect();
    let stands = stands?;
    let invoices = rows.iter().filter_map(|row| row.invoice_id.as_ref());
    let invoices: Vec<&str> = invoices.map(|As(id)| id.as_str()).collect();
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &order.account_id, &invoices).await?;
    know(tx, &mut book, stands.iter().map(|(stood, _)| stood)).await?;
    let on = today_of(tx, &order.account_id, now).await?;
    let from = Book::cash(&known.gateway);
    for (n, (stood, minor)) in (1..).zip(&stands) {
        let taken = Taken {
            payment: order.id.as_str(),
            from: &from,
            payer: order.billing_account_id.as_ref().map(|As(id)| id),
            amount: Money::new(*minor, known.currency),
        };
        let reference = format!("dispute:{}:{n}:won", known.id);
        let at = now;
        book.come_again(&taken, stood, &Stamp { at, on, reference })?;
    }
    let missing = missing(&book, touched(&rows));
    flush(tx, vec![book]).await?;
    let won = Dispute {
        state: WON.to_owned(),
        ended_at: Some(now.0),
        ..known
    };
    payment::end_dispute(tx, &won).await?;
    commission::again(tx, (ids, now), (&won, &missing)).await?;
    store::run::unpark(tx, &[won.id.as_str()]).await?;
    store::run::wake(tx, &order.account_id).await?;
    let acts = [act(&won, "payment.dispute_won", now)];
    Ok(store::audit::append(tx, &acts, crate::chain::link).await?)
}
