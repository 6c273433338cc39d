use std::fmt;

use serde::Serialize;
use store::verify::Breach;

use super::rule::Rule;

/// What became of one invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its number: `I1`.
    pub invariant: &'static str,
    /// What has to hold, in words.
    pub rule: &'static str,
    /// What was looked at.
    pub checked: String,
    /// The first row that does not fit; none if all do.
    pub first: Option<String>,
}

impl Finding {
    pub(super) fn new(rule: Rule, checked: impl Into<String>, first: Option<String>) -> Self {
        Self {
            invariant: rule.number,
            rule: rule.words,
            checked: checked.into(),
            first,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            invariant, rule, ..
        } = self;
        match &self.first {
            None => write!(f, "ok: {rule}: {} ({invariant})", self.checked),
            Some(first) => write!(f, "FAILED: {rule}: {first} ({invariant})"),
        }
    }
}

/// What became of every invariant, one line each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Report {
    /// In the order of their names.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether every row fits.
    #[must_use]
    pub fn clean(&self) -> bool {
        self.findings.iter().all(|finding| finding.first.is_none())
    }

    /// As JSON: an array of objects with `invariant`, `rule`, `checked` and `first`.
    #[must_use]
    pub fn json(&self) -> String {
        // Texts only: cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}

/// A row that does not fit, in words. Amounts are minor units.
pub(super) fn words(breach: Breach) -> String {
    match (breach.found, breach.expected) {
        (Some(found), Some(expected)) => {
            format!("{} is {found} and should be {expected}", breach.what)
        }
        _ => breach.what,
    }
}

/// A number of things, with thousands set apart: `1,234 invoices`.
pub(super) fn counted(count: i64, things: &str) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {things}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::rule;

    #[test]
    fn a_report_is_one_line_an_invariant() {
        let report = Report {
            findings: vec![
                Finding::new(rule::BALANCED, counted(1_234_567, "transactions"), None),
                Finding::new(rule::NUMBERED, counted(1, "series"), Some("INV-7".into())),
            ],
        };
        let text = "ok: each transaction of the ledger sums to zero: 1,234,567 transactions (I1)\n\
                    FAILED: own numbers of documents have no gap: INV-7 (I7)\n";
        assert_eq!(report.to_string(), text);
        assert!(!report.clean());
        assert!(
            report
                .json()
                .starts_with(r#"[{"invariant":"I1","rule":"each transaction"#)
        );
    }
}
