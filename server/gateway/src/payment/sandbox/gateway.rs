//! What the portal asks of the sandbox.

use async_trait::async_trait;
use http::HeaderMap;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;

use super::books::{SetUpRow, Tx};
use super::machine::{Sandbox, event, fit, minimum, unreachable};
use super::names::name;
use super::plan;
use super::scenario::Scenario;
use crate::payment::signature::verify;
use crate::payment::{
    Capabilities, Capture, Entry, Event, EventError, Gateway, GatewayError, Happening, Heard,
    Inquiry, Outcome, Page, PagePolicy, Refund, RefundOutcome, Refusal, Secret, SetUp,
    SetUpOutcome, Started, Taken,
};

/// The header with the signature of a webhook.
pub const SIGNATURE: &str = "sandbox-signature";
/// The word for its kind.
pub const NAME: &str = "sandbox";
/// What it can do.
pub const CAPABILITIES: Capabilities = Capabilities {
    cards: true,
    bank_debit: true,
    redirect: true,
    stored_tokens: true,
    refunds: true,
    lookup: true,
};

/// So many payments make a page.
const PAGE: i64 = 500;

type Answer<T> = Result<T, GatewayError>;

#[async_trait]
impl Gateway for Sandbox {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn minimum(&self, method: Method, currency: Currency) -> Option<Money> {
        smallest(method, currency)
    }

    fn page_policy(&self) -> PagePolicy {
        policy(&self.rules.pages)
    }

    async fn capture(&self, capture: &Capture) -> Answer<Outcome> {
        let scenario = Scenario::of(&capture.token);
        match scenario {
            Scenario::Down => return Err(unreachable()),
            Scenario::SlowAnswer => tokio::time::sleep(self.rules.answer).await,
            _ => {}
        }
        let (mut tx, now) = self.begin().await?;
        let first = tx.tried(&capture.key).await? == 1;
        if first && scenario == Scenario::TimeoutBefore {
            tx.commit().await?;
            return Err(GatewayError::unknown("no answer in time"));
        }
        let outcome = match tx.payment(&capture.key).await? {
            Some(payment) if payment.request != *capture => return Err(conflict()),
            Some(payment) => payment.outcome,
            None => {
                fit(capture)?;
                attached(&mut tx, &capture.token).await?;
                self.first(&mut tx, capture, now).await?
            }
        };
        tx.commit().await?;
        let lost = [Scenario::TimeoutAfter, Scenario::TimeoutDeclined].contains(&scenario);
        if first && lost {
            return Err(GatewayError::unknown("no answer in time"));
        }
        Ok(outcome)
    }

    async fn look_up(&self, inquiry: &Inquiry<Capture>) -> Answer<Heard<Outcome>> {
        if Scenario::of(&inquiry.request.token) == Scenario::Down {
            return Err(unreachable());
        }
        let (mut tx, _) = self.begin().await?;
        let heard = match tx.payment(&inquiry.request.key).await? {
            Some(payment) if payment.request != inquiry.request => return Err(conflict()),
            Some(payment) => Heard::Found(payment.outcome),
            None => Heard::Never,
        };
        tx.commit().await?;
        Ok(heard)
    }

    async fn cancel(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        let capture = &inquiry.request;
        let (mut tx, now) = self.begin().await?;
        let cancelled = |reference: &str| Outcome::Cancelled {
            reference: Some(reference.to_owned()),
        };
        let outcome = match tx.payment(&capture.key).await? {
            Some(payment) if payment.request != *capture => return Err(conflict()),
            Some(payment) => match payment.outcome {
                Outcome::Processing { .. } => {
                    let text = "it is on its way and cannot be stopped";
                    return Err(GatewayError::refused(Refusal::Unfit, text));
                }
                Outcome::RequiresAction { .. } => {
                    let outcome = cancelled(&payment.reference);
                    let end = (outcome.clone(), now);
                    self.becomes(&mut tx, &payment, end).await?;
                    outcome
                }
                outcome @ (Outcome::Succeeded(_)
                | Outcome::Declined { .. }
                | Outcome::Cancelled { .. }) => outcome,
            },
            None => {
                // Kept, so that the same request on a long way round finds it.
                let reference = name("pay", capture.key.as_str());
                let outcome = cancelled(&reference);
                tx.keep_payment((&reference, false), capture, &outcome)
                    .await?;
                outcome
            }
        };
        tx.commit().await?;
        Ok(outcome)
    }

    async fn resume(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        match self.look_up(inquiry).await? {
            Heard::Found(outcome) => Ok(outcome),
            Heard::Never => Err(missing("no such payment")),
        }
    }

    async fn refund(&self, refund: &Refund) -> Answer<RefundOutcome> {
        let (mut tx, now) = self.begin().await?;
        let outcome = match tx.refund(&refund.key).await? {
            Some(row) if row.request != *refund => return Err(conflict()),
            Some(row) => row.outcome,
            None => self.give_back(&mut tx, refund, now).await?,
        };
        tx.commit().await?;
        Ok(outcome)
    }

    async fn look_up_refund(&self, inquiry: &Inquiry<Refund>) -> Answer<Heard<RefundOutcome>> {
        let (mut tx, _) = self.begin().await?;
        let heard = match tx.refund(&inquiry.request.key).await? {
            Some(row) if row.request != inquiry.request => return Err(conflict()),
            Some(row) => Heard::Found(row.outcome),
            None => Heard::Never,
        };
        tx.commit().await?;
        Ok(heard)
    }

