//! The invariants that are recomputed, each with its number.

/// An invariant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// Its number: `I1`.
    pub number: &'static str,
    /// What holds, in words for the provider.
    pub words: &'static str,
}

const fn rule(number: &'static str, words: &'static str) -> Rule {
    Rule { number, words }
}

pub(super) const BALANCED: Rule = rule("I1", "each transaction of the ledger sums to zero");
pub(super) const UNCHANGED: Rule = rule(
    "I2",
    "documents, their files and the audit trail are as they were made",
);
pub(super) const CACHED: Rule = rule("I3", "cached balances are the sum of their entries");
pub(super) const SETTLED: Rule = rule("I5", "no invoice is settled beyond its total");
pub(super) const CAPTURED: Rule = rule("I6", "each payment order captured at most once");
pub(super) const NUMBERED: Rule = rule("I7", "own numbers of documents have no gap");
pub(super) const SUMMED: Rule = rule("I8", "totals are the sum of lines and tax");
pub(super) const BILLED: Rule = rule("I9", "no period is billed twice");
pub(super) const RATED: Rule = rule("I11", "usage comes to what was charged for it");
pub(super) const STEPPED: Rule = rule(
    "I12",
    "commissions took only steps that there are, and open payments are looked at",
);
pub(super) const HEARD: Rule = rule("I13", "what gateways told took effect once");
pub(super) const OWNED: Rule = rule("I14", "rows belong to the account of what they hang on");
pub(super) const AUDITED: Rule = rule("I15", "each change has its row in the audit trail");
