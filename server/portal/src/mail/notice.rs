use gateway::payment::DeclineKind;
use model::id::{AccountId, InvoiceId, MessageId, PaymentId};
use model::money::Money;
use model::text::Language;
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use store::outbox::NewMessage;
use store::person::Person;

/// What a mail is about, as it waits in the outbox: never with a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Notice {
    /// A link that sets a new password. Its secret is made when the mail is handed over.
    ResetLink,
    /// The password was changed.
    PasswordChanged {
        /// When.
        at: Instant,
        /// From which network address.
        address: String,
    },
    /// Somebody signed in with a browser that was not known.
    NewDevice {
        /// When.
        at: Instant,
        /// From which network address.
        address: String,
        /// What the browser calls itself.
        agent: String,
    },
    /// What is open on invoices of an account.
    Owed(Owed),
    /// A payment of an account has succeeded.
    Paid(Paid),
    /// A billing account was changed, or what it pays.
    Payer(PayerChange),
    /// Credit has fallen below what the customer named.
    Low(LowCredit),
    /// Credit is withdrawn.
    Withdrawn(Withdrawn),
}

/// What is told of credit that is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// What the account is called.
    pub account: String,
    /// Its language.
    pub language: Language,
    /// How much it is about.
    pub amount: Money,
    /// What of it goes by a transfer, and to which bank account (masked).
    pub transfer: Option<(String, Money)>,
    /// What the provider says to it.
    pub note: Option<String>,
    /// What has become of it.
    pub how: WithdrawnHow,
}

/// What has become of a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnHow {
    /// It was asked for.
    Asked,
    /// Its transfer was sent.
    Sent,
    /// Its transfer is not sent.
    Rejected,
    /// A part of it could not go back to where it was taken.
    Failed,
}

/// What is told of credit that is low.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowCredit {
    /// What the account is called.
    pub account: String,
    /// Its language.
    pub language: Language,
    /// What is available.
    pub left: Money,
    /// What the customer named.
    pub least: Money,
}

/// A change of billing accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerChange {
    /// What the account is called.
    pub account: String,
    /// Who did it.
    pub who: String,
    /// When.
    pub at: Instant,
    /// What was done.
    pub what: PayerChanged,
    /// How the billing account is recognised; by hand if absent.
    pub method: Option<String>,
    /// The reference of the mandate that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<String>,
}

/// What was done to a billing account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayerChanged {
    /// It was added.
    Added,
    /// It was removed.
    Removed,
    /// Another card or bank account took the place of the old one.
    Replaced,
    /// Its name, address, limit or who shares it.
    Changed,
    /// Whose it is.
    Owner,
    /// It became the default.
    Default,
    /// It is asked first for a subscription.
    Assigned,
}

/// What is told of a payment that has succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// The payment.
    pub payment: PaymentId,
    /// What the account is called.
    pub account: String,
    /// Its language, for a reader who is nobody known.
    pub language: Language,
    /// What was captured.
    pub amount: Money,
    /// When, in the account's zone.
    pub on: Date,
    /// How a person recognises the billing account; absent for those who may not see it.
    pub from: Option<String>,
    /// What it was for: these invoices, or credit if there are none.
    pub invoices: Vec<PaidInvoice>,
}

/// An invoice that a payment was for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaidInvoice {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
}

/// A charge that comes by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coming {
    /// When.
    pub on: Date,
    /// How much, after credit.
    pub amount: Money,
    /// How a person recognises the billing account; absent for those who may not see it.
    pub from: Option<String>,
}

/// A charge that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// How a person recognises the billing account; absent for those who may not see it.
    pub from: Option<String>,
    /// Why, for the reader.
    pub kind: DeclineKind,
    /// The code, for support.
    pub code: String,
    /// When it is tried again, if it is.
    pub again_on: Option<Date>,
}

/// What is told of debts: one mail a day gathers them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// What the account is called.
    pub account: String,
    /// Its language, for a reader who is nobody known.
    pub language: Language,
    /// What is open, by due day.
    pub invoices: Vec<OwedInvoice>,
    /// Whether what was suspended is in service again, because nothing is overdue any more.
    #[serde(default)]
    pub restored: bool,
}

/// What not paying leads to. Subscriptions are not named: not every reader knows of each
/// (ADR 0013).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// What the invoice is for will be suspended.
    Ahead {
        /// When.
        on: Date,
    },
    /// It is suspended from now on.
    Suspended {
        /// When it will be terminated.
        ends_on: Date,
        /// When its data are deleted then.
        deleted_on: Date,
    },
    /// It is terminated.
    Terminated {
        /// When its data are deleted.
        deleted_on: Date,
    },
}

/// An invoice of which something is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwedInvoice {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// When it is or was due.
    pub due_on: Date,
    /// Whether that day is past.
    pub overdue: bool,
    /// What is open.
    pub open: Money,
    /// What not paying leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<Stop>,
    /// The charge that comes by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<Coming>,
    /// The charge that was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

impl Owed {
    /// The same for a reader who may not know which billing account pays.
    #[must_use]
    pub fn without_payers(&self) -> Self {
        let mut owed = self.clone();
        for it in &mut owed.invoices {
            if let Some(charge) = &mut it.charge {
                charge.from = None;
            }
            if let Some(refused) = &mut it.refused {
                refused.from = None;
            }
        }
        owed
    }
}

impl Notice {
    /// The name of the kind, as the outbox knows it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ResetLink => "reset_link",
            Self::PasswordChanged { .. } => "password_changed",
            Self::NewDevice { .. } => "new_device",
            Self::Owed(_) => "owed",
            Self::Paid(_) => "paid",
            Self::Payer(_) => "payer",
            Self::Low(_) => "low_credit",
            Self::Withdrawn(_) => "withdrawn",
        }
    }
    /// The message to a person that waits in the outbox.
    pub(crate) fn message(
        &self,
        id: MessageId,
        at: Instant,
        account: Option<&AccountId>,
        person: &Person,
    ) -> NewMessage {
        NewMessage {
            id,
            kind: self.kind(),
            account: account.cloned(),
            person: Some(person.id.0.clone()),
            recipient: person.email.clone(),
            payload: self.payload(),
            at,
        }
    }

    /// As the outbox keeps it.
    pub(crate) fn payload(&self) -> String {
        serde_json::json!(self).to_string()
    }
}
