//! What the double remembers: written from Stripe's documentation, not from our adapter.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

/// Names and values of a request.
pub type Form = Vec<(String, String)>;
/// Status and body of an answer.
pub type Answer = (u16, Value);

pub fn field<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    let found = form.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

pub fn refused(status: u16, kind: &str, code: &str) -> Answer {
    let message = "a sentence that may repeat what was sent";
    let error = json!({"type": kind, "code": code, "message": message});
    (status, json!({ "error": error }))
}

pub fn missing() -> Answer {
    refused(404, "invalid_request_error", "resource_missing")
}

/// An answer that is kept under an idempotency key.
pub struct Kept {
    pub content: String,
    pub answer: Answer,
    pub at: i64,
}

/// What is due by itself.
pub struct Due {
    pub at: i64,
    pub intent: String,
    /// `succeeded`, `failed` or `disputed`.
    pub what: &'static str,
}

#[derive(Default)]
pub struct Book {
    pub intents: Vec<Value>,
    pub refunds: Vec<Value>,
    pub set_ups: Vec<Value>,
    pub detached: HashSet<String>,
    pub kept: HashMap<String, Kept>,
    pub tried: HashMap<String, u32>,
    pub due: Vec<Due>,
    pub events: Vec<(&'static str, Value, i64)>,
    pub count: u32,
}

impl Book {
    pub fn name(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}_{:08}", self.count)
    }

    pub fn intent(&mut self, id: &str) -> Option<&mut Value> {
        self.intents.iter_mut().find(|it| it["id"] == id)
    }

    /// Does what is due, and forgets keys after a day.
    pub fn settle(&mut self, now: i64) {
        self.kept.retain(|_, kept| now - kept.at < 24 * 3600);
        let (due, later) = self.due.drain(..).partition(|due| due.at <= now);
        self.due = later;
        let due: Vec<Due> = due;
        for due in due {
            let (kind, object) = self.happens(&due);
            self.events.push((kind, object, due.at));
        }
    }

    fn happens(&mut self, due: &Due) -> (&'static str, Value) {
        let intent = self.intent(&due.intent).unwrap();
        match due.what {
            "succeeded" => {
                succeed(intent, due.at);
                ("payment_intent.succeeded", intent.clone())
            }
            "failed" => {
                intent["status"] = json!("requires_payment_method");
                ("payment_intent.payment_failed", intent.clone())
            }
            _ => {
                let dispute = json!({
                    "id": "dp_1", "object": "dispute", "amount": intent["amount"],
                    "currency": intent["currency"], "payment_intent": intent["id"],
                    "reason": "fraudulent", "status": "needs_response",
                });
                ("charge.dispute.created", dispute)
            }
        }
    }

    /// POST /v1/payment_methods/…/detach
    pub fn detach(&mut self, id: &str) -> Answer {
        if self.detached.insert(id.to_owned()) {
            let method = json!({"id": id, "object": "payment_method", "customer": null});
            self.events
                .push(("payment_method.detached", method.clone(), 0));
            (200, method)
        } else {
            refused(400, "invalid_request_error", "")
        }
    }

    /// POST /v1/refunds
    pub fn refund(&mut self, form: &Form, now: i64) -> Answer {
        let of = field(form, "payment_intent").unwrap_or_default().to_owned();
        let Some(intent) = self.intent(&of).cloned() else {
            return missing();
        };
        let amount: i64 = field(form, "amount").unwrap().parse().unwrap();
        let given = self
            .refunds
            .iter()
            .filter(|it| it["payment_intent"] == of.as_str() && it["status"] != "failed");
        let given: i64 = given.map(|it| it["amount"].as_i64().unwrap()).sum();
        if amount + given > intent["amount_received"].as_i64().unwrap() {
            return refused(400, "invalid_request_error", "charge_already_refunded");
        }
        let fails = intent["payment_method"] == "pm_refund_fails";
        let refund = json!({
            "id": self.name("re"), "object": "refund", "amount": amount, "created": now,
            "currency": intent["currency"], "payment_intent": of,
            "status": if fails { "failed" } else { "succeeded" },
            "failure_reason": fails.then_some("expired_or_canceled_card"),
            "metadata": {"order": field(form, "metadata[order]")},
        });
        self.refunds.push(refund.clone());
        self.events.push(("refund.created", refund.clone(), now));
        (200, refund)
    }

    /// GET /v1/refunds
    pub fn list_refunds(&self, form: &Form) -> Answer {
        let of = field(form, "payment_intent").unwrap_or_default();
        let all = self.refunds.iter().rev();
        let all: Vec<_> = all.filter(|it| it["payment_intent"] == of).collect();
        (
            200,
            json!({"object": "list", "url": "/v1/refunds", "data": all, "has_more": false}),
        )
    }

    /// POST /v1/setup_intents
    pub fn set_up(&mut self, form: &Form, now: i64) -> Answer {
        let id = self.name("seti");
        let set_up = json!({
            "id": id, "object": "setup_intent", "status": "requires_payment_method",
            "client_secret": format!("{id}_secret_x"), "customer": field(form, "customer"),
            "payment_method": null, "mandate": null, "next_action": null,
            "last_setup_error": null, "created": now,
            "metadata": {"order": field(form, "metadata[order]")},
        });
        self.set_ups.push(set_up.clone());
        (200, set_up)
    }

    /// GET /v1/setup_intents/…
    pub fn show_set_up(&self, id: &str) -> Answer {
        let found = self.set_ups.iter().find(|it| it["id"] == id);
        found.map_or_else(missing, |it| (200, it.clone()))
    }

    /// Somebody enters a good card in Stripe's elements.
    pub fn enter(&mut self, id: &str) {
        let set_up = self.set_ups.iter_mut().find(|it| it["id"] == id).unwrap();
        set_up["status"] = json!("succeeded");
        set_up["payment_method"] = json!({
            "id": "pm_1entered", "object": "payment_method", "type": "card",
            "customer": set_up["customer"],
            "card": {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030,
                "fingerprint": "fp1"},
        });
        let mut told = set_up.clone();
        told["payment_method"] = json!("pm_1entered");
        self.events.push(("setup_intent.succeeded", told, 0));
    }
}

pub fn succeed(intent: &mut Value, now: i64) {
    intent["status"] = json!("succeeded");
    intent["amount_received"] = intent["amount"].clone();
    intent["charge"] = json!({"id": "ch_1", "object": "charge", "created": now});
    intent["next_action"] = Value::Null;
    intent["last_payment_error"] = Value::Null;
}
