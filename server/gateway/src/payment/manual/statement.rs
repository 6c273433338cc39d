//! Bank statements in the format CAMT.053 (ISO 20022, `camt.053.001.02` and later), read into
//! entries. What cannot be read is refused as a whole: half a statement is none.

use model::money::Money;
use model::time::Date;
use roxmltree::{Document, Node, ParsingOptions};

use super::entry::{self, Part};

/// A statement of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The bank's name for it: the same statement again has the same, and so may another year's.
    pub id: String,
    /// The account, by its IBAN or however the bank numbers it.
    pub account: String,
    /// The day on which the bank made it, if it is told.
    pub made_on: Option<Date>,
    /// What stood on it before and after, where both are told and booked.
    pub balance: Option<Balance>,
    /// The entries, in the bank's order; a batch whose parts are told is its parts.
    pub entries: Vec<Entry>,
}

/// What stood on an account before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Before the first entry.
    pub opening: Money,
    /// After the last.
    pub closing: Money,
}

/// A movement of money on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the statement, `<entry>` or `<entry>/<part>` from 1.
    pub place: String,
    /// The bank's reference, if it gives one that is more than a word for none.
    pub bank_reference: Option<String>,
    /// How much: above zero came in, below zero went out.
    pub amount: Money,
    /// Whether it takes an earlier entry back; the amount says which way.
    pub reversal: bool,
    /// Whether it is booked; what is only announced has no effect.
    pub booked: bool,
    /// The day on which it was booked.
    pub booked_on: Option<Date>,
    /// The day from which it counts.
    pub value_on: Option<Date>,
    /// The payer's own reference, if he gave one.
    pub end_to_end: Option<String>,
    /// The structured reference of the creditor, such as one of ISO 11649.
    pub creditor_reference: Option<String>,
    /// What the payer wrote.
    pub remittance: String,
    /// The other party's name.
    pub party: Option<String>,
    /// The other party's IBAN.
    pub iban: Option<String>,
    /// Why it came back, as a code of the scheme, if it did.
    pub return_reason: Option<String>,
    /// How many parts a batch has that could not be told apart; 1 of all others.
    pub parts: u32,
}

/// Why a file is not taken as statements.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// Larger than any statement should be.
    #[error("larger than {LARGEST} bytes")]
    TooLarge,
    /// Not well-formed XML in UTF-8, or with a document type, entities or too many elements.
    #[error("not XML that is taken: {0}")]
    Xml(String),
    /// Another message.
    #[error("not a bank statement camt.053")]
    Other,
    /// Something that must be there is missing or cannot be read.
    #[error("statement {statement}, entry {entry}: {what}")]
    Entry {
        /// Its number in the file, from 1.
        statement: usize,
        /// The entry's number in it, from 1; 0 is the head.
        entry: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// Opening balance and entries do not make the closing balance: something is missing.
    #[error("statement {0}: the entries do not lead from the opening to the closing balance")]
    Unbalanced(usize),
}

/// Bytes of a file.
const LARGEST: usize = 16 << 20;
/// Elements and texts of a file.
const NODES: u32 = 1_000_000;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

/// Reads a file of statements.
///
/// # Errors
/// See [`StatementError`].
pub fn read(file: &[u8]) -> Result<Vec<Statement>, StatementError> {
    if file.len() > LARGEST {
        return Err(StatementError::TooLarge);
    }
    let text = str::from_utf8(file).map_err(|_| StatementError::Xml("not UTF-8".to_owned()))?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let text = text.trim_start_matches('\u{feff}');
    let document = Document::parse_with_options(text, options)
        .map_err(|error| StatementError::Xml(error.to_string()))?;
    let root = document.root_element();
    let name = root.tag_name();
    let known = name
        .namespace()
        .is_some_and(|space| space.starts_with(NAMESPACE));
    let body = child(root, "BkToCstmrStmt");
    let (true, "Document", Some(body)) = (known, name.name(), body) else {
        return Err(StatementError::Other);
    };
    let statements = children(body, "Stmt").enumerate();
    statements
        .map(|(at, node)| statement(node, at + 1))
        .collect()
}

fn statement(node: Node<'_, '_>, number: usize) -> Result<Statement, StatementError> {
    let fault = |entry: usize| {
        move |what: &'static str| StatementError::Entry {
            statement: number,
            entry,
            what,
        }
    };
    let mut entries = Vec::new();
    for (at, one) in children(node, "Ntry").enumerate() {
        let parts = entry::entries(one).map_err(fault(at + 1))?;
        let single = parts.len() == 1;
        for (part, Part(mut entry)) in parts.into_iter().enumerate() {
            entry.place = if single {
                (at + 1).to_string()
            } else {
                format!("{}/{}", at + 1, part + 1)
            };
            entries.push(entry);
        }
    }
    let statement = Statement {
        id: words(node, &["Id"]).ok_or_else(|| fault(0)("it has no name"))?,
        account: account(node).ok_or_else(|| fault(0)("it names no account"))?,
        made_on: entry::day(node, "CreDtTm").map_err(fault(0))?,
        balance: balance(node).map_err(fault(0))?,
        entries,
    };
    match statement.holds() {
        true => Ok(statement),
        false => Err(StatementError::Unbalanced(number)),
    }
}

impl Statement {
    /// Whether the booked entries lead from the opening to the closing balance.
    fn holds(&self) -> bool {
        let Some(balance) = self.balance else {
            return true;
        };
        let booked = self.entries.iter().filter(|entry| entry.booked);
        let end = booked
            .map(|entry| entry.amount)
            .try_fold(balance.opening, |sum, amount| sum.plus(amount));
        end == Ok(balance.closing)
    }
}

fn account(node: Node<'_, '_>) -> Option<String> {
    let iban = words(node, &["Acct", "Id", "IBAN"]);
    iban.or_else(|| words(node, &["Acct", "Id", "Othr", "Id"]))
}

/// Opening and closing booked balance. Where a statement has several pages, the interim ones count
/// within it.
fn balance(node: Node<'_, '_>) -> Result<Option<Balance>, &'static str> {
    let of = |codes: [&str; 2]| -> Result<Option<Money>, &'static str> {
        let all: Vec<_> = children(node, "Bal").collect();
        for code in codes {
            let fits = |it: &&Node<'_, '_>| {
                words(**it, &["Tp", "CdOrPrtry", "Cd"]).as_deref() == Some(code)
            };
            if let Some(found) = all.iter().find(fits) {
                return entry::signed(*found, None).map(Some);
            }
        }
        Ok(None)
    };
    // A previous closing balance is this one's opening.
    let both = (of(["OPBD", "PRCD"])?, of(["CLBD", "CLBD"])?);
    Ok(match both {
        (Some(opening), Some(closing)) => Some(Balance { opening, closing }),
        _ => None,
    })
}

/// The first child of that name, in whatever version of the namespace.
pub fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|it| it.tag_name().name() == name)
}

/// All children of that name.
pub fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    let all = node.children();
    all.filter(move |it| it.tag_name().name() == name)
}

/// The text at the end of a path, trimmed; none if it is empty.
pub fn words(node: Node<'_, '_>, path: &[&str]) -> Option<String> {
    let mut node = node;
    for name in path {
        node = child(node, name)?;
    }
    let text = node.text().unwrap_or_default().trim();
    (!text.is_empty()).then(|| text.to_owned())
}
