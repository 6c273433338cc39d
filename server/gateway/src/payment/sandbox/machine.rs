//! The sandbox as a gateway in this process.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::{Clock, Instant};

use super::books::{Books, OpenError, Payment, SetUpRow, Tx};
use super::names::{name, page_key};
use super::plan::{Ground, Plan, Step, travel};
use super::scenario::Scenario;
use crate::payment::{
    Capture, Captured, Dispute, Event, GatewayError, Happening, Key, Outcome, RefundOutcome,
    Refusal, SavedMethod, Secret, SetUpOutcome,
};

type Answer<T> = Result<T, GatewayError>;

/// What a sandbox goes by.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The address below which its pages are, without a slash at the end.
    pub pages: String,
    /// What it signs webhooks and the addresses of pages with; never empty.
    pub secret: Secret,
    /// How long takes what takes its time, in seconds of its clock.
    pub pace: i64,
    /// How long a slow answer takes.
    pub answer: Duration,
}

/// A payment provider that moves no money: durable, with every failure on demand. What becomes of
/// a payment is said by its token ([`Scenario::of`]).
pub struct Sandbox {
    pub(super) books: Books,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rules: Rules,
    shut: AtomicBool,
}

impl Sandbox {
    /// Opens its books, a file of its own that is made if it is missing.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(path: &Path, rules: Rules, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let books = Books::open(path).await?;
        Ok(Self {
            books,
            clock,
            rules,
            shut: AtomicBool::new(false),
        })
    }

    /// Shuts it, as if it were down, or opens it again. Nothing is forgotten by it.
    pub fn shut(&self, shut: bool) {
        self.shut.store(shut, Ordering::Relaxed);
    }

    /// Ends its connection to its books.
    pub async fn close(&self) {
        self.books.close().await;
    }

    /// Begins a change of the books, with all done that is due by now.
    pub(super) async fn begin(&self) -> Answer<(Tx, Instant)> {
        if self.shut.load(Ordering::Relaxed) {
            return Err(unreachable());
        }
        let now = self.clock.now();
        let mut tx = self.books.begin().await?;
        while let Some((reference, at, step)) = tx.next_step(now).await? {
            self.take(&mut tx, (&reference, at), step).await?;
        }
        Ok((tx, now))
    }

    async fn take(&self, tx: &mut Tx, (reference, at): (&str, Instant), step: Step) -> Answer<()> {
        match step {
            Step::Verifies => self.verified(tx, reference, at).await,
            Step::Refunds(outcome) => self.refunded(tx, (reference, at), outcome).await,
            Step::Pays(outcome) => {
                let payment = tx.payment_called(reference).await?;
                match payment {
                    Some(payment) if !payment.outcome.is_final() => {
                        self.becomes(tx, &payment, (outcome, at)).await
                    }
                    _ => Ok(()),
                }
            }
            Step::Happens(what) => match tx.payment_called(reference).await? {
                Some(payment) => self.happens(tx, &payment, (what, at)).await,
                None => Ok(()),
            },
        }
    }

    /// A payment comes to this.
    pub(super) async fn becomes(
        &self,
        tx: &mut Tx,
        payment: &Payment,
        (outcome, at): (Outcome, Instant),
    ) -> Answer<()> {
        tx.change_payment(&payment.reference, &outcome).await?;
        let end = outcome.is_final();
        let what = Happening::Payment(outcome);
        self.tell(tx, (payment, end), (what, at)).await
    }

    async fn happens(
        &self,
        tx: &mut Tx,
        payment: &Payment,
        (what, at): (Happening, Instant),
    ) -> Answer<()> {
        if !matches!(payment.outcome, Outcome::Succeeded(_)) {
            return Ok(());
        }
        let minor = match &what {
            Happening::Returned { amount, .. } => amount.minor,
            Happening::Dispute { amount, state, .. } => match state {
                Dispute::Opened => amount.minor,
                Dispute::Won => -amount.minor,
                Dispute::Lost => 0,
            },
            _ => 0,
        };
        tx.take_back(&payment.reference, minor).await?;
        self.tell(tx, (payment, true), (what, at)).await
    }

    async fn refunded(
        &self,
        tx: &mut Tx,
        (reference, at): (&str, Instant),
        outcome: RefundOutcome,
    ) -> Answer<()> {
        let Some(row) = tx.refund_called(reference).await? else {
            return Ok(());
        };
        tx.keep_refund(reference, &row.request, &outcome).await?;
        let event = event(
            Some(&row.request.key),
            &row.request.capture,
            (Happening::Refund(outcome), at),
        )?;
        let capture = tx.payment_called(&row.request.capture).await?;
        let token = capture.map(|it| it.request.token).unwrap_or_default();
        let travel = travel(&Scenario::of(&token), true, self.rules.pace);
        tx.tell(&event, at, travel).await
    }

    async fn verified(&self, tx: &mut Tx, reference: &str, at: Instant) -> Answer<()> {
        match tx.set_up_called(reference).await? {
            Some(SetUpRow {
                outcome: SetUpOutcome::Verifying(method),
                ..
            }) => {
                let end = SetUpOutcome::Saved(method);
                self.comes_to(tx, reference, (None, end, at)).await
            }
            _ => Ok(()),
        }
    }

    /// A set-up comes to this.
    pub(super) async fn comes_to(
        &self,
        tx: &mut Tx,
        reference: &str,
        (entered, outcome, at): (Option<SavedMethod>, SetUpOutcome, Instant),
    ) -> Answer<()> {
        let Some(mut row) = tx.set_up_called(reference).await? else {
            return Ok(());
        };
        row.outcome = outcome;
        row.entered = entered;
        tx.keep_set_up(&row).await?;
        let event = event(Some(&row.request.key), reference, (Happening::SetUp, at))?;
        let travel = travel(&Scenario::Succeeds, true, self.rules.pace);
        tx.tell(&event, at, travel).await
    }

    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        (payment, end): (&Payment, bool),
        (what, at): (Happening, Instant),
    ) -> Answer<()> {
        let event = event(Some(&payment.request.key), &payment.reference, (what, at))?;
        let scenario = Scenario::of(&payment.request.token);
        let travel = travel(&scenario, end, self.rules.pace);
        tx.tell(&event, at, travel).await
    }

    /// What becomes of a capture that nobody has asked before.
    pub(super) async fn first(
        &self,
        tx: &mut Tx,
        capture: &Capture,
        now: Instant,
    ) -> Answer<Outcome> {
        let key = capture.key.as_str();
        let (reference, twin) = (name("pay", key), name("pay_twin", key));
        let ground = self.ground(capture, (&reference, &twin), now);
        let mut plan = ground.plan();
        if tx.is_expired(&capture.token, now).await? {
            plan = ground.expired();
        }
        let outcome = plan.outcome.clone();
        tx.keep_payment((&reference, false), capture, &outcome)
            .await?;
        self.follow(tx, (&reference, capture), (plan, now)).await?;
        Ok(outcome)
    }

    pub(super) fn ground<'a>(
        &self,
        capture: &'a Capture,
        (reference, twin): (&'a str, &'a str),
        now: Instant,
    ) -> Ground<'a> {
        Ground {
            capture,
            reference,
            twin,
            page: self.page("confirm", reference),
            now,
            pace: self.rules.pace,
        }
    }

    /// What follows from a plan whose outcome stands in the books.
    pub(super) async fn follow(
        &self,
        tx: &mut Tx,
        (reference, capture): (&str, &Capture),
        (plan, now): (Plan, Instant),
    ) -> Answer<()> {
        let payment = Payment {
            reference: reference.to_owned(),
            request: capture.clone(),
            outcome: plan.outcome.clone(),
            returned_minor: 0,
        };
        let end = plan.outcome.is_final();
        let what = Happening::Payment(plan.outcome);
        self.tell(tx, (&payment, end), (what, now)).await?;
        for (seconds, step) in &plan.later {
            let due = now.plus_seconds(*seconds);
            tx.schedule(reference, due, step).await?;
        }
        match plan.twin {
            Some(captured) => self.take_twice(tx, payment, (captured, now)).await,
            None => Ok(()),
        }
    }

    async fn take_twice(
        &self,
        tx: &mut Tx,
        payment: Payment,
        (captured, now): (Captured, Instant),
    ) -> Answer<()> {
        let reference = captured.reference.clone();
        let outcome = Outcome::Succeeded(captured);
        tx.keep_payment((&reference, true), &payment.request, &outcome)
            .await?;
        let payment = Payment {
            reference,
            ..payment
        };
        let what = Happening::Payment(outcome);
        self.tell(tx, (&payment, true), (what, now)).await
    }

    /// The address of a page about that thing.
    pub(super) fn page(&self, page: &str, reference: &str) -> String {
        let key = page_key(&self.rules.secret, reference);
        format!("{}/{page}/{reference}?key={key}", self.rules.pages)
    }
}

