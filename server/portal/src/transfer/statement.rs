//! Money that stands in the statements of a bank (CAMT.053).

use std::collections::BTreeMap;
use std::sync::Arc;

use gateway::payment::manual::{Entry, Statement, StatementError, read};
use serde::Serialize;

use super::settle::{Come, settle};
use super::told::Arrived;
use crate::desk::Desk;
use crate::failure::Failure;
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
    /// What was booked before: so many entries.
    pub known: u64,
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
            let mut seen = BTreeMap::new();
            for entry in &statement.entries {
                let source = source(statement, entry, &mut seen);
                let (id, place) = (statement.id.clone(), entry.place.clone());
                if let Some(why) = not_ours(entry) {
                    report.ignored.push(Ignored {
                        statement: id,
                        entry: place,
                        why,
                    });
                    continue;
                }
                match self.book(self.come(entry, source)).await {
                    Ok(Some(arrived)) => report.booked.push(Booked {
                        statement: id,
                        entry: place,
                        arrived,
                    }),
                    Ok(None) => report.known += 1,
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

    fn come(&self, entry: &Entry, source: String) -> Come {
        let today = self.clock.now().utc_date();
        let texts = [
            entry.creditor_reference.as_deref().unwrap_or_default(),
            entry.remittance.as_str(),
            entry.end_to_end.as_deref().unwrap_or_default(),
        ];
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        Come {
            source: Some(source),
            on: entry.booked_on.or(entry.value_on).unwrap_or(today),
            amount: entry.amount,
            reference: texts.join(" "),
            party: entry.party.clone(),
            iban: entry.iban.clone(),
            account: None,
            said: None,
            actor: ACTOR.to_owned(),
        }
    }

    async fn book(&self, come: Come) -> Result<Option<Arrived>, Failure> {
        let of = Arc::new((come, Arc::clone(&self.reception.ids)));
        let now = self.clock.now();
        let done: Result<Option<Arrived>, Denied> = self
            .db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { settle(tx, (&of.1, now), &of.0).await })
            })
            .await;
        done.map_err(|denied| match denied {
            Denied::Failed(failure) => failure,
            Denied::Useless(why) | Denied::Unfit(why) => Failure::internal(why),
            Denied::Unknown | Denied::KeyReused => Failure::internal("an entry names nothing"),
        })
    }
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

/// What an entry is booked once by: the bank's reference, with what tells entries apart to which a
/// bank gives the same. Without one its place in the statement, which has the same name when it
/// comes again.
fn source(statement: &Statement, entry: &Entry, seen: &mut BTreeMap<String, u32>) -> String {
    let account = &statement.account;
    let Some(reference) = &entry.bank_reference else {
        return format!("bank:{account}:statement:{}:{}", statement.id, entry.place);
    };
    let on = entry
        .booked_on
        .map(|day| day.to_string())
        .unwrap_or_default();
    let amount = entry.amount.plain();
    let source = format!("bank:{account}:{on}:{amount}:{reference}");
    let n = seen.entry(source.clone()).or_default();
    *n += 1;
    if *n == 1 {
        source
    } else {
        format!("{source}:{n}")
    }
}
