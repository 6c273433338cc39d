//! Documents, as files for the browser to keep.

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use model::caller::Caller;
use model::currency::Currency;
use model::document::{File, Form};
use model::fault::{Answer, Fault};
use model::statement::StatementQuery;

use crate::edge::finish::busy;
use crate::form::Target;
use crate::front::Front;
use crate::page;

/// The addresses of documents, and the form that stands at each.
const INVOICES: [(&str, Form); 3] = [
    ("/invoices/{id}/invoice.pdf", Form::Pdf),
    ("/invoices/{id}/xrechnung.xml", Form::Xrechnung),
    ("/invoices/{id}/lines.csv", Form::Csv),
];

const CREDIT_NOTES: [(&str, Form); 3] = [
    ("/credit-notes/{id}/credit-note.pdf", Form::Pdf),
    ("/credit-notes/{id}/xrechnung.xml", Form::Xrechnung),
    ("/credit-notes/{id}/lines.csv", Form::Csv),
];

/// Where a receipt stands.
const RECEIPT: &str = "/receipts/{id}/receipt.pdf";

/// Where the code of the transfer for an invoice stands.
const CODE: &str = "/invoices/{id}/transfer.svg";

/// What answers with a document.
#[must_use]
pub fn targets() -> Vec<Target> {
    let mut targets = vec![
        ("/statement.csv", get(statement_table)),
        ("/statement.pdf", get(statement_pdf)),
        (RECEIPT, get(receipt)),
        (CODE, get(code)),
    ];
    targets.extend(INVOICES.map(|(at, form)| {
        let answer = async move |State(front): State<Front>, Path(id), request: Request| {
            let caller = caller(&request);
            let file = invoice(&front, caller, id, form).await;
            handed_out(front, request, file).await
        };
        (at, get(answer))
    }));
    targets.extend(CREDIT_NOTES.map(|(at, form)| {
        let answer = async move |State(front): State<Front>, Path(id), request: Request| {
            let caller = caller(&request);
            let file = credit_note(&front, caller, id, form).await;
            handed_out(front, request, file).await
        };
        (at, get(answer))
    }));
    targets
}

async fn statement_table(State(front): State<Front>, request: Request) -> Response {
    let (caller, (asked, _)) = (caller(&request), asked(&request));
    let file = statement(&front, caller, asked, None).await;
    handed_out(front, request, file).await
}

async fn statement_pdf(State(front): State<Front>, request: Request) -> Response {
    let (caller, (asked, currency)) = (caller(&request), asked(&request));
    let file = match currency {
        Some(currency) => statement(&front, caller, asked, Some(currency)).await,
        None => Err(Fault::NotFound),
    };
    handed_out(front, request, file).await
}

async fn receipt(State(front): State<Front>, Path(id): Path<String>, request: Request) -> Response {
    let caller = caller(&request);
    let file = receipt_file(&front, caller, &id).await;
    handed_out(front, request, file).await
}

async fn receipt_file(front: &Front, caller: Answer<Caller>, id: &str) -> Answer<File> {
    let (caller, id) = (caller?, id.parse().map_err(|_| Fault::NotFound)?);
    front.door.show_receipt_file(&caller, id).await
}

async fn code(State(front): State<Front>, Path(id): Path<String>, request: Request) -> Response {
    let caller = caller(&request);
    match transfer_code(&front, caller, &id).await {
        Ok(picture) => ([(CONTENT_TYPE, "image/svg+xml")], picture).into_response(),
        Err(fault) => handed_out(front, request, Err(fault)).await,
    }
}

async fn transfer_code(front: &Front, caller: Answer<Caller>, id: &str) -> Answer<String> {
    let (caller, id) = (caller?, id.parse().map_err(|_| Fault::NotFound)?);
    front.door.show_transfer_code(&caller, id).await
}

/// From which day to which, and in which currency.
fn asked(request: &Request) -> (StatementQuery, Option<Currency>) {
    let query = request.uri().query().unwrap_or_default();
    let value = |wanted| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let found = pairs.find(|(name, _)| name == wanted);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let asked = StatementQuery {
        from: value("from"),
        to: value("to"),
    };
    (asked, value("currency").parse().ok())
}

async fn statement(
    front: &Front,
    caller: Answer<Caller>,
    asked: StatementQuery,
    pdf: Option<Currency>,
) -> Answer<File> {
    front.door.show_statement_file(&caller?, asked, pdf).await
}

async fn invoice(front: &Front, caller: Answer<Caller>, id: String, form: Form) -> Answer<File> {
    let (caller, id) = (caller?, id.parse().map_err(|_| Fault::NotFound)?);
    front.door.show_invoice_file(&caller, id, form).await
}

async fn credit_note(
    front: &Front,
    caller: Answer<Caller>,
    id: String,
    form: Form,
) -> Answer<File> {
    let (caller, id) = (caller?, id.parse().map_err(|_| Fault::NotFound)?);
    front.door.show_credit_note_file(&caller, id, form).await
}

/// Taken out of the request, which no task may hold on to while it waits.
fn caller(request: &Request) -> Answer<Caller> {
    let caller = request.extensions().get().cloned();
    caller.ok_or(Fault::SignedOut)
}

/// The file, or the page that says why there is none.
async fn handed_out(front: Front, request: Request, file: Answer<File>) -> Response {
    let fault = match file {
        Ok(file) => return whole(file),
        Err(fault) => fault,
    };
    match fault {
        Fault::SignedOut => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            let place = request.uri().path_and_query();
            query.append_pair("next", place.map_or("/", |place| place.as_str()));
            Redirect::to(&format!("/sign-in?{}", query.finish())).into_response()
        }
        Fault::NotFound => page::missing(State(front), request).await,
        Fault::Unavailable => busy(),
        Fault::Forbidden
        | Fault::Invalid(_)
        | Fault::Conflict
        | Fault::Declined
        | Fault::Internal(_) => {
            let status = StatusCode::from_u16(fault.status()).unwrap_or_default();
            (status, format!("{fault}\n")).into_response()
        }
    }
}

fn whole(file: File) -> Response {
    let (media, name) = (file.form.media(), name(&file));
    let mut answer = file.content.into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    answer
}

/// A PDF may be shown, the rest is kept (RFC 6266). Of the name only what every file system takes:
/// a number is what the provider's template makes of it.
fn name(file: &File) -> String {
    let safe = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    let signs = file.name.chars();
    let number: String = signs
        .map(|sign| if safe(sign) { sign } else { '-' })
        .collect();
    let how = match file.form {
        Form::Pdf => "inline",
        Form::Xrechnung | Form::Csv => "attachment",
    };
    format!("{how}; filename=\"{number}{}\"", file.form.ending())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_becomes_a_name_that_no_system_misreads() {
        let file = File {
            name: "R/2026\"\r\n7 ü".to_owned(),
            form: Form::Xrechnung,
            content: Vec::new(),
        };
        let name = name(&file);
        assert_eq!(name, "attachment; filename=\"R-2026---7---xrechnung.xml\"");
    }
}