    async fn taken(&self, since: Instant, after: Option<&str>) -> Answer<Page> {
        let (mut tx, _) = self.begin().await?;
        let rows = tx.payments(after.unwrap_or_default(), PAGE).await?;
        tx.commit().await?;
        let mut page = Page::default();
        for (reference, key, outcome) in rows {
            page.next = Some(reference);
            if let Outcome::Succeeded(captured) = outcome
                && captured.at >= since
            {
                let key = Some(key);
                page.taken.push(Taken { key, captured });
            }
        }
        Ok(page)
    }

    async fn set_up(&self, set_up: &SetUp) -> Answer<Started> {
        let (mut tx, _) = self.begin().await?;
        if let Some(row) = tx.set_up(&set_up.key).await? {
            if row.request != *set_up {
                return Err(conflict());
            }
            return Ok(row.started);
        }
        plain(set_up)?;
        let key = set_up.key.as_str();
        let reference = name("set", key);
        let customer = set_up.customer.clone();
        let row = SetUpRow {
            request: set_up.clone(),
            started: Started {
                entry: Entry::Frame(self.page("enter", &reference)),
                customer: Some(customer.unwrap_or_else(|| name("cus", key))),
                reference,
            },
            entered: None,
            outcome: SetUpOutcome::Waiting,
        };
        tx.keep_set_up(&row).await?;
        tx.commit().await?;
        Ok(row.started)
    }

    async fn saved(&self, reference: &str) -> Answer<SetUpOutcome> {
        let (mut tx, _) = self.begin().await?;
        let row = tx.set_up_called(reference).await?;
        tx.commit().await?;
        row.map(|row| row.outcome)
            .ok_or_else(|| missing("no such set-up"))
    }

    async fn detach(&self, token: &str) -> Answer<()> {
        let (mut tx, _) = self.begin().await?;
        tx.detach(token).await?;
        tx.commit().await
    }

    fn event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Instant,
        secrets: &[Secret],
    ) -> Result<Event, EventError> {
        read_event(headers, body, now, secrets)
    }
}

impl Sandbox {
    async fn give_back(&self, tx: &mut Tx, refund: &Refund, now: Instant) -> Answer<RefundOutcome> {
        let unfit = |text: &str| Err(GatewayError::refused(Refusal::Unfit, text));
        let Some(payment) = tx.payment_called(&refund.capture).await? else {
            return Err(missing("no such payment"));
        };
        let Outcome::Succeeded(captured) = &payment.outcome else {
            return unfit("nothing was captured");
        };
        if refund.amount.currency != captured.amount.currency || refund.amount.minor <= 0 {
            return unfit("not an amount of that capture");
        }
        let gone = tx.refunded(&payment.reference).await? + payment.returned_minor;
        if refund.amount.minor > captured.amount.minor - gone {
            return unfit("more than is left of the capture");
        }
        let scenario = Scenario::of(&payment.request.token);
        let reference = name("re", refund.key.as_str());
        let pace = (now, self.rules.pace);
        let (outcome, later) = plan::refund(refund, &reference, &scenario, pace);
        tx.keep_refund(&reference, refund, &outcome).await?;
        for (seconds, step) in later {
            tx.schedule(&reference, now.plus_seconds(seconds), &step)
                .await?;
        }
        let what = Happening::Refund(outcome.clone());
        let event = event(Some(&refund.key), &payment.reference, (what, now))?;
        let travel = plan::travel(&scenario, true, self.rules.pace);
        tx.tell(&event, now, travel).await?;
        Ok(outcome)
    }
}

/// Refuses a token that was detached.
async fn attached(tx: &mut Tx, token: &str) -> Answer<()> {
    if tx.is_detached(token).await? {
        return Err(missing("the method was detached"));
    }
    Ok(())
}

/// Refuses what cannot be entered, and addresses that would not stay what they are in a header or
/// a page.
fn plain(set_up: &SetUp) -> Answer<()> {
    let unfit = |text: &str| Err(GatewayError::refused(Refusal::Unfit, text));
    let web = |text: &str| {
        let known = text.starts_with("https://") || text.starts_with("http://");
        let odd =
            |char: char| char.is_whitespace() || char.is_control() || ";,'\"<>".contains(char);
        known && !text.contains(odd)
    };
    match set_up.method {
        Method::BankTransfer => unfit("a transfer is no saved method"),
        Method::Card | Method::SepaDebit if web(&set_up.origin) && web(&set_up.return_url) => {
            Ok(())
        }
        Method::Card | Method::SepaDebit => unfit("not an address of a portal"),
    }
}

fn conflict() -> GatewayError {
    GatewayError::refused(Refusal::Conflict, "same key, other content")
}

fn missing(text: &str) -> GatewayError {
    GatewayError::refused(Refusal::Missing, text)
}

/// See [`Gateway::minimum`].
pub fn smallest(method: Method, currency: Currency) -> Option<Money> {
    match method {
        Method::Card => Some(minimum(currency)),
        Method::SepaDebit if currency == Currency::EUR => Some(minimum(currency)),
        Method::SepaDebit | Method::BankTransfer => None,
    }
}

/// What pages must allow for entries that are framed from there.
pub fn policy(pages: &str) -> PagePolicy {
    let start = pages.find("://").map_or(0, |at| at + 3);
    let rest = pages.get(start..).unwrap_or_default();
    let end = rest.find('/').map_or(pages.len(), |at| start + at);
    PagePolicy {
        frames: vec![pages.get(..end).unwrap_or_default().to_owned()],
        ..PagePolicy::default()
    }
}

/// See [`Gateway::event`].
pub fn read_event(
    headers: &HeaderMap,
    body: &[u8],
    now: Instant,
    secrets: &[Secret],
) -> Result<Event, EventError> {
    let header = headers.get(SIGNATURE).and_then(|it| it.to_str().ok());
    verify(header, body, now, secrets)?;
    serde_json::from_slice(body).map_err(|_| EventError::Garbled)
}
