use std::collections::HashMap;
use std::sync::Arc;

use model::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{StoreError, Tx, import};

use super::facts::once;
use super::{Came, Row, ingest, readings, whose};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::session::secret;
use crate::session::trail::{Deed, note};

/// How many readings one batch holds at most.
pub const BATCH: usize = 10_000;

/// What became of a batch, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// With a reading of a day that had none.
    pub added: u64,
    /// With another reading of a day that had one.
    pub updated: u64,
    /// With nothing that was not there already.
    pub unchanged: u64,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// Which, from 1.
    pub row: usize,
    /// The field; `.` for the row as a whole.
    pub field: String,
    /// Why, in words for the provider.
    pub reason: String,
}

/// Why a batch was not taken; nothing of it was.
#[derive(Debug)]
pub enum Refused {
    /// Rows that are wrong.
    Rows(Vec<RowError>),
    /// More readings than a batch may hold.
    TooMany,
    /// The key of the request was used for another batch before.
    KeyReused,
    /// It cannot be done, for a reason of ours.
    Failed(Failure),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// So many flaws are told at once.
const TOLD: usize = 100;

struct Batch {
    rows: Vec<(usize, Row)>,
    /// Who: `key:key_…`, `command line`.
    actor: String,
    /// The request's own key, and the fingerprint of what it holds.
    once: Option<(String, String)>,
    now: Instant,
}

impl Desk {
    /// Takes a batch of usage in for somebody, all of it or nothing. The same request again, by its
    /// own key, is answered as it was.
    ///
    /// # Errors
    /// When a row is wrong, there are too many, or it cannot be done.
    pub async fn take_usage(
        &self,
        actor: &str,
        once: Option<&str>,
        rows: Vec<serde_json::Value>,
    ) -> Result<Taken, Refused> {
        let body = serde_json::to_vec(&rows).unwrap_or_default();
        let batch = Arc::new(Batch {
            rows: read(rows)?,
            actor: actor.to_owned(),
            once: once.map(|once| (once.to_owned(), secret::digest(&body))),
            now: self.clock.now(),
        });
        self.db
            .write(move |tx| {
                let batch = Arc::clone(&batch);
                Box::pin(async move { take(tx, &batch).await })
            })
            .await
    }
}

/// The rows, each with its place. They are the import's, whose type may be named.
fn read(rows: Vec<serde_json::Value>) -> Result<Vec<(usize, Row)>, Refused> {
    let (mut good, mut wrong) = (Vec::with_capacity(rows.len()), Vec::new());
    for (row, mut value) in (1..).zip(rows) {
        let kind = value
            .as_object_mut()
            .and_then(|fields| fields.remove("type"));
        if kind.is_some_and(|kind| kind != "usage") {
            wrong.push(flaw(row, "type", "is not usage"));
            continue;
        }
        match serde_path_to_error::deserialize::<_, Row>(value) {
            Ok(read) => good.push((row, read)),
            Err(error) => {
                let path = error.path().to_string();
                let (field, reason) = crate::import::flaw(&path, &error.inner().to_string());
                wrong.push(flaw(row, &field, &reason));
            }
        }
    }
    let days = |row: &Row| row.values.as_ref().map_or(1, Vec::len);
    if good.iter().map(|(_, row)| days(row)).sum::<usize>() > BATCH {
        return Err(Refused::TooMany);
    }
    refuse(wrong)?;
    Ok(good)
}

fn flaw(row: usize, field: &str, reason: &str) -> RowError {
    RowError {
        row,
        field: field.to_owned(),
        reason: reason.to_owned(),
    }
}

fn refuse(mut wrong: Vec<RowError>) -> Result<(), Refused> {
    wrong.truncate(TOLD);
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refused::Rows(wrong))
    }
}

async fn take(tx: &mut Tx, batch: &Batch) -> Result<Taken, Refused> {
    let owner = batch.actor.clone();
    if let Some((once, digest)) = &batch.once {
        let row = (owner.as_str(), once.as_str());
        if let Some(before) = store::idempotency::answered(tx, row).await? {
            return again(&before, digest);
        }
    }
    let taken = enter(tx, batch).await?;
    let deed = Deed {
        at: batch.now,
        actor: owner.clone(),
        address: String::new(),
        action: "usage.added",
        subject: owner.replacen(':', " ", 1),
        detail: json!(taken),
    };
    note(tx, &[], &deed).await?;
    if let Some((once, digest)) = &batch.once {
        let answer = json!(taken).to_string();
        let row = (owner.as_str(), once.as_str());
        store::idempotency::keep(tx, row, (digest, &answer), batch.now).await?;
    }
    Ok(taken)
}

fn again(before: &store::idempotency::Answered, digest: &str) -> Result<Taken, Refused> {
    if before.digest != digest {
        return Err(Refused::KeyReused);
    }
    let taken = serde_json::from_str(&before.answer);
    Ok(taken.map_err(|error| StoreError::unreadable("idempotency.answer", error))?)
}

async fn enter(tx: &mut Tx, batch: &Batch) -> Result<Taken, Refused> {
    let names = batch.rows.iter().map(|(_, row)| row.subscription.as_str());
    let found = import::subscriptions(tx, &once(names.collect())).await?;
    let known: HashMap<_, _> = whose(tx, found, batch.now).await?;
    let (mut all, mut counts, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for (place, row) in &batch.rows {
        let mut told = |field: String, reason: String| wrong.push(flaw(*place, &field, &reason));
        let own = readings(row, known.get(&row.subscription), batch.now, &mut told);
        counts.push(own.len());
        all.extend(own);
    }
    refuse(wrong)?;
    let came = ingest(tx, (batch.now, "api"), &all).await?;
    let (mut taken, mut came) = (Taken::default(), came.as_slice());
    for count in counts {
        let (own, rest) = came.split_at(count.min(came.len()));
        came = rest;
        *taken.count(own) += 1;
    }
    Ok(taken)
}

impl Taken {
    /// Where a row with these readings is counted.
    pub(crate) fn count(&mut self, own: &[Came]) -> &mut u64 {
        if own.contains(&Came::Again) {
            &mut self.updated
        } else if own.contains(&Came::New) {
            &mut self.added
        } else {
            &mut self.unchanged
        }
    }
}
