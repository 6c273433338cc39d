use std::time::{Duration, SystemTime};

use en16931::profiles::{En16931, XRechnung};
use en16931::validation::profile::{ProfileMarker, Validated};
use en16931_formats::Syntax;
use en16931_formats::zugferd::{EmbedOptions, Metadata, embed};
use model::time::Date;

use super::semantic::semantic;
use crate::error::DocumentError;
use crate::invoice::heading;
use crate::paper::InvoicePaper;
use crate::words::Words;

/// The invoice's PDF with itself as Factur-X inside (profile EN 16931, CII): one file for people
/// and machines. The same paper and PDF give the same bytes.
///
/// # Errors
/// `Rules` when the paper does not satisfy EN 16931, `Embedding` when the PDF is no PDF/A-3.
pub fn hybrid(paper: &InvoicePaper, pdf: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let words = Words::of(paper.language)?;
    let proof = proven::<En16931>(paper, &words)?;
    let (heading, seller) = (heading(paper, &words)?, &paper.seller.name);
    let options = EmbedOptions {
        metadata: Some(Metadata {
            title: format!("{heading}, {seller}"),
            subject: format!("{heading}, {}", words.date(paper.issued_on)),
            author: seller.clone(),
        }),
        modified: Some(midnight(paper.issued_on)),
        ..EmbedOptions::default()
    };
    embed(pdf, &proof, &options).map_err(|error| DocumentError::Embedding(error.to_string()))
}

/// The invoice as XRechnung (UBL), which asks for a contact of the seller.
///
/// # Errors
/// `Rules` when the paper does not satisfy XRechnung.
pub fn xrechnung(paper: &InvoicePaper) -> Result<String, DocumentError> {
    let words = Words::of(paper.language)?;
    let proof = proven::<XRechnung>(paper, &words)?;
    Ok(en16931_formats::write(&proof, Syntax::Ubl).xml)
}

fn proven<P: ProfileMarker>(
    paper: &InvoicePaper,
    words: &Words,
) -> Result<Validated<P>, DocumentError> {
    let invoice = semantic(paper, words)?;
    Validated::new(invoice).map_err(|rejected| {
        let findings = rejected.report().fatal().map(ToString::to_string);
        DocumentError::Rules(findings.collect::<Vec<_>>().join("; "))
    })
}

/// The date of the document is the one that the file inside bears.
fn midnight(date: Date) -> SystemTime {
    let days = u64::try_from(date.days()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(days.saturating_mul(86_400))
}
