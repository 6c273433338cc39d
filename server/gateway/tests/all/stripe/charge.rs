//! PaymentIntents of the double.

use serde_json::{Value, json};

use super::book::{Answer, Book, Due, Form, field, missing, refused, succeed};

/// What a test method does: its name behind `pm_`.
fn word(method: &str) -> &str {
    method.strip_prefix("pm_").unwrap_or(method)
}

/// Codes that are no `card_declined`.
const OWN_CODES: [&str; 4] = [
    "expired_card",
    "incorrect_cvc",
    "processing_error",
    "authentication_required",
];

const DECLINES: [&str; 9] = [
    "insufficient_funds",
    "expired_card",
    "incorrect_cvc",
    "lost_card",
    "stolen_card",
    "do_not_honor",
    "card_velocity_exceeded",
    "generic_decline",
    "authentication_required",
];

impl Book {
    /// POST /v1/payment_intents
    pub fn create(&mut self, form: &Form, now: i64) -> Answer {
        let method = field(form, "payment_method").unwrap_or_default();
        let amount: i64 = field(form, "amount").unwrap().parse().unwrap();
        let currency = field(form, "currency").unwrap();
        let debit = field(form, "payment_method_types[]") == Some("sepa_debit");
        if self.detached.contains(method) || (debit && currency != "eur") {
            return refused(400, "invalid_request_error", "");
        }
        if amount < 30 {
            return refused(400, "invalid_request_error", "amount_too_small");
        }
        let id = self.name("pi");
        let intent = json!({
            "id": id, "object": "payment_intent", "amount": amount, "amount_received": 0,
            "currency": currency, "customer": field(form, "customer"), "created": now,
            "payment_method": method, "status": "requires_confirmation", "livemode": false,
            "metadata": {"order": field(form, "metadata[order]")}, "charge": null,
            "next_action": null, "last_payment_error": null,
            "client_secret": format!("{id}_secret_x"),
        });
        self.intents.push(intent);
        let away = field(form, "off_session") == Some("true");
        let back = field(form, "return_url").is_some();
        self.confirmed(&id, (word(method), debit), (away, back), now)
    }

    fn confirmed(
        &mut self,
        id: &str,
        (word, debit): (&str, bool),
        (away, back): (bool, bool),
        now: i64,
    ) -> Answer {
        let word = match word {
            "authenticate" if away => "authentication_required",
            "timeout_declined" => "insufficient_funds",
            word => word,
        };
        if DECLINES.contains(&word) && !debit {
            return self.decline(id, word, now);
        }
        let intent = self.intent(id).unwrap();
        let mut due = None;
        let kind = match word {
            "authenticate" => {
                ask(intent, id, back);
                "payment_intent.requires_action"
            }
            word if debit || word == "slow" => {
                intent["status"] = json!("processing");
                let fails = DECLINES.contains(&word);
                due = Some(if fails { "failed" } else { "succeeded" });
                "payment_intent.processing"
            }
            word => {
                succeed(intent, now);
                due = (word == "disputed").then_some("disputed");
                "payment_intent.succeeded"
            }
        };
        let (object, told) = (intent.clone(), plain(intent));
        self.events.push((kind, told, now));
        let later = |what| Due {
            at: now + 60,
            intent: id.to_owned(),
            what,
        };
        self.due.extend(due.map(later));
        (200, object)
    }

    fn decline(&mut self, id: &str, word: &str, now: i64) -> Answer {
        let code = if OWN_CODES.contains(&word) {
            word
        } else {
            "card_declined"
        };
        let problem = json!({"type": "card_error", "code": code, "decline_code": word});
        let intent = self.intent(id).unwrap();
        intent["status"] = json!("requires_payment_method");
        intent["last_payment_error"] = problem.clone();
        let intent = intent.clone();
        let kind = "payment_intent.payment_failed";
        self.events.push((kind, plain(&intent), now));
        let mut error = problem;
        error["payment_intent"] = intent;
        error["message"] = json!("Your card was declined.");
        (402, json!({ "error": error }))
    }

    /// Somebody answers at the page of his bank.
    pub fn answer(&mut self, id: &str, yes: bool, now: i64) {
        let intent = self.intent(id).unwrap();
        if intent["status"] != "requires_action" {
            return;
        }
        let kind = if yes {
            succeed(intent, now);
            "payment_intent.succeeded"
        } else {
            intent["status"] = json!("requires_payment_method");
            let code = "payment_intent_authentication_failure";
            intent["last_payment_error"] = json!({"type": "invalid_request_error", "code": code});
            "payment_intent.payment_failed"
        };
        let object = plain(intent);
        self.events.push((kind, object, now));
    }

    /// POST /v1/payment_intents/…/cancel
    pub fn cancel(&mut self, id: &str, now: i64) -> Answer {
        let Some(intent) = self.intent(id) else {
            return missing();
        };
        let open = ["requires_action", "requires_payment_method"];
        if !open.contains(&intent["status"].as_str().unwrap()) {
            let code = "payment_intent_unexpected_state";
            return refused(400, "invalid_request_error", code);
        }
        intent["status"] = json!("canceled");
        let object = intent.clone();
        let kind = "payment_intent.canceled";
        self.events.push((kind, plain(&object), now));
        (200, object)
    }

    /// GET /v1/payment_intents, the newest first.
    pub fn list_intents(&self, form: &Form) -> Answer {
        let customer = field(form, "customer");
        let since: i64 = field(form, "created[gte]").map_or(0, |it| it.parse().unwrap());
        let limit: usize = field(form, "limit").map_or(10, |it| it.parse().unwrap());
        let fits = |it: &&Value| {
            let his = customer.is_none_or(|customer| it["customer"] == customer);
            his && it["created"].as_i64().unwrap() >= since
        };
        let all: Vec<&Value> = self.intents.iter().rev().filter(fits).collect();
        let after = field(form, "starting_after");
        let start = after.map_or(0, |id| {
            all.iter().position(|it| it["id"] == id).unwrap() + 1
        });
        let page: Vec<_> = all[start..].iter().take(limit.min(100)).collect();
        let more = start + page.len() < all.len();
        (
            200,
            json!({"object": "list", "url": "/v1/payment_intents", "data": page, "has_more": more}),
        )
    }
}

/// Asks for strong authentication: by an address, where one to come back to was given.
fn ask(intent: &mut Value, id: &str, back: bool) {
    intent["status"] = json!("requires_action");
    let url = format!("https://hooks.stripe.com/redirect/{id}");
    intent["next_action"] = if back {
        json!({"type": "redirect_to_url", "redirect_to_url": {"url": url}})
    } else {
        json!({"type": "use_stripe_sdk"})
    };
}

/// As it is told where nobody asked for the charge's object.
pub fn plain(intent: &Value) -> Value {
    let mut intent = intent.clone();
    intent["latest_charge"] = intent["charge"]["id"].clone();
    intent
}

/// As it is told where the charge's object was asked for.
pub fn expanded(intent: &mut Value) {
    if intent["object"] == "payment_intent" {
        intent["latest_charge"] = intent["charge"].clone();
    }
}
