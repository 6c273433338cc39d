//! Usage: rows of days, without a `ref` of their own.

use std::collections::HashMap;

use model::invoice::LineKind;
use store::usage::Charge;
use store::{StoreError, import};

use super::books::{Books, Line};
use super::job::{Job, PROVIDER};
use crate::usage::{Came, Row, Whose, ingest, readings};

/// From where these readings come, as the store keeps it, and the type of their rows.
const KIND: &str = "usage";

pub(super) async fn write(job: &mut Job<'_>, lines: &[Line<Row>]) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let known = whose(job, lines).await?;
    let now = job.frame.now;
    let (mut all, mut counts) = (Vec::new(), Vec::with_capacity(lines.len()));
    for line in lines {
        let mut flaws = job.flaws(line.line);
        let whose = known.get(&line.row.subscription);
        let mut wrong = |field: String, reason: String| flaws.add(field, reason);
        let own = readings(&line.row, whose, now, &mut wrong);
        counts.extend(flaws.none().then_some(own.len()));
        all.extend(own);
        job.step();
    }
    let came = ingest(job.tx, (now, "import"), &all).await?;
    let mut came = came.as_slice();
    let mut written = 0;
    for count in counts {
        let (own, rest) = came.split_at(count.min(came.len()));
        came = rest;
        let counted = if own.contains(&Came::Again) {
            &mut job.report.updated
        } else if own.contains(&Came::New) {
            &mut job.report.added
        } else {
            &mut job.report.unchanged
        };
        *counted += 1;
        written += u64::from(own.iter().any(|it| *it != Came::Known));
    }
    if written > 0 {
        *job.added.entry((PROVIDER.to_owned(), KIND)).or_default() += written;
    }
    Ok(())
}

/// The subscriptions that rows name, with today's date where they are.
async fn whose(
    job: &mut Job<'_>,
    lines: &[Line<Row>],
) -> Result<HashMap<String, Whose>, StoreError> {
    let mut names: Vec<&str> = lines
        .iter()
        .map(|line| line.row.subscription.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    let found = import::subscriptions(job.tx, &names).await?;
    crate::usage::whose(job.tx, found, job.frame.now).await
}

/// What the usage of the file's accounts costs in the month in which it is there; what their
/// invoices charge of any month counts as charged, less what their credit notes give back.
pub(super) async fn charges(job: &mut Job<'_>, books: &Books) -> Result<Vec<Charge>, StoreError> {
    let ids: Vec<&str> = job.accounts.values().map(|it| it.id.as_str()).collect();
    let invoiced = books.invoices.iter().flat_map(|it| &it.row.lines);
    let noted = books.credit_notes.iter().flat_map(|it| &it.row.lines);
    if invoiced
        .chain(noted)
        .any(|line| line.kind == LineKind::Usage)
    {
        store::usage::adopt(job.tx, &ids).await?;
    }
    let found = store::usage::charges(job.tx, &ids).await?;
    Ok(crate::usage::of_today(found, job.frame.now))
}
