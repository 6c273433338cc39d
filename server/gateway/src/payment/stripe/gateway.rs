use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;
use serde::Deserialize;

use super::api::{Api, Fault, Form};
use super::event::read_event;
use super::units::{smallest, to_stripe};
use super::wire::{Intent, List, Mandate, RefundObject, SetUpObject};
use crate::payment::client::Client;
use crate::payment::{
    Capabilities, Capture, Decline, Entry, Event, EventError, Gateway, GatewayError, Heard,
    Inquiry, Key, Outcome, Page, PagePolicy, Refund, RefundOutcome, Refusal, Secret, SetUp,
    SetUpOutcome, Started, Taken,
};

/// What the adapter goes by.
#[derive(Clone, Debug)]
pub struct StripeRules {
    /// The address of the API, `https://api.stripe.com`.
    pub base: String,
    /// The provider's secret key.
    pub secret_key: Secret,
    /// The provider's public key, for the elements in the browser.
    pub public_key: String,
    /// How long an answer is waited for.
    pub patience: Duration,
}

/// Payments by Stripe.
#[derive(Clone, Debug)]
pub struct Stripe {
    api: Api,
    public_key: String,
}

/// So long after the first try a key is still known for certain; Stripe forgets it after 24 hours.
const KEY_SECONDS: i64 = 23 * 3600;
/// How far our clock may be ahead of Stripe's, in seconds.
const SKEW: i64 = 300;
/// So many pages of a hundred are read to find a key.
const PAGES: usize = 50;
/// Where the elements come from.
const SCRIPT: &str = "https://js.stripe.com/v3/";

type Answer<T> = Result<T, GatewayError>;

#[derive(Deserialize)]
struct Customer {
    id: String,
}

impl Stripe {
    /// Makes ready; nothing is connected yet.
    #[must_use]
    pub fn new(rules: StripeRules) -> Self {
        let client = Client::new(rules.patience);
        Self {
            api: Api::new(&rules.base, rules.secret_key, client),
            public_key: rules.public_key,
        }
    }

    async fn send(&self, capture: &Capture) -> Answer<Outcome> {
        let form = payment(capture)?;
        let key = Some(capture.key.as_str());
        match self.api.post("/v1/payment_intents", &form, key).await {
            Ok(intent) => Intent::outcome(intent, None),
            Err(Fault::Declined { code, intent }) => Ok(Outcome::Declined {
                reference: intent,
                decline: Decline::of(&code),
            }),
            Err(Fault::Error(error)) => Err(error),
        }
    }

    async fn intent(&self, reference: &str) -> Answer<Intent> {
        let path = format!("/v1/payment_intents/{}", path_part(reference)?);
        let query = vec![("expand[]", "latest_charge".to_owned())];
        Ok(self.api.get(&path, &query).await?)
    }

    /// What Stripe has under a key, by reading only.
    async fn find(&self, inquiry: &Inquiry<Capture>) -> Answer<Option<Intent>> {
        if let Some(reference) = &inquiry.reference {
            return self.intent(reference).await.map(Some);
        }
        let since = inquiry.first_tried_at.seconds() - SKEW;
        let mut after = None;
        for _ in 0..PAGES {
            let mut query = vec![
                ("limit", "100".to_owned()),
                ("created[gte]", since.to_string()),
                ("expand[]", "data.latest_charge".to_owned()),
            ];
            let customer = inquiry.request.customer.clone();
            query.extend(customer.map(|it| ("customer", it)));
            query.extend(after.map(|it| ("starting_after", it)));
            let list: List<Intent> = self.api.get("/v1/payment_intents", &query).await?;
            after = list.data.last().map(|it| it.id.clone());
            let ours = |it: &Intent| is_order(it.metadata.order.as_deref(), &inquiry.request.key);
            if let Some(found) = list.data.into_iter().find(ours) {
                return Ok(Some(found));
            }
            if !list.has_more || after.is_none() {
                return Ok(None);
            }
        }
        Err(GatewayError::unknown(
            "too many payments to find one by its key",
        ))
    }
}

fn is_order(order: Option<&str>, key: &Key) -> bool {
    order == Some(key.as_str())
}

/// What Stripe calls a thing, as a part of a path.
fn path_part(reference: &str) -> Answer<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if !reference.is_empty() && reference.bytes().all(plain) {
        Ok(reference)
    } else {
        Err(GatewayError::refused(
            Refusal::Missing,
            "no name of Stripe's",
        ))
    }
}

