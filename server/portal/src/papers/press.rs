//! Where documents are typeset: beside the requests, a few at once.

use std::sync::Arc;
use std::time::Duration;

use document::{DocumentError, InvoicePaper};
use model::document::Form;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::failure::Failure;

/// So long somebody waits for a free press.
const PATIENCE: Duration = Duration::from_secs(10);

/// Does what takes a core for a moment, when one of the presses is free.
pub(crate) async fn pressed<T: Send + 'static>(
    presses: &Arc<Semaphore>,
    work: impl FnOnce() -> Result<T, DocumentError> + Send + 'static,
) -> Result<T, Failure> {
    let press = timeout(PATIENCE, Arc::clone(presses).acquire_owned()).await;
    let press = press.map_err(Failure::unavailable)?;
    let press = press.map_err(Failure::internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(press);
        done
    });
    let done = done.await.map_err(Failure::internal)?;
    done.map_err(Failure::internal)
}

/// A document in a form, if there can be one.
pub(super) fn print(paper: &InvoicePaper, form: Form) -> Result<Option<Vec<u8>>, DocumentError> {
    match form {
        Form::Pdf => pdf(paper).map(Some),
        Form::Xrechnung => {
            let written = lawful(paper, document::xrechnung(paper))?;
            Ok(written.map(String::into_bytes))
        }
        Form::Csv => Ok(None),
    }
}

/// With the e-invoice inside, but for copies and what breaks its rules.
fn pdf(paper: &InvoicePaper) -> Result<Vec<u8>, DocumentError> {
    let pdf = document::invoice(paper)?;
    if paper.copy {
        return Ok(pdf);
    }
    let hybrid = lawful(paper, document::hybrid(paper, &pdf))?;
    Ok(hybrid.unwrap_or(pdf))
}

/// What satisfies the rules of e-invoices; else nothing, and a word to the operator.
fn lawful<T>(
    paper: &InvoicePaper,
    made: Result<T, DocumentError>,
) -> Result<Option<T>, DocumentError> {
    match made {
        Ok(made) => Ok(Some(made)),
        Err(DocumentError::Rules(rules)) => {
            let number = &paper.number;
            tracing::warn!(number, rules, "cannot be an e-invoice");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
