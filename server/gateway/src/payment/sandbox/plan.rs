//! What becomes of a request, as pure facts: no clock, no database.

use model::currency::Currency;
use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};

use super::scenario::Scenario;
use crate::payment::{
    Action, Capture, Captured, Decline, Dispute, Happening, Outcome, Refund, RefundOutcome,
    Refunded,
};
use model::billing_account::Method;

/// What is to become of a payment, a refund or a set-up by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// A payment that is on its way ends.
    Pays(Outcome),
    /// A refund that is on its way ends.
    Refunds(RefundOutcome),
    /// A set-up that is being verified is saved.
    Verifies,
    /// Money goes back, or comes again, without our asking.
    Happens(Happening),
}

/// A step and the seconds until it.
pub type Later = (i64, Step);

/// What becomes of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Now.
    pub outcome: Outcome,
    /// Later, by itself.
    pub later: Vec<Later>,
    /// What was taken beside it, under the same key.
    pub twin: Option<Captured>,
}

/// How its webhooks travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    /// How many copies.
    pub copies: u32,
    /// Seconds until they are sent.
    pub delay: i64,
}

/// What plans are made of.
pub struct Ground<'a> {
    /// What was asked.
    pub capture: &'a Capture,
    /// What the sandbox calls it.
    pub reference: &'a str,
    /// What it calls the second one, where there are two.
    pub twin: &'a str,
    /// Where the customer confirms.
    pub page: String,
    /// The present moment.
    pub now: Instant,
    /// How long what takes its time takes, in seconds.
    pub pace: i64,
}

impl Ground<'_> {
    fn captured(&self, at: Instant) -> Captured {
        Captured {
            reference: self.reference.to_owned(),
            amount: taken(&Scenario::of(&self.capture.token), self.capture.amount),
            at,
        }
    }

    fn declined(&self, decline: Decline) -> Outcome {
        Outcome::Declined {
            reference: Some(self.reference.to_owned()),
            decline,
        }
    }

    fn processing(&self) -> Outcome {
        Outcome::Processing {
            reference: self.reference.to_owned(),
        }
    }

    /// On its way, to this end.
    fn slowly(&self, end: impl FnOnce(Instant) -> Outcome) -> Plan {
        let end = end(self.now.plus_seconds(self.pace));
        Plan {
            later: vec![(self.pace, Step::Pays(end))],
            ..just(self.processing())
        }
    }

    /// What becomes of a capture that was let in.
    pub fn plan(&self) -> Plan {
        let scenario = Scenario::of(&self.capture.token);
        match scenario {
            Scenario::Authenticate | Scenario::AuthenticateDeclined => self.strong(),
            scenario => self.after_authentication(&scenario),
        }
    }

    /// What becomes of a capture with a card that has expired since it was saved.
    pub fn expired(&self) -> Plan {
        just(self.declined(Decline::of("expired_card")))
    }

    fn strong(&self) -> Plan {
        if !self.capture.present {
            return just(self.declined(Decline::of("authentication_required")));
        }
        just(Outcome::RequiresAction {
            reference: self.reference.to_owned(),
            action: Action::Visit(self.page.clone()),
        })
    }

    /// What becomes of it once nothing is required of the customer.
    pub fn after_authentication(&self, scenario: &Scenario) -> Plan {
        match scenario {
            Scenario::Declined(decline) if self.capture.method == Method::SepaDebit => {
                self.slowly(|_| self.declined(decline.clone()))
            }
            Scenario::Declined(decline) => just(self.declined(decline.clone())),
            Scenario::AuthenticateDeclined => just(self.declined(Decline::of("do_not_honor"))),
            Scenario::TimeoutDeclined | Scenario::SlowDeclined => {
                let refusal = self.declined(Decline::of("insufficient_funds"));
                if *scenario == Scenario::SlowDeclined {
                    self.slowly(|_| refusal)
                } else {
                    just(refusal)
                }
            }
            Scenario::Slow | Scenario::WebhookReversed => self.taken(true, scenario),
            scenario => self.taken(self.capture.method == Method::SepaDebit, scenario),
        }
    }

    fn taken(&self, slowly: bool, scenario: &Scenario) -> Plan {
        let mut plan = if slowly {
            self.slowly(|at| Outcome::Succeeded(self.captured(at)))
        } else {
            just(Outcome::Succeeded(self.captured(self.now)))
        };
        let after = if slowly { self.pace } else { 0 };
        plan.later.extend(self.trouble(scenario, after));
        if *scenario == Scenario::Twice {
            plan.twin = Some(Captured {
                reference: self.twin.to_owned(),
                ..self.captured(self.now)
            });
        }
        plan
    }

    /// What comes after success, so many seconds from now.
    fn trouble(&self, scenario: &Scenario, after: i64) -> Vec<Later> {
        let amount = self.capture.amount;
        let dispute = |state| {
            Step::Happens(Happening::Dispute {
                dispute: format!("dp_{}", self.reference),
                amount,
                reason: "fraudulent".to_owned(),
                state,
            })
        };
        let (once, twice) = (after + self.pace, after + 2 * self.pace);
        match scenario {
            Scenario::Returned => {
                let code = "AM04".to_owned();
                vec![(once, Step::Happens(Happening::Returned { amount, code }))]
            }
            Scenario::Disputed => vec![(once, dispute(Dispute::Opened))],
            Scenario::DisputeWon => vec![
                (once, dispute(Dispute::Opened)),
                (twice, dispute(Dispute::Won)),
            ],
            _ => Vec::new(),
        }
    }
}

fn just(outcome: Outcome) -> Plan {
    Plan {
        outcome,
        later: Vec::new(),
        twin: None,
    }
}

/// What is taken where that is asked.
fn taken(scenario: &Scenario, asked: Money) -> Money {
    let dollar = "USD".parse().unwrap_or(Currency::EUR);
    match scenario {
        Scenario::OtherAmount => Money::new(asked.minor - asked.minor.min(1), asked.currency),
        Scenario::OtherCurrency if asked.currency == dollar => {
            Money::new(asked.minor, Currency::EUR)
        }
        Scenario::OtherCurrency => Money::new(asked.minor, dollar),
        _ => asked,
    }
}

/// How the webhook of a state travels: that of an end, or one on the way there.
pub fn travel(scenario: &Scenario, end: bool, pace: i64) -> Travel {
    let (copies, delay) = match scenario {
        Scenario::WebhookLost => (0, 0),
        Scenario::WebhookTwice => (2, 0),
        Scenario::WebhookReversed if !end => (1, 2 * pace),
        _ => (1, 0),
    };
    Travel { copies, delay }
}

/// What becomes of a refund that was let in, now and later.
pub fn refund(
    refund: &Refund,
    reference: &str,
    scenario: &Scenario,
    (now, pace): (Instant, i64),
) -> (RefundOutcome, Vec<Later>) {
    let back = |at| {
        RefundOutcome::Succeeded(Refunded {
            reference: reference.to_owned(),
            amount: refund.amount,
            at,
        })
    };
    match scenario {
        Scenario::RefundFails => {
            let failed = RefundOutcome::Failed {
                reference: Some(reference.to_owned()),
                code: "expired_or_canceled_card".to_owned(),
            };
            (failed, Vec::new())
        }
        Scenario::RefundSlow => {
            let reference = reference.to_owned();
            let end = back(now.plus_seconds(pace));
            let later = vec![(pace, Step::Refunds(end))];
            (RefundOutcome::Processing { reference }, later)
        }
        _ => (back(now), Vec::new()),
    }
}