fn kind(method: Method) -> Answer<&'static str> {
    match method {
        Method::Card => Ok("card"),
        Method::SepaDebit => Ok("sepa_debit"),
        Method::BankTransfer => {
            let text = "transfers do not go by Stripe";
            Err(GatewayError::refused(Refusal::Unfit, text))
        }
    }
}

/// The smallest amount, none where the method does not take the currency.
fn least(method: Method, currency: Currency) -> Option<Money> {
    match method {
        Method::Card => Some(smallest(currency)),
        Method::SepaDebit if currency == Currency::EUR => Some(smallest(currency)),
        Method::SepaDebit | Method::BankTransfer => None,
    }
}

fn payment(capture: &Capture) -> Answer<Form> {
    let unfit = |text: &str| GatewayError::refused(Refusal::Unfit, text);
    let amount = capture.amount;
    let least = least(capture.method, amount.currency);
    let least = least.ok_or_else(|| unfit("not in that currency"))?;
    if amount.minor < least.minor {
        return Err(unfit("below the smallest amount"));
    }
    let mut form = vec![
        ("amount", to_stripe(amount)?.to_string()),
        ("currency", amount.currency.code().to_ascii_lowercase()),
        ("payment_method", capture.token.clone()),
        ("payment_method_types[]", kind(capture.method)?.to_owned()),
        ("confirm", "true".to_owned()),
        ("metadata[order]", capture.key.to_string()),
        ("expand[]", "latest_charge".to_owned()),
    ];
    let description = Some(capture.description.clone()).filter(|it| !it.is_empty());
    form.extend(description.map(|it| ("description", it)));
    form.extend(capture.customer.clone().map(|it| ("customer", it)));
    if capture.present {
        form.extend(capture.return_url.clone().map(|it| ("return_url", it)));
    } else {
        form.push(("off_session", "true".to_owned()));
    }
    Ok(form)
}

