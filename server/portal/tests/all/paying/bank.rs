//! A gateway that does what a test wants of it, and keeps keys as gateways do.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gateway::payment::{
    Action, Capabilities, Capture, Captured, Decline, Event, EventError, Gateway, GatewayError,
    Heard, Inquiry, Key, Outcome, PagePolicy, Refund, RefundOutcome, Refunded, Refusal, Secret,
    SetUp, SetUpOutcome, Started,
};
use http::HeaderMap;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;
use tokio::sync::Notify;

/// What happens to the next capture that is new.
#[derive(Clone, Debug)]
pub enum Turn {
    /// The money is taken.
    Takes,
    /// It is refused with a code.
    Declines(&'static str),
    /// Nothing reaches the gateway, and nobody knows.
    LostBefore,
    /// The money is taken, and the answer is lost.
    LostAfter,
    /// The request is certainly not let in.
    Away,
    /// It is on its way.
    Processes,
    /// The customer must do something first.
    Asks,
    /// Another amount is taken.
    Takings(Money),
}

#[derive(Default)]
struct Books {
    turns: VecDeque<Turn>,
    known: BTreeMap<Key, (Capture, Outcome)>,
    back: BTreeMap<Key, (Refund, RefundOutcome)>,
    asked: usize,
    looked: usize,
}

/// The gateway.
#[derive(Default)]
pub struct Bank(Mutex<Books>, Mutex<Option<Gate>>);

/// An answer that waits: it says that the money was taken.
#[derive(Clone, Default)]
pub struct Gate(Arc<Notify>, Arc<Notify>);

impl Gate {
    /// Somebody waits for the answer.
    pub async fn reached(&self) {
        self.0.notified().await;
    }

    /// The answer goes out.
    pub fn opens(&self) {
        self.1.notify_one();
    }
}

fn refused(refusal: Refusal) -> GatewayError {
    GatewayError::refused(refusal, "test")
}

fn taken(amount: Money) -> Outcome {
    Outcome::Succeeded(Captured {
        reference: "ch_1".to_owned(),
        amount,
        at: Instant(0),
    })
}

impl Bank {
    /// Does these things next, one a capture; after them it takes money.
    pub fn then(&self, turns: impl IntoIterator<Item = Turn>) {
        self.0.lock().unwrap().turns.extend(turns);
    }

    /// The next answer of how an order, or a refund, stands waits.
    pub fn holds_next(&self) -> Gate {
        let gate = Gate::default();
        *self.1.lock().unwrap() = Some(gate.clone());
        gate
    }

    /// What was on its way, or waited for the customer, ends.
    pub fn ends(&self, how: impl Fn(&Capture) -> Outcome) {
        for (capture, outcome) in self.0.lock().unwrap().known.values_mut() {
            if !outcome.is_final() {
                *outcome = how(capture);
            }
        }
    }

    /// It ends well.
    pub fn takes(&self) {
        self.ends(|capture| taken(capture.amount));
    }

    /// How much was taken, in minor units of whatever currency, and by how many captures.
    pub fn captured(&self) -> (i64, usize) {
        let books = self.0.lock().unwrap();
        let outcomes = books.known.values().map(|(_, outcome)| outcome);
        let amounts: Vec<i64> = outcomes
            .filter_map(|outcome| match outcome {
                Outcome::Succeeded(captured) => Some(captured.amount.minor),
                _ => None,
            })
            .collect();
        (amounts.iter().sum(), amounts.len())
    }

    /// What went back: of which capture how much, in minor units.
    pub fn returned(&self) -> Vec<(String, i64)> {
        let books = self.0.lock().unwrap();
        let given = books.back.values().filter_map(|(refund, outcome)| {
            let minor = refund.amount.minor;
            matches!(outcome, RefundOutcome::Succeeded(_)).then(|| (refund.capture.clone(), minor))
        });
        given.collect()
    }

    /// Refunds that were on their way end.
    pub fn gives(&self) {
        for (refund, outcome) in self.0.lock().unwrap().back.values_mut() {
            if let RefundOutcome::Processing { reference } = outcome {
                *outcome = RefundOutcome::Succeeded(Refunded {
                    reference: reference.clone(),
                    amount: refund.amount,
                    at: Instant(0),
                });
            }
        }
    }

    /// How often it was asked how an order stands.
    pub fn looked(&self) -> usize {
        self.0.lock().unwrap().looked
    }

    /// What it says of refunds is another thing by now.
    pub fn says(&self, how: impl Fn(&Refund) -> RefundOutcome) {
        for (refund, outcome) in self.0.lock().unwrap().back.values_mut() {
            *outcome = how(refund);
        }
    }

    /// How often it was asked to take money.
    pub fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }
}

