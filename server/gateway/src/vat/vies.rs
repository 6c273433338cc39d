use std::time::Duration;

use async_trait::async_trait;
use axum::body::Bytes;
use http::{Request, header};
use http_body_util::Full;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Question, Unanswered, VatService};
use crate::payment::Client;

/// The REST interface of VIES, the service of the European Commission.
pub const VIES: &str = "https://ec.europa.eu/taxation_customs/vies/rest-api";

/// The code for a number whose form no member state knows; every other is one of trouble.
const NO_NUMBER: &str = "INVALID_INPUT";

/// VIES, which passes questions on to the member states.
#[derive(Clone, Debug)]
pub struct Vies {
    base: String,
    client: Client,
}

impl Vies {
    /// VIES at an address, answers awaited for so long.
    #[must_use]
    pub fn new(base: &str, patience: Duration) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            client: Client::new(patience),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    valid: Option<bool>,
    request_identifier: Option<String>,
    #[serde(default)]
    error_wrappers: Vec<Trouble>,
}

#[derive(Deserialize)]
struct Trouble {
    error: String,
}

#[async_trait]
impl VatService for Vies {
    async fn ask(&self, question: &Question) -> Result<Answer, Unanswered> {
        let (country, number) = &question.number;
        let mut body = json!({ "countryCode": country, "vatNumber": number });
        if let (Some((country, number)), Some(fields)) = (&question.asker, body.as_object_mut()) {
            fields.insert("requesterMemberStateCode".to_owned(), json!(country));
            fields.insert("requesterNumber".to_owned(), json!(number));
        }
        let request = Request::post(format!("{}/check-vat-number", self.base))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(Full::new(Bytes::from(body.to_string())));
        let request = request.map_err(unanswered)?;
        let reply = self.client.send(request).await.map_err(unanswered)?;
        if reply.status.is_server_error() {
            return Err(Unanswered(format!("status {}", reply.status.as_u16())));
        }
        read(&reply.body)
    }
}

fn unanswered(error: impl ToString) -> Unanswered {
    Unanswered(error.to_string())
}

/// Trouble comes with a status of 200 as well.
fn read(body: &[u8]) -> Result<Answer, Unanswered> {
    let reply: Reply = serde_json::from_slice(body).map_err(unanswered)?;
    match (reply.error_wrappers.first(), reply.valid) {
        (Some(trouble), _) if trouble.error == NO_NUMBER => Ok(Answer {
            valid: false,
            reference: None,
        }),
        (Some(trouble), _) => Err(Unanswered(trouble.error.clone())),
        (None, Some(valid)) => Ok(Answer {
            valid,
            reference: reply.request_identifier.filter(|it| !it.is_empty()),
        }),
        (None, None) => Err(Unanswered("neither valid nor not".to_owned())),
    }
}
