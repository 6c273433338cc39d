//! What is to be printed, as plain data.

use model::billing_account::{BankAccount, Method};
use model::invoice::{LineKind, Party};
use model::money::Money;
use model::statement::StatementPart;
use model::text::Language;
use model::time::{Date, Period};

/// What kind of document it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An invoice.
    Invoice {
        /// When it is due.
        due_on: Date,
    },
    /// A credit note; its amounts are above zero.
    CreditNote {
        /// The number of the invoice that it corrects.
        invoice: String,
        /// The date on that invoice.
        issued_on: Date,
    },
}

/// An invoice or a credit note, as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoicePaper {
    /// What kind of document it is.
    pub kind: Kind,
    /// The language of its words.
    pub language: Language,
    /// Its number.
    pub number: String,
    /// The date on it.
    pub issued_on: Date,
    /// Whether it was made elsewhere: this is a copy of it, and no e-invoice.
    pub copy: bool,
    /// Who issued it.
    pub seller: Party,
    /// To whom.
    pub buyer: Party,
    /// By what the seller knows the buyer.
    pub customer: String,
    /// Where e-invoices for the buyer go.
    pub buyer_email: String,
    /// The buyer's own reference.
    pub own_reference: Option<String>,
    /// The lines in order.
    pub lines: Vec<PaperLine>,
    /// Tax by rate and category.
    pub groups: Vec<PaperGroup>,
    /// Σ of the lines.
    pub net: Money,
    /// Σ of the tax.
    pub tax: Money,
    /// The whole.
    pub total: Money,
    /// How it is settled.
    pub settling: Settling,
}

/// How an invoice is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settling {
    /// Where the seller takes transfers.
    pub bank: Option<BankAccount>,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// The page on which it can be paid.
    pub page: Option<String>,
}

/// Whom to ask about a document (EN 16931, BG-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// A person or a department.
    pub name: String,
    /// By telephone.
    pub phone: String,
    /// By mail; also where e-invoices come from.
    pub email: String,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLine {
    /// Its place, from 1.
    pub n: u32,
    /// What it is for.
    pub kind: LineKind,
    /// Its text as issued.
    pub text: String,
    /// The name of the subscription.
    pub subscription: Option<String>,
    /// The service period.
    pub period: Option<Period>,
    /// How many: a plain decimal.
    pub quantity: Option<String>,
    /// The price of one, in major units.
    pub unit_price: Option<String>,
    /// The net amount.
    pub net: Money,
    /// Percent of tax: a plain decimal.
    pub tax_rate: String,
    /// The category of tax (UNTDID 5305).
    pub tax_category: String,
}

/// Tax of one rate and category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperGroup {
    /// Percent: a plain decimal.
    pub rate: String,
    /// The category (UNTDID 5305).
    pub category: String,
    /// Σ of the net lines.
    pub net: Money,
    /// Tax on it.
    pub tax: Money,
}

/// The movements of an account between two days, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementPaper {
    /// The language of its words.
    pub language: Language,
    /// Who keeps the account.
    pub seller: Party,
    /// Whose account it is.
    pub buyer: Party,
    /// By what the seller knows the buyer.
    pub customer: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The day on which it was made.
    pub made_on: Date,
    /// What moved.
    pub part: StatementPart,
}

/// What was received, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptPaper {
    /// The language of its words.
    pub language: Language,
    /// Its number.
    pub number: String,
    /// The date on it.
    pub issued_on: Date,
    /// Who received the money.
    pub seller: Party,
    /// From whom.
    pub buyer: Party,
    /// By what the seller knows the buyer.
    pub customer: String,
    /// The payment's own name, for support.
    pub payment: String,
    /// By what means it was paid.
    pub method: Method,
    /// The brand and the last digits of that, as far as they are known.
    pub known_by: Option<String>,
    /// The day on which it was received.
    pub received_on: Date,
    /// What was paid.
    pub parts: Vec<ReceiptPart>,
    /// What was received.
    pub amount: Money,
    /// What was taken from credit at the same time.
    pub credit: Money,
    /// What of the amount became credit.
    pub bought: Money,
}

/// An invoice on a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptPart {
    /// Its number.
    pub number: String,
    /// What of it was paid from credit.
    pub credit: Money,
    /// What was received for it.
    pub received: Money,
}
