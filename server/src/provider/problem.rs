use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use model::fault::Fault;
use portal::Failure;
use portal::parked::Denied;
use portal::usage::RowError;
use serde::Serialize;

/// What went wrong, as machines read it (RFC 9457).
#[derive(Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<RowError>,
}

impl Problem {
    /// A problem whose title says all.
    pub const fn new(status: StatusCode, title: &'static str) -> Self {
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail: None,
            errors: Vec::new(),
        }
    }

    /// Rows that are wrong.
    pub fn rows(errors: Vec<RowError>) -> Self {
        Self {
            errors,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Rows are wrong, nothing was taken",
            )
        }
    }

    /// The same, with the particulars.
    pub fn detail(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Why an action of the provider did nothing: what is said where nothing has that id, and by
    /// what name a failure is told.
    pub fn denied(denied: Denied, (nothing, use_case): (&'static str, &'static str)) -> Self {
        match denied {
            Denied::Unknown => Self::new(StatusCode::NOT_FOUND, nothing),
            Denied::Useless(why) => Self::new(StatusCode::CONFLICT, why),
            Denied::Unfit(why) => {
                let title = "The body does not fit";
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, title).detail(why)
            }
            Denied::KeyReused => {
                let title = "This Idempotency-Key was used for another request";
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, title)
            }
            Denied::Failed(failure) => Self::of(failure, use_case),
        }
    }

    /// A failure at the door: what it was is in the log.
    pub fn of(failure: Failure, use_case: &'static str) -> Self {
        match failure.told(use_case) {
            Fault::SignedOut => Self::new(StatusCode::UNAUTHORIZED, "No key of this API"),
            Fault::Forbidden => Self::new(StatusCode::FORBIDDEN, "The key is not for this"),
            Fault::Unavailable => Self::new(StatusCode::SERVICE_UNAVAILABLE, "Not now"),
            Fault::Internal(ticket) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Our fault").detail(ticket)
            }
            fault @ (Fault::NotFound | Fault::Invalid(_) | Fault::Conflict | Fault::Declined) => {
                Self::new(StatusCode::CONFLICT, "Refused").detail(fault)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut answer = (status, body).into_response();
        let headers = answer.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ => {}
        }
        answer
    }
}