/// The smallest amount: half a unit of currencies with decimals, 50 of others.
pub fn minimum(currency: Currency) -> Money {
    let minor = match currency.exponent() {
        3 => 500,
        _ => 50,
    };
    Money::new(minor, currency)
}

/// Refuses what could never be taken.
pub fn fit(capture: &Capture) -> Answer<()> {
    let unfit = |text: &str| Err(GatewayError::refused(Refusal::Unfit, text));
    match capture.method {
        Method::BankTransfer => unfit("the sandbox takes cards and debits"),
        Method::SepaDebit if capture.amount.currency != Currency::EUR => {
            unfit("debits are in euros")
        }
        Method::Card | Method::SepaDebit => {
            if capture.amount.minor < minimum(capture.amount.currency).minor {
                unfit("below the smallest amount")
            } else {
                Ok(())
            }
        }
    }
}

pub fn unreachable() -> GatewayError {
    GatewayError::refused(Refusal::Unreachable, "the sandbox is down")
}

/// An event whose name is made of what it says: the same again has the same.
pub fn event(
    key: Option<&Key>,
    reference: &str,
    (what, at): (Happening, Instant),
) -> Answer<Event> {
    let said = serde_json::to_string(&(reference, &what, at))?;
    Ok(Event {
        id: name("evt", &said),
        key: key.cloned(),
        reference: Some(reference.to_owned()),
        at,
        what,
    })
}
