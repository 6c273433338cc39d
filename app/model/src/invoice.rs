//! Invoices and credit notes, as the customer sees them.

use serde::{Deserialize, Serialize};

use crate::billing_account::{BankAccount, PayerView};
use crate::document::Forms;
use crate::id::{CheckoutId, CreditNoteId, InvoiceId, SubscriptionId};
use crate::money::Money;
use crate::page::Cursor;
use crate::payment::Flight;
use crate::time::{Date, Period};
use crate::told::Told;

mod unpaid;

pub use unpaid::{Held, StopView, UnpaidView};

/// What has become of an issued invoice: computed from the ledger, never set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    /// Nothing is settled.
    Open,
    /// A payment is in flight.
    Processing,
    /// Something is settled, something is open.
    PartPaid,
    /// Nothing is open, some of it by money or credit, or the total is nothing.
    Paid,
    /// Nothing is open, by credit notes alone.
    Credited,
    /// The provider has given the rest up.
    WrittenOff,
}

impl InvoiceState {
    /// As it is written in exports and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Processing => "processing",
            Self::PartPaid => "part_paid",
            Self::Paid => "paid",
            Self::Credited => "credited",
            Self::WrittenOff => "written_off",
        }
    }
}

/// One invoice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSummary {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What it is about: the subscription's name, else the text of the first line.
    pub title: String,
    /// The text of the first line.
    pub detail: String,
    /// The service period of the first line, if it has one.
    pub period: Option<Period>,
    /// How many lines it has.
    pub lines: u32,
    /// The date on it.
    pub issued_on: Date,
    /// When it is due.
    pub due_on: Date,
    /// The whole, with tax.
    pub total: Money,
    /// What is still to be paid.
    pub open: Money,
    /// What has become of it.
    pub state: InvoiceState,
    /// Whether it was taken back by credit notes before anything was ever paid on it.
    pub void: bool,
    /// Whether something is open past the due date.
    pub overdue: bool,
    /// The payment that is on its way for it, for who may see that.
    pub flight: Option<Flight>,
}

/// Which invoices are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceFilter {
    /// Every one.
    #[default]
    All,
    /// With something open, by due date.
    Open,
    /// With something open past the due date that is not being collected, by due date.
    Overdue,
    /// With something open that is due within the week and not being collected, by due date.
    Soon,
    /// With something open that is due after the week and not being collected, by due date.
    Later,
    /// Being collected, by due date.
    Processing,
    /// With nothing open.
    Settled,
}

/// A question for invoices. The default asks for all, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceQuery {
    /// A part of the number or of what it is about.
    pub search: String,
    /// Which ones.
    pub filter: InvoiceFilter,
    /// Where the page begins.
    pub after: Option<String>,
}

impl InvoiceQuery {
    /// The cursor, if the question carries one.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.after.clone().map(Cursor)
    }
}

/// A postal address, as it was when the document was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and number.
    pub line1: String,
    /// More of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// City.
    pub city: String,
    /// State, province, canton.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: String,
    /// Country (ISO 3166-1, two letters).
    pub country: String,
}

/// A party of a document, as it was when it was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The company, else the person.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    /// National tax number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
}

/// What a line is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A plan for a period.
    Plan,
    /// An add-on for a period.
    Addon,
    /// Once, at the beginning.
    Setup,
    /// Resources used over the limit.
    Usage,
    /// What a change gives back.
    ProrationCredit,
    /// What a change costs.
    ProrationCharge,
    /// A fee.
    Fee,
    /// Off another line.
    Coupon,
    /// Anything that the provider wrote.
    #[default]
    Manual,
}

impl LineKind {
    /// As it is written in imports and exports, and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Addon => "addon",
            Self::Setup => "setup",
            Self::Usage => "usage",
            Self::ProrationCredit => "proration_credit",
            Self::ProrationCharge => "proration_charge",
            Self::Fee => "fee",
            Self::Coupon => "coupon",
            Self::Manual => "manual",
        }
    }
}

/// A line of an invoice or credit note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// Its place, from 1.
    pub n: u32,
    /// What it is for.
    pub kind: LineKind,
    /// The text as issued.
    pub text: String,
    /// The subscription, with its name, if the caller may see it.
    pub subscription: Option<(SubscriptionId, String)>,
    /// The service period.
    pub period: Option<Period>,
    /// How many, unless it is one: a plain decimal.
    pub quantity: Option<String>,
    /// The price of one, in major units.
    pub unit_price: Option<String>,
    /// The net amount.
    pub net: Money,
    /// Percent of tax.
    pub tax_rate: String,
    /// The category of tax (UNTDID 5305: S, Z, E, AE, O, G).
    pub tax_category: String,
    /// How the net amount came to be; none for imported lines without one.
    pub derivation: Option<Told>,
}