#[async_trait]
impl Gateway for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            cards: true,
            bank_debit: true,
            redirect: false,
            stored_tokens: true,
            refunds: true,
            lookup: true,
        }
    }

    fn minimum(&self, method: Method, currency: Currency) -> Option<Money> {
        least(method, currency)
    }

    fn page_policy(&self) -> PagePolicy {
        let all = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        PagePolicy {
            scripts: all(&["https://js.stripe.com"]),
            frames: all(&["https://js.stripe.com", "https://hooks.stripe.com"]),
            connects: all(&["https://api.stripe.com"]),
        }
    }

    async fn capture(&self, capture: &Capture) -> Answer<Outcome> {
        self.send(capture).await
    }

    async fn look_up(&self, inquiry: &Inquiry<Capture>) -> Answer<Heard<Outcome>> {
        let age = inquiry.now.seconds() - inquiry.first_tried_at.seconds();
        let sure = inquiry.reference.is_none() && age < KEY_SECONDS;
        if inquiry.may_send && sure {
            let outcome = self.send(&inquiry.request).await?;
            // The answer to a key is that of the first time: it may be old.
            let reference = outcome.reference().filter(|_| !outcome.is_final());
            return Ok(Heard::Found(match reference {
                Some(reference) => self.intent(reference).await?.outcome(None)?,
                None => outcome,
            }));
        }
        Ok(match self.find(inquiry).await? {
            Some(intent) => Heard::Found(intent.outcome(None)?),
            None => Heard::Never,
        })
    }

    async fn cancel(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        let Some(intent) = self.find(inquiry).await? else {
            return Ok(Outcome::Cancelled { reference: None });
        };
        let id = intent.id.clone();
        match intent.outcome(None)? {
            Outcome::Processing { .. } => {
                let text = "it is on its way and cannot be stopped";
                Err(GatewayError::refused(Refusal::Unfit, text))
            }
            Outcome::RequiresAction { .. } => {
                let path = format!("/v1/payment_intents/{}/cancel", path_part(&id)?);
                let end: Result<Intent, Fault> = self.api.post(&path, &Vec::new(), None).await;
                match end {
                    Ok(intent) => intent.outcome(None),
                    // He may have confirmed in between.
                    Err(_) => self.intent(&id).await?.outcome(None),
                }
            }
            end
            @ (Outcome::Succeeded(_) | Outcome::Declined { .. } | Outcome::Cancelled { .. }) => {
                Ok(end)
            }
        }
    }

    async fn resume(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        let found = self.find(inquiry).await?;
        let missing = || GatewayError::refused(Refusal::Missing, "no such payment");
        found.ok_or_else(missing)?.outcome(None)
    }

    async fn refund(&self, refund: &Refund) -> Answer<RefundOutcome> {
        if refund.amount.minor <= 0 {
            let text = "a refund is above zero";
            return Err(GatewayError::refused(Refusal::Unfit, text));
        }
        let form = vec![
            ("payment_intent", refund.capture.clone()),
            ("amount", to_stripe(refund.amount)?.to_string()),
            ("metadata[order]", refund.key.to_string()),
        ];
        let key = Some(refund.key.as_str());
        let object: RefundObject = self.api.post("/v1/refunds", &form, key).await?;
        object.outcome()
    }

    async fn look_up_refund(&self, inquiry: &Inquiry<Refund>) -> Answer<Heard<RefundOutcome>> {
        let refund = &inquiry.request;
        let query = vec![
            ("payment_intent", refund.capture.clone()),
            ("limit", "100".to_owned()),
        ];
        let list: List<RefundObject> = self.api.get("/v1/refunds", &query).await?;
        let ours = |it: &RefundObject| is_order(it.metadata.order.as_deref(), &refund.key);
        match list.data.into_iter().find(ours) {
            Some(object) => Ok(Heard::Found(object.outcome()?)),
            None if list.has_more => Err(GatewayError::unknown("too many refunds")),
            None => Ok(Heard::Never),
        }
    }

    async fn taken(&self, since: Instant, after: Option<&str>) -> Answer<Page> {
        let mut query = vec![
            ("limit", "100".to_owned()),
            ("created[gte]", since.seconds().to_string()),
            ("expand[]", "data.latest_charge".to_owned()),
        ];
        query.extend(after.map(|it| ("starting_after", it.to_owned())));
        let list: List<Intent> = self.api.get("/v1/payment_intents", &query).await?;
        let last = list.data.last().map(|it| it.id.clone());
        let mut page = Page {
            next: last.filter(|_| list.has_more),
            ..Page::default()
        };
        for intent in list.data {
            let order = intent.metadata.order.clone();
            // What of another kind stands in between is none of ours.
            if let Ok(Outcome::Succeeded(captured)) = intent.outcome(None) {
                let key = order.and_then(|order| Key::new(order).ok());
                page.taken.push(Taken { key, captured });
            }
        }
        Ok(page)
    }

    async fn set_up(&self, set_up: &SetUp) -> Answer<Started> {
        let method = kind(set_up.method)?;
        let customer = match &set_up.customer {
            Some(customer) => customer.clone(),
            None => {
                let email = set_up.email.clone().map(|it| ("email", it));
                let key = format!("{}/customer", set_up.key);
                let form = email.into_iter().collect();
                let made: Customer = self.api.post("/v1/customers", &form, Some(&key)).await?;
                made.id
            }
        };
        let form = vec![
            ("customer", customer.clone()),
            ("payment_method_types[]", method.to_owned()),
            ("usage", "off_session".to_owned()),
            ("metadata[order]", set_up.key.to_string()),
        ];
        let key = Some(set_up.key.as_str());
        let object: SetUpObject = self.api.post("/v1/setup_intents", &form, key).await?;
        let secret = object.client_secret;
        Ok(Started {
            reference: object.id,
            customer: Some(customer),
            entry: Entry::Elements {
                script: SCRIPT.to_owned(),
                public_key: self.public_key.clone(),
                client_secret: secret
                    .ok_or_else(|| GatewayError::unknown("a set-up without its secret"))?,
            },
        })
    }

    async fn saved(&self, reference: &str) -> Answer<SetUpOutcome> {
        let path = format!("/v1/setup_intents/{}", path_part(reference)?);
        let query = vec![("expand[]", "payment_method".to_owned())];
        let object: SetUpObject = self.api.get(&path, &query).await?;
        let mandate = match &object.mandate {
            Some(mandate) => {
                let path = format!("/v1/mandates/{}", path_part(mandate)?);
                let mandate: Mandate = self.api.get(&path, &Form::new()).await?;
                mandate.reference()
            }
            None => None,
        };
        object.outcome(mandate)
    }

    async fn detach(&self, token: &str) -> Answer<()> {
        let path = format!("/v1/payment_methods/{}/detach", path_part(token)?);
        let end: Result<serde_json::Value, Fault> = self.api.post(&path, &Vec::new(), None).await;
        match end.map_err(GatewayError::from) {
            // It was detached before, or never attached.
            Ok(_)
            | Err(GatewayError::Refused {
                refusal: Refusal::Missing | Refusal::Unfit,
                ..
            }) => Ok(()),
            Err(error) => Err(error),
        }
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
