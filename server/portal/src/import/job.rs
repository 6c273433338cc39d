//! One import at work: its transaction, what it has found out, and what it reports.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::time::Instant;
use serde::Serialize;
use store::audit::Act;
use store::import::{AccountFacts, Known};
use store::{StoreError, Tx};

use super::books::Line;
use super::digest::{self, Fields};
use super::report::{Adapters, ImportReport, LineError};
use crate::ids::Ids;

/// What does not change while an import runs, and may be run again.
pub(super) struct Frame {
    pub now: Instant,
    pub ids: Arc<Ids>,
    pub partial: bool,
    pub adapters: Adapters,
    pub done: AtomicU64,
}

/// What a row is, measured by what was imported under its `ref` before.
pub(super) enum Verdict {
    New,
    /// Master data with other content: the object, and the fields.
    Changed(String, Vec<String>),
}

/// A row that is to be written.
pub(super) struct Fresh<'b, T> {
    pub line: &'b Line<T>,
    pub verdict: Verdict,
}

impl<T> Fresh<'_, T> {
    /// The object: the known one, or a new one.
    pub(super) fn id(&self, new: impl FnOnce() -> String) -> String {
        match &self.verdict {
            Verdict::New => new(),
            Verdict::Changed(id, ..) => id.clone(),
        }
    }

    /// Whether the field is to be written.
    pub(super) fn touches(&self, field: &str) -> bool {
        match &self.verdict {
            Verdict::New => true,
            Verdict::Changed(_, fields) => fields.iter().any(|name| name == field),
        }
    }
}

/// Notes what is wrong with one line.
pub(super) struct Flaws<'a> {
    line: u64,
    before: usize,
    refused: &'a mut Vec<LineError>,
}

impl Flaws<'_> {
    pub(super) fn add(&mut self, field: impl Into<String>, reason: impl Into<String>) {
        self.refused.push(LineError::new(self.line, field, reason));
    }

    /// Whether nothing was noted.
    pub(super) fn none(&self) -> bool {
        self.refused.len() == self.before
    }

    /// A value, or what is wrong with the field.
    pub(super) fn take<T, E: ToString>(
        &mut self,
        field: impl Into<String>,
        value: Result<T, E>,
    ) -> Option<T> {
        value
            .map_err(|error| self.add(field, error.to_string()))
            .ok()
    }

    /// The flaw that the settings have no adapter of that name.
    pub(super) fn set(&mut self, field: impl Into<String>, known: &[String], name: &str) {
        if !known.iter().any(|known| known == name) {
            self.add(field, format!("{name:?} is not in the settings"));
        }
    }

    /// What a name stands for, or the flaw that there is no such thing.
    pub(super) fn find<'m, V>(
        &mut self,
        field: impl Into<String>,
        known: &'m HashMap<String, V>,
        name: &str,
    ) -> Option<&'m V> {
        let found = known.get(name);
        if found.is_none() {
            self.add(field, format!("names {name:?}, which is not there"));
        }
        found
    }
}

/// The scope of the provider's own part of the audit trail.
pub(super) const PROVIDER: &str = "provider";

/// An import at work.
pub(super) struct Job<'a> {
    pub tx: &'a mut Tx,
    pub frame: &'a Frame,
    pub report: ImportReport,
    pub acts: Vec<Act>,
    /// New rows by scope of the audit trail and type.
    pub added: std::collections::BTreeMap<(String, &'static str), u64>,
    /// The accounts that the file names, as they stand after its own.
    pub accounts: HashMap<String, AccountFacts>,
}

impl Job<'_> {
    /// What of the lines of a type is to be written; equal ones are counted and left alone. A field
    /// that is a fact and differs is refused.
    pub(super) async fn judge<'b, T: Serialize>(
        &mut self,
        kind: &'static str,
        lines: &'b [Line<T>],
        fact: fn(&str) -> bool,
    ) -> Result<Vec<Fresh<'b, T>>, StoreError> {
        let references: Vec<&str> = lines.iter().map(|line| line.reference.as_str()).collect();
        let mut known = store::import::known(self.tx, kind, &references).await?;
        let mut fresh = Vec::new();
        for line in lines {
            let verdict = match known.remove(&line.reference) {
                None => Verdict::New,
                Some(known) => {
                    let before: Fields = serde_json::from_str(&known.digest)
                        .map_err(|error| StoreError::unreadable("imported.digest", error))?;
                    let fields = digest::changed(&before, &line.digest());
                    if fields.is_empty() {
                        self.report.unchanged += 1;
                        self.step();
                        continue;
                    }
                    if let Some(field) = fields.iter().find(|field| fact(field)) {
                        let reason = "was imported with another value, and facts are not changed";
                        self.flaws(line.line).add(field, reason);
                        self.step();
                        continue;
                    }
                    Verdict::Changed(known.object_id, fields)
                }
            };
            fresh.push(Fresh { line, verdict });
        }
        Ok(fresh)
    }

    /// Notes what is wrong with a line.
    pub(super) fn flaws(&mut self, line: u64) -> Flaws<'_> {
        let refused = &mut self.report.refused;
        Flaws {
            line,
            before: refused.len(),
            refused,
        }
    }

    /// The id of an account that the file names.
    pub(super) fn account(&self, name: &str) -> Option<String> {
        self.accounts.get(name).map(|it| it.id.clone())
    }

    /// One row more is done.
    pub(super) fn step(&self) {
        self.frame.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a row that was written, for the report and the audit trail.
    pub(super) fn wrote<T: Serialize>(
        &mut self,
        kind: &'static str,
        row: &Fresh<'_, T>,
        scope: &str,
        object: &str,
    ) -> Known {
        match &row.verdict {
            Verdict::New => {
                self.report.added += 1;
                *self.added.entry((scope.to_owned(), kind)).or_default() += 1;
            }
            Verdict::Changed(_, fields) => {
                self.report.updated += 1;
                let detail = serde_json::json!({ "fields": fields, "ref": row.line.reference });
                self.act(
                    scope,
                    "import.updated",
                    &format!("{kind} {object}"),
                    &detail,
                );
            }
        }
        self.step();
        Known {
            reference: row.line.reference.clone(),
            digest: serde_json::json!(row.line.digest()).to_string(),
            object_id: object.to_owned(),
        }
    }

    /// Notes an act for the audit trail.
    fn act(&mut self, scope: &str, action: &str, subject: &str, detail: &serde_json::Value) {
        self.acts.push(Act {
            scope: scope.to_owned(),
            at: self.frame.now,
            actor: "command line".to_owned(),
            address: String::new(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_string(),
        });
    }

    /// Appends all acts to the audit trail, under the locks of their accounts.
    pub(super) async fn audit(&mut self) -> Result<(), StoreError> {
        let mut by_scope: HashMap<String, serde_json::Map<String, serde_json::Value>> =
            HashMap::new();
        for ((scope, kind), count) in std::mem::take(&mut self.added) {
            let counts = by_scope.entry(scope).or_default();
            counts.insert(kind.to_owned(), count.into());
        }
        let mut scopes: Vec<_> = by_scope.into_iter().collect();
        scopes.sort_by(|a, b| a.0.cmp(&b.0));
        for (scope, counts) in scopes {
            self.act(&scope, "import.added", "file", &counts.into());
        }
        let mut scopes: Vec<&str> = self.acts.iter().map(|act| act.scope.as_str()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        store::import::account_locks(self.tx, &scopes).await?;
        store::audit::append(self.tx, &self.acts, crate::chain::link).await
    }
}