/// Tax of one rate and category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxGroup {
    /// Percent.
    pub rate: String,
    /// The category (UNTDID 5305: S, Z, E, AE, O, G).
    pub category: String,
    /// Σ of the net lines.
    pub net: Money,
    /// Tax on it, rounded once.
    pub tax: Money,
    /// How it follows from the rate; none where it was made by another rule.
    pub rule: Option<TaxRule>,
}

/// How the tax of a group is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRule {
    /// A hundred and the rate, where the prices contain it; none where it comes on top.
    pub with: Option<String>,
    /// What came out before it was rounded, if it was.
    pub exact: Option<String>,
}

/// Something that was settled on an invoice, or went back from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementView {
    /// The day of booking.
    pub on: Date,
    /// By what.
    pub by: SettledBy,
    /// How much; below zero where money went back.
    pub amount: Money,
    /// The reference of a transfer, the name of a billing account, the number of a credit note.
    pub label: Option<String>,
    /// The payment of which it is a part, for who may see that.
    pub checkout: Option<CheckoutId>,
}

/// By what an invoice was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettledBy {
    /// Credit.
    Credit,
    /// A saved payment method.
    BillingAccount,
    /// A bank transfer.
    Transfer,
    /// Anything else that the provider booked.
    Other,
    /// A credit note.
    CreditNote,
    /// Money that went back.
    Refund,
    /// Given up by the provider.
    WriteOff,
}

/// An invoice with all that is on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceView {
    /// What the lists show of it.
    pub summary: InvoiceSummary,
    /// Today in the account's zone.
    pub today: Date,
    /// Who issued it.
    pub seller: Party,
    /// To whom.
    pub buyer: Party,
    /// The customer's own reference printed on it.
    pub own_reference: Option<String>,
    /// Where it came from, if it was made elsewhere: the seller's name for the older system's
    /// documents.
    pub imported: bool,
    /// Whether what had been paid was taken back, and has not come again.
    pub disputed: bool,
    /// The lines in order.
    pub lines: Vec<LineView>,
    /// Tax by rate and category.
    pub tax_groups: Vec<TaxGroup>,
    /// Σ of the lines.
    pub net: Money,
    /// Σ of the tax.
    pub tax: Money,
    /// What was settled, and what went back, in order.
    pub settlements: Vec<SettlementView>,
    /// Credit notes on it.
    pub credit_notes: Vec<CreditNoteView>,
    /// As which files it is handed out.
    pub forms: Forms,
    /// How what is open will be settled; none if nothing is, a payment is in flight, or the caller
    /// may not know.
    pub ahead: Option<AheadView>,
    /// Why no charge is made until the provider has looked at it, if that is so.
    pub held: Option<Held>,
    /// What happens when, while something is open that does not settle itself.
    pub unpaid: Option<UnpaidView>,
}

/// What the billing run will issue next, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextInvoice {
    /// Today in the account's zone.
    pub today: Date,
    /// The invoices of the first day on which there are some, without a number yet; empty if
    /// nothing is to come.
    pub invoices: Vec<InvoiceView>,
    /// Whether something is set aside until the provider has looked at it: it is foreseen by
    /// nobody.
    pub checked: bool,
}

/// How an open invoice will be settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AheadView {
    /// When it is collected.
    pub on: Date,
    /// What credit takes over of it.
    pub credit: Money,
    /// What is left.
    pub rest: Money,
    /// Who is charged for that; none: by hand.
    pub payer: Option<PayerView>,
    /// Where to transfer it, if nobody is charged and the seller has a bank account.
    pub bank: Option<BankAccount>,
    /// Whether there is a code of that transfer for a banking app: in euros only (EPC069-12).
    pub scan: bool,
}

/// A credit note on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNoteView {
    /// The credit note.
    pub id: CreditNoteId,
    /// Its number.
    pub number: String,
    /// The date on it.
    pub issued_on: Date,
    /// As which files it is handed out.
    pub forms: Forms,
    /// The lines, their amounts as credited (above zero).
    pub lines: Vec<LineView>,
    /// The whole, with tax.
    pub total: Money,
}
