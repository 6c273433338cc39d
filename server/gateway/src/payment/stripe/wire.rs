//! Stripe's objects, as far as they are read, and what they come to.

use model::time::Instant;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::units::from_stripe;
use crate::payment::{
    Action, Captured, Card, Decline, GatewayError, MethodData, Outcome, RefundOutcome, Refunded,
    SavedMethod, SetUpOutcome,
};

/// A moment that Stripe tells in seconds.
pub fn at(seconds: i64) -> Instant {
    Instant::default().plus_seconds(seconds)
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Metadata {
    pub order: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// An object, where it was asked for; else Stripe tells its name only.
fn expanded<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = Value::deserialize(from)?;
    if value.is_object() {
        serde_json::from_value(value)
            .map(Some)
            .map_err(D::Error::custom)
    } else {
        Ok(None)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Problem {
    pub code: Option<String>,
    pub decline_code: Option<String>,
}

impl Problem {
    fn decline(&self) -> Decline {
        let code = self.decline_code.as_deref().or(self.code.as_deref());
        Decline::of(code.unwrap_or("generic_decline"))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct NextAction {
    pub redirect_to_url: Option<RedirectTo>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct RedirectTo {
    pub url: Option<String>,
}

/// A PaymentIntent.
#[derive(Clone, Debug, Deserialize)]
pub struct Intent {
    pub id: String,
    pub status: String,
    pub amount_received: Option<i64>,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub created: i64,
    #[serde(default)]
    pub metadata: Metadata,
    pub next_action: Option<NextAction>,
    pub last_payment_error: Option<Problem>,
    #[serde(default, deserialize_with = "expanded")]
    pub latest_charge: Option<Charge>,
}

/// A charge, as far as it is read.
#[derive(Clone, Debug, Deserialize)]
pub struct Charge {
    pub created: i64,
    pub amount: Option<i64>,
}

impl Intent {
    /// What became of it; when, if it does not say so itself.
    pub fn outcome(self, when: Option<Instant>) -> Result<Outcome, GatewayError> {
        let reference = self.id.clone();
        let problem = self.last_payment_error.as_ref();
        Ok(match self.status.as_str() {
            "succeeded" => Outcome::Succeeded(self.captured(when)?),
            "canceled" => Outcome::Cancelled {
                reference: Some(reference),
            },
            "requires_payment_method" => Outcome::Declined {
                reference: Some(reference),
                decline: problem.map_or_else(|| Decline::of("generic_decline"), Problem::decline),
            },
            "requires_action" => {
                let page = self.next_action.and_then(|next| next.redirect_to_url?.url);
                let page = page.ok_or_else(|| {
                    GatewayError::unknown("Stripe asks for an action without an address")
                })?;
                let action = Action::Visit(page);
                Outcome::RequiresAction { reference, action }
            }
            "processing" | "requires_confirmation" | "requires_capture" => {
                Outcome::Processing { reference }
            }
            other => {
                let text = format!("Stripe tells a state that is unknown: {other}");
                return Err(GatewayError::Unknown(text));
            }
        })
    }

    fn captured(&self, when: Option<Instant>) -> Result<Captured, GatewayError> {
        let charge = self.latest_charge.as_ref();
        let received = self.amount_received.or(charge.and_then(|it| it.amount));
        let amount = received.and_then(|units| from_stripe(units, &self.currency));
        Ok(Captured {
            reference: self.id.clone(),
            amount: amount.ok_or_else(|| GatewayError::unknown("an amount without meaning"))?,
            at: charge
                .map(|charge| at(charge.created))
                .or(when)
                .unwrap_or_else(|| at(self.created)),
        })
    }
}

/// A refund.
#[derive(Clone, Debug, Deserialize)]
pub struct RefundObject {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub created: i64,
    pub status: Option<String>,
    pub failure_reason: Option<String>,
    pub payment_intent: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

impl RefundObject {
    pub fn outcome(self) -> Result<RefundOutcome, GatewayError> {
        let reference = self.id;
        Ok(match self.status.as_deref() {
            Some("succeeded") => {
                let amount = from_stripe(self.amount, &self.currency);
                let amount = amount.ok_or_else(|| GatewayError::unknown("an odd amount"))?;
                let at = at(self.created);
                RefundOutcome::Succeeded(Refunded {
                    reference,
                    amount,
                    at,
                })
            }
            Some("failed" | "canceled") => RefundOutcome::Failed {
                reference: Some(reference),
                code: self.failure_reason.unwrap_or_else(|| "unknown".to_owned()),
            },
            _ => RefundOutcome::Processing { reference },
        })
    }
}

/// A SetupIntent with its method.
#[derive(Clone, Debug, Deserialize)]
pub struct SetUpObject {
    pub id: String,
    pub status: String,
    pub client_secret: Option<String>,
    #[serde(default, deserialize_with = "expanded")]
    pub payment_method: Option<Method>,
    pub mandate: Option<String>,
    pub next_action: Option<NextAction>,
    pub last_setup_error: Option<Problem>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Mandate {
    pub payment_method_details: Option<MandateDetails>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MandateDetails {
    pub sepa_debit: Option<MandateOfDebit>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MandateOfDebit {
    pub reference: Option<String>,
}

/// A PaymentMethod.
#[derive(Clone, Debug, Deserialize)]
pub struct Method {
    pub id: String,
    pub customer: Option<String>,
    pub card: Option<CardObject>,
    pub sepa_debit: Option<DebitObject>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct CardObject {
    pub brand: String,
    pub last4: String,
    pub exp_month: u32,
    pub exp_year: i32,
    pub fingerprint: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct DebitObject {
    pub country: Option<String>,
    pub last4: Option<String>,
    pub fingerprint: Option<String>,
}

impl Method {
    /// As it is kept; none if it is of a kind that is not kept.
    pub fn saved(&self, mandate: Option<String>) -> Option<SavedMethod> {
        let (data, fingerprint) = match (&self.card, &self.sepa_debit) {
            (Some(card), _) => (
                MethodData::Card(Card {
                    brand: card.brand.clone(),
                    last4: card.last4.clone(),
                    expires: (card.exp_year, card.exp_month),
                }),
                card.fingerprint.clone(),
            ),
            (None, Some(debit)) => {
                let country = debit.country.as_deref().unwrap_or_default();
                let last = debit.last4.as_deref().unwrap_or_default();
                let data = MethodData::SepaDebit {
                    iban: format!("{country}••••{last}"),
                    bank: None,
                    mandate,
                };
                (data, debit.fingerprint.clone())
            }
            (None, None) => return None,
        };
        Some(SavedMethod {
            token: self.id.clone(),
            customer: self.customer.clone(),
            data,
            fingerprint,
        })
    }
}

impl Mandate {
    /// The reference that the payer reads on his statement.
    pub fn reference(self) -> Option<String> {
        self.payment_method_details?.sepa_debit?.reference
    }
}

impl SetUpObject {
    /// What became of it; with the reference of the mandate, if there is one.
    pub fn outcome(self, mandate: Option<String>) -> Result<SetUpOutcome, GatewayError> {
        let method = self.payment_method.as_ref();
        let saved = method.and_then(|it| it.saved(mandate));
        let saved = saved.ok_or_else(|| GatewayError::unknown("a set-up without its method"));
        Ok(match self.status.as_str() {
            "succeeded" => SetUpOutcome::Saved(saved?),
            "processing" => SetUpOutcome::Verifying(saved?),
            "canceled" => SetUpOutcome::Cancelled,
            "requires_action" => {
                let page = self.next_action.and_then(|next| next.redirect_to_url?.url);
                let script = || Action::Script(self.client_secret.unwrap_or_default());
                SetUpOutcome::RequiresAction(page.map_or_else(script, Action::Visit))
            }
            _ => match self.last_setup_error {
                Some(problem) => SetUpOutcome::Declined(problem.decline()),
                None => SetUpOutcome::Waiting,
            },
        })
    }
}

/// A dispute.
#[derive(Clone, Debug, Deserialize)]
pub struct DisputeObject {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
    pub status: String,
    pub payment_intent: Option<String>,
}
