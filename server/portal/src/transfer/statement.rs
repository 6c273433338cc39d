//! Money that stands in the statements of a bank (CAMT.053).

use std::sync::Arc;

use gateway::payment::manual::{Entry, Statement, StatementError, read};
use model::id::TransferId;
use model::time::Instant;
use serde::Serialize;
use store::{Tx, transfer};

use super::known::{Mark, Marks, Place, day};
use super::settle::{Come, settle};
use super::told::Arrived;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::parked::Denied;

/// Who books what stands in statements, as the audit trail names it.
const ACTOR: &str = "statement";

/// An entry of a statement that was booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Booked {
    /// The bank's name for the statement.
    pub statement: String,
    /// Its place there.
    pub entry: String,
    /// What became of it.
    #[serde(flatten)]
    pub arrived: Arrived,
}

/// An entry of a statement that was booked before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The bank's name for the statement.
    pub statement: String,
    /// Its place there.
    pub entry: String,
    /// As what it was booked.
    pub known: TransferId,
}

/// An entry of a statement that is not for us to book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// The bank's name for the statement.
    pub statement: String,
    /// Its place there.
    pub entry: String,
    /// Why.
    pub why: &'static str,
}

/// What became of the entries of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StatementReport {
    /// What was booked now.
    pub booked: Vec<Booked>,
    /// What was booked before.
    pub known: Vec<Known>,
    /// What was left alone.
    pub ignored: Vec<Ignored>,
}

/// Why a file of statements is not taken, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum Untaken {
    /// It cannot be read: nothing was booked.
    #[error(transparent)]
    Unread(#[from] StatementError),
    /// An entry could not be booked; the same file again goes on there.
    #[error("statement {statement}, entry {entry} was not booked: the same file again goes on")]
    Broken {
        /// The bank's name for the statement.
        statement: String,
        /// Its place there.
        entry: String,
        /// Why.
        cause: Box<Failure>,
    },
}

impl Desk {
    /// Books the money that came in by a file of bank statements, each entry once however often it
    /// is told.
    ///
    /// # Errors
    /// When it cannot be read or booked.
    pub async fn import_statements(&self, file: &[u8]) -> Result<StatementReport, Untaken> {
        let mut report = StatementReport::default();
        for statement in &read(file)? {
            let mut marks = Marks::default();
            for entry in &statement.entries {
                let (id, place) = (statement.id.clone(), entry.place.clone());
                if let Some(why) = not_ours(entry) {
                    report.ignored.push(Ignored {
                        statement: id,
                        entry: place,
                        why,
                    });
                    continue;
                }
                let come = self.come(statement, entry);
                let mark = marks.next(statement, entry, &come);
                match self.book(come, mark).await {
                    Ok(Became::Booked(arrived)) => report.booked.push(Booked {
                        statement: id,
                        entry: place,
                        arrived,
                    }),
                    Ok(Became::Known(known)) => report.known.push(Known {
                        statement: id,
                        entry: place,
                        known,
                    }),
                    Err(cause) => {
                        return Err(Untaken::Broken {
                            statement: id,
                            entry: place,
                            cause: Box::new(cause),
                        });
                    }
                }
            }
        }
        Ok(report)
    }

    fn come(&self, statement: &Statement, entry: &Entry) -> Come {
        let today = self.clock.now().utc_date();
        let texts = [
            entry.creditor_reference.as_deref().unwrap_or_default(),
            entry.remittance.as_str(),
            entry.end_to_end.as_deref().unwrap_or_default(),
        ];
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        Come {
            source: None,
            on: day(statement, entry).unwrap_or(today),
            amount: entry.amount,
            reference: texts.join(" "),
            party: entry.party.clone(),
            iban: entry.iban.clone(),
            account: None,
            said: None,
            actor: ACTOR.to_owned(),
        }
    }

    async fn book(&self, come: Come, mark: Mark) -> Result<Became, Failure> {
        let of = Arc::new((come, mark, Arc::clone(&self.reception.ids)));
        let now = self.clock.now();
        let done: Result<Became, Denied> = self
            .db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { once(tx, (&of.2, now), (&of.0, &of.1)).await })
            })
            .await;
        done.map_err(|denied| match denied {
            Denied::Failed(failure) => failure,
            Denied::Useless(why) | Denied::Unfit(why) => Failure::internal(why),
            Denied::Unknown | Denied::KeyReused => Failure::internal("an entry names nothing"),
        })
    }
}

/// What became of an entry.
enum Became {
    Booked(Arrived),
    Known(TransferId),
}

/// Books an entry, if it was not booked before.
async fn once(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (come, mark): (&Come, &Mark),
) -> Result<Became, Denied> {
    let alike = transfer::alike(tx, come.on, come.amount).await?;
    let source = match mark.among(come, &alike) {
        Place::Taken(id) => return Ok(Became::Known(id)),
        Place::Free(source) => source,
    };
    let come = Come {
        source: Some(source.clone()),
        ..come.clone()
    };
    if let Some(arrived) = settle(tx, (ids, now), &come).await? {
        return Ok(Became::Booked(arrived));
    }
    // Another import has booked it in between.
    let id = transfer::by_source(tx, &source).await?;
    Ok(Became::Known(id.ok_or(Denied::Unknown)?))
}

/// Why an entry is not for us to book.
const fn not_ours(entry: &Entry) -> Option<&'static str> {
    if !entry.booked {
        Some("it is only announced")
    } else if entry.amount.minor <= 0 {
        Some("money went out")
    } else if entry.reversal || entry.return_reason.is_some() {
        Some("it takes something back")
    } else {
        None
    }
}
