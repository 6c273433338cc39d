use billing::ledger::Book;
use billing::top_up::MOST_DECLINES;
use gateway::payment::{Decline, Dispute as State};
use model::id::{DisputeId, InvoiceId};
use model::money::Money;
use model::time::{Date, Instant};
use store::booking::lots_by_id;
use store::column::As;
use store::credit::top_up;
use store::payment::{self, Chargeback, Dispute, Order};
use store::{StoreError, Tx};

use super::commission::{self, missing};
use super::plan::Standing;
use super::row::{row, touched};
use super::word::{LOST, OPENED, WON, act, amount, tell};
use crate::booking::{AccountBook, Clerk, Stamp, Stood, Taken, flush, load_one};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::today_of;

/// What a gateway tells of a payment that is taken back.
pub(crate) struct Told<'a> {
    pub order: &'a Order,
    /// The gateway's name for it: the same again has the same.
    pub name: String,
    /// What the gateway calls the payment.
    pub capture: &'a str,
    pub amount: Money,
    /// The gateway's word for the reason.
    pub reason: &'a str,
    pub state: State,
}

/// Books what is told of a payment that is taken back, in the account's transaction; what was told
/// before does nothing. The account is locked, and the order was captured.
pub(crate) async fn heard(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    told: &Told<'_>,
) -> Result<(), Failure> {
    let gateway = told.order.gateway.as_deref().unwrap_or_default();
    let known = payment::dispute_called(tx, (gateway, &told.name)).await?;
    let Some(known) = known else {
        return begin(tx, (ids, now), told).await;
    };
    match (known.state.as_str(), told.state) {
        (OPENED | LOST, State::Won) => super::again::won(tx, (ids, now), told.order, known).await,
        (OPENED, State::Lost) => {
            let lost = Dispute {
                state: LOST.to_owned(),
                ended_at: Some(now.0),
                ..known
            };
            payment::end_dispute(tx, &lost).await?;
            let acts = [act(&lost, "payment.dispute_lost", now)];
            store::audit::append(tx, &acts, crate::chain::link).await?;
            let cause = format!("{} is lost ({})", amount(&lost), lost.reason);
            Ok(tell(tx, &lost, cause).await?)
        }
        _ => Ok(()),
    }
}

async fn begin(tx: &mut Tx, (ids, now): (&Ids, Instant), told: &Told<'_>) -> Result<(), Failure> {
    let dispute = dispute((ids, now), told);
    if told.state == State::Won {
        // It came before the word that it was opened: nothing was taken here.
        return Ok(payment::add_dispute(tx, &dispute, &[]).await?);
    }
    tracing::warn!(payment = %told.order.id, "a payment is taken back");
    let order = told.order;
    let standing = Standing::load(tx, order).await?;
    let invoices: Vec<&str> = standing.invoices().iter().map(|id| id.as_str()).collect();
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &order.account_id, &invoices).await?;
    let lots: Vec<&str> = standing.spent_lots().collect();
    for lot in lots_by_id(tx, &lots).await? {
        book.know(lot);
    }
    let plan = standing.plan(&book, (order, told.capture, told.amount))?;
    let on = today_of(tx, &order.account_id, now).await?;
    let (rows, reopened) = take(&mut book, &plan, (&dispute, order), (now, on))?;
    let missing = missing(&book, touched(&rows));
    flush(tx, vec![book]).await?;
    payment::add_dispute(tx, &dispute, &rows).await?;
    crate::run::reopen(tx, &order.account_id, &reopened, on).await?;
    distrust(tx, order, told.reason).await?;
    let reason = commission::reason(&dispute);
    commission::taken(tx, (ids, now), (reason, &missing)).await?;
    rest(tx, order).await?;
    let action = match told.state {
        State::Opened => "payment.disputed",
        State::Won | State::Lost => "payment.returned",
    };
    store::audit::append(tx, &[act(&dispute, action, now)], crate::chain::link).await?;
    Ok(tell(tx, &dispute, cause(&dispute, &plan)).await?)
}

fn dispute((ids, now): (&Ids, Instant), told: &Told<'_>) -> Dispute {
    let (state, ended) = match told.state {
        State::Opened => (OPENED, false),
        State::Won => (WON, true),
        State::Lost => (LOST, true),
    };
    let order = told.order;
    Dispute {
        id: ids.next(now, DisputeId::make),
        gateway: order.gateway.clone().unwrap_or_default(),
        name: told.name.clone(),
        capture: told.capture.to_owned(),
        payment_id: order.id.clone(),
        account_id: order.account_id.clone(),
        currency: told.amount.currency,
        amount_minor: told.amount.minor,
        reason: told.reason.to_owned(),
        state: state.to_owned(),
        at: now.0,
        ended_at: ended.then_some(now.0),
    }
}

/// Books a plan; what it comes to, and which invoices were settled and are open again.
fn take(
    book: &mut AccountBook<'_>,
    plan: &[(Stood, i64)],
    (dispute, order): (&Dispute, &Order),
    (at, on): (Instant, Date),
) -> Result<(Vec<Chargeback>, Vec<InvoiceId>), Failure> {
    let (mut rows, mut reopened) = (Vec::new(), Vec::new());
    let from = Book::cash(&dispute.gateway);
    for (n, (stood, minor)) in (1..).zip(plan) {
        if let Stood::Paid(invoice) | Stood::Lot(_, Some(invoice)) = stood
            && book.standing(invoice)?.open_minor == 0
        {
            reopened.push(invoice.clone());
        }
        let taken = Taken {
            payment: order.id.as_str(),
            from: &from,
            payer: order.billing_account_id.as_ref().map(|As(id)| id),
            amount: Money::new(*minor, dispute.currency),
        };
        let reference = format!("dispute:{}:{n}", dispute.id);
        book.take_back(&taken, stood, &Stamp { at, on, reference })?;
        rows.push(row(stood, (dispute, n, *minor)));
    }
    Ok((rows, reopened))
}

/// Credit whose money went back is not bought again by itself: the customer is asked.
pub(crate) async fn rest(tx: &mut Tx, order: &Order) -> Result<(), StoreError> {
    if order.bought_minor > 0 {
        top_up::pause(tx, &order.account_id, MOST_DECLINES).await?;
    }
    Ok(())
}

/// A method of which its bank says that it cannot be charged again is not.
async fn distrust(tx: &mut Tx, order: &Order, reason: &str) -> Result<(), Failure> {
    let charged = order.billing_account_id.as_ref().zip(order.token());
    if let Some((As(payer), token)) = charged.filter(|_| Decline::of(reason).hard) {
        payment::failing(tx, (payer, &token)).await?;
    }
    Ok(())
}

/// Why it is told to the provider.
fn cause(dispute: &Dispute, plan: &[(Stood, i64)]) -> String {
    let what = match dispute.state.as_str() {
        OPENED => "is disputed: answer it at the payment provider",
        _ => "was returned by the bank",
    };
    let lost = plan.iter().filter(|(stood, _)| *stood == Stood::Nowhere);
    let lost: i64 = lost.map(|(_, minor)| minor).sum();
    let lost = match lost {
        0 => String::new(),
        lost => format!(
            "; {} of it stands nowhere any more",
            Money::new(lost, dispute.currency).plain()
        ),
    };
    let (amount, currency) = (amount(dispute), dispute.currency.code());
    let (payment, reason) = (&dispute.payment_id, &dispute.reason);
    format!("{amount} {currency} of {payment} {what} ({reason}){lost}")
}