#[async_trait]
impl Gateway for Bank {
    fn name(&self) -> &'static str {
        "bank"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            refunds: true,
            ..Capabilities::default()
        }
    }

    fn minimum(&self, _: Method, currency: Currency) -> Option<Money> {
        Some(Money::new(50, currency))
    }

    fn page_policy(&self) -> PagePolicy {
        PagePolicy::default()
    }

    async fn capture(&self, capture: &Capture) -> Result<Outcome, GatewayError> {
        // Others have their turn in the middle of it.
        tokio::task::yield_now().await;
        let mut books = self.0.lock().unwrap();
        books.asked += 1;
        if let Some((before, outcome)) = books.known.get(&capture.key) {
            return if before == capture {
                Ok(outcome.clone())
            } else {
                Err(refused(Refusal::Conflict))
            };
        }
        let turn = books.turns.pop_front().unwrap_or(Turn::Takes);
        let reference = "ch_1".to_owned();
        let outcome = match turn {
            Turn::LostBefore => return Err(GatewayError::unknown("lost")),
            Turn::Away => return Err(refused(Refusal::Unreachable)),
            Turn::Takes | Turn::LostAfter => taken(capture.amount),
            Turn::Takings(other) => taken(other),
            Turn::Declines(code) => Outcome::Declined {
                reference: None,
                decline: Decline::of(code),
            },
            Turn::Processes => Outcome::Processing { reference },
            Turn::Asks => Outcome::RequiresAction {
                reference,
                action: Action::Visit("https://bank.example/confirm".to_owned()),
            },
        };
        let kept = (capture.clone(), outcome.clone());
        books.known.insert(capture.key.clone(), kept);
        match turn {
            Turn::LostAfter => Err(GatewayError::unknown("lost")),
            _ => Ok(outcome),
        }
    }

    async fn look_up(&self, inquiry: &Inquiry<Capture>) -> Result<Heard<Outcome>, GatewayError> {
        let gate = self.1.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.0.notify_one();
            gate.1.notified().await;
            return Ok(Heard::Found(taken(inquiry.request.amount)));
        }
        let mut books = self.0.lock().unwrap();
        books.looked += 1;
        let found = books.known.get(&inquiry.request.key);
        Ok(found.map_or(Heard::Never, |(_, outcome)| Heard::Found(outcome.clone())))
    }

    async fn cancel(&self, inquiry: &Inquiry<Capture>) -> Result<Outcome, GatewayError> {
        let mut books = self.0.lock().unwrap();
        let cancelled = Outcome::Cancelled { reference: None };
        let key = inquiry.request.key.clone();
        let fresh = (inquiry.request.clone(), cancelled.clone());
        let (_, outcome) = books.known.entry(key).or_insert(fresh);
        match outcome {
            // A debit on its way cannot be stopped.
            Outcome::Processing { .. } => return Err(refused(Refusal::Unfit)),
            Outcome::RequiresAction { .. } => *outcome = cancelled,
            _ => {}
        }
        Ok(outcome.clone())
    }

    async fn resume(&self, inquiry: &Inquiry<Capture>) -> Result<Outcome, GatewayError> {
        match self.look_up(inquiry).await? {
            Heard::Found(outcome) => Ok(outcome),
            Heard::Never => Err(refused(Refusal::Missing)),
        }
    }

    async fn refund(&self, refund: &Refund) -> Result<RefundOutcome, GatewayError> {
        tokio::task::yield_now().await;
        let mut books = self.0.lock().unwrap();
        if let Some((before, outcome)) = books.back.get(&refund.key) {
            return if before == refund {
                Ok(outcome.clone())
            } else {
                Err(refused(Refusal::Conflict))
            };
        }
        let turn = books.turns.pop_front().unwrap_or(Turn::Takes);
        let reference = format!("re_{}", books.back.len());
        let outcome = match turn {
            Turn::LostBefore => return Err(GatewayError::unknown("lost")),
            Turn::Away => return Err(refused(Refusal::Unreachable)),
            Turn::Declines(code) => RefundOutcome::Failed {
                reference: None,
                code: code.to_owned(),
            },
            Turn::Processes => RefundOutcome::Processing { reference },
            Turn::Takes | Turn::LostAfter | Turn::Asks | Turn::Takings(_) => {
                RefundOutcome::Succeeded(Refunded {
                    reference,
                    amount: refund.amount,
                    at: Instant(0),
                })
            }
        };
        let kept = (refund.clone(), outcome.clone());
        books.back.insert(refund.key.clone(), kept);
        match turn {
            Turn::LostAfter => Err(GatewayError::unknown("lost")),
            _ => Ok(outcome),
        }
    }

    async fn look_up_refund(
        &self,
        inquiry: &Inquiry<Refund>,
    ) -> Result<Heard<RefundOutcome>, GatewayError> {
        let found = {
            let books = self.0.lock().unwrap();
            let found = books.back.get(&inquiry.request.key);
            found.map_or(Heard::Never, |(_, outcome)| Heard::Found(outcome.clone()))
        };
        let gate = self.1.lock().unwrap().take();
        if let Some(gate) = gate {
            gate.0.notify_one();
            gate.1.notified().await;
        }
        Ok(found)
    }

    async fn set_up(&self, _: &SetUp) -> Result<Started, GatewayError> {
        Err(refused(Refusal::Unfit))
    }

    async fn saved(&self, _: &str) -> Result<SetUpOutcome, GatewayError> {
        Err(refused(Refusal::Missing))
    }

    async fn detach(&self, _: &str) -> Result<(), GatewayError> {
        Ok(())
    }

    fn event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        _: Instant,
        secrets: &[Secret],
    ) -> Result<Event, EventError> {
        let word = headers.get("bank").and_then(|it| it.to_str().ok());
        if secrets.is_empty() {
            return Err(EventError::NoSecret);
        }
        if !secrets.iter().any(|secret| Some(secret.reveal()) == word) {
            return Err(EventError::Forged);
        }
        serde_json::from_slice(body).map_err(|_| EventError::Garbled)
    }
}
