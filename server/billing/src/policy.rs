//! The seller's policy, with its defaults (`policy` in the import format of the specification of
//! the provider's side). What is absent in an import is the default.

use std::fmt;

use model::currency::Currency;
use model::explain::Plain;
use model::money::Money;
use model::time::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Amount, Flaw};

/// A time of day in the account's zone, written `09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay {
    minutes: u16,
}

impl TimeOfDay {
    /// Minutes since midnight, below 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.minutes
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let minutes = text.split_once(':').and_then(|(hour, minute)| {
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        });
        let time = minutes.map(|minutes| Self { minutes });
        // What is written back as it was read has no sign and no missing digit.
        time.filter(|time| time.to_string() == text)
            .ok_or("not a time of day such as 09:00")
    }
}

/// What shares an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OneInvoicePer {
    /// All that is planned for one day.
    Day,
    /// One subscription.
    Subscription,
}

/// What becomes of the running period of a subscription that was terminated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnTermination {
    /// Credited for the days from the suspension on.
    CreditFromSuspension,
    /// Stays due.
    Keep,
}

/// What a cancellation at once gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelNow {
    /// Nothing.
    Nothing,
    /// The rest, as credit.
    Credit,
    /// The rest, to its source.
    Source,
}

/// Where a proven duplicate or overpayment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surplus {
    /// To its source.
    Source,
    /// To credit.
    Credit,
}

/// A fee on what is late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateFee {
    /// Percent a year.
    pub yearly_rate: Plain,
    /// At least so much.
    #[serde(default)]
    pub minimum: Vec<Amount>,
}

/// How a seller invoices, collects and duns. Days unless another unit is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// An invoice is made so long before its period.
    pub invoice_lead_days: u32,
    /// A domain's or certificate's so long before its expiry.
    pub domain_lead_days: u32,
    /// And is due so long before it.
    pub domain_due_days: u32,
    /// Time to pay what has no other due date.
    pub payment_days: u32,
    /// Notice before an automatic charge.
    pub notice_days: u32,
    /// The hour of the automatic charge.
    pub charge_at: TimeOfDay,
    /// A declined charge is tried again so long after the due date.
    pub retry_days: Vec<u32>,
    /// Reminders, before (below zero) and after the due date.
    pub reminder_days: Vec<i32>,
    /// Suspension so long after the due date.
    pub suspend_day: u32,
    /// Termination so long after the due date.
    pub terminate_day: u32,
    /// Data are deleted so long after the end.
    pub deletion_days: u32,
    /// How long the customer may put things off.
    pub extension_days: u32,
    /// Days on which nothing is suspended or terminated.
    pub holidays: Vec<Date>,
    /// What shares an invoice.
    pub one_invoice_per: OneInvoicePer,
    /// Whether what is suspended for non-payment is invoiced.
    pub bill_suspended: bool,
    /// What termination gives back.
    pub on_termination: OnTermination,
    /// What cancellation at once gives back.
    pub cancel_now: CancelNow,
    /// A consumer's first order can be withdrawn from so long.
    pub withdrawal_days: u32,
    /// Where a surplus goes.
    pub surplus: Surplus,
    /// Whether an invoice can be paid in parts.
    pub partial_payments: bool,
    /// Whether paid-in credit can be paid out.
    pub withdrawals: bool,
    /// The least that can be added to credit.
    pub top_up_min: Vec<Amount>,
    /// The most that can be added at once.
    pub top_up_max: Vec<Amount>,
    /// The most credit that can be held.
    pub credit_max: Vec<Amount>,
    /// The fee on what is late; none unless set.
    pub late_fee: Option<LateFee>,
    /// Nothing older is charged automatically.
    pub charge_max_age_days: u32,
    /// Unusual charges above it wait for the provider.
    pub capture_brake: Vec<Amount>,
    /// A missing sample is carried forward so long.
    pub usage_gap_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            invoice_lead_days: 14,
            domain_lead_days: 30,
            domain_due_days: 14,
            payment_days: 14,
            notice_days: 3,
            charge_at: TimeOfDay { minutes: 9 * 60 },
            retry_days: vec![1, 3, 7],
            reminder_days: vec![-7, -1, 1, 5, 10],
            suspend_day: 10,
            terminate_day: 30,
            deletion_days: 30,
            extension_days: 5,
            holidays: Vec::new(),
            one_invoice_per: OneInvoicePer::Day,
            bill_suspended: false,
            on_termination: OnTermination::CreditFromSuspension,
            cancel_now: CancelNow::Nothing,
            withdrawal_days: 14,
            surplus: Surplus::Source,
            partial_payments: true,
            withdrawals: true,
            top_up_min: Vec::new(),
            top_up_max: Vec::new(),
            credit_max: Vec::new(),
            late_fee: None,
            charge_max_age_days: 45,
            capture_brake: vec![Amount {
                currency: Currency::EUR,
                amount: Plain(Decimal::new(50_000, 2)),
            }],
            usage_gap_days: 7,
        }
    }
}

impl Policy {
    /// Above so much of a currency, in minor units, an unusual charge waits for the provider.
    #[must_use]
    pub fn brake(&self, currency: Currency) -> Option<i64> {
        Self::limit(&self.capture_brake, currency)
    }

    /// What a list says of a currency, in minor units; none: nothing.
    #[must_use]
    pub fn limit(list: &[Amount], currency: Currency) -> Option<i64> {
        let own = list.iter().find(|limit| limit.currency == currency)?;
        let limit = Money::from_major(own.amount.0, currency).ok()?;
        Some(limit.minor)
    }

    /// What is wrong within it.
    #[must_use]
    pub fn check(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let minimum = self.late_fee.as_ref().map(|fee| &fee.minimum);
        let lists = [
            ("top_up_min", Some(&self.top_up_min)),
            ("top_up_max", Some(&self.top_up_max)),
            ("credit_max", Some(&self.credit_max)),
            ("capture_brake", Some(&self.capture_brake)),
            ("late_fee.minimum", minimum),
        ];
        for (list, amounts) in lists {
            for (n, amount) in amounts.into_iter().flatten().enumerate() {
                let fits = Money::from_major(amount.amount.0, amount.currency);
                if !fits.is_ok_and(|money| money.minor >= 0) {
                    let reason = "is not an amount of its currency from zero up";
                    flaws.push((format!("{list}[{n}].amount"), reason));
                }
            }
        }
        let rate = self.late_fee.as_ref().map(|fee| fee.yearly_rate.0);
        if rate.is_some_and(|rate| rate.is_sign_negative()) {
            flaws.push(("late_fee.yearly_rate".into(), "is below zero"));
        }
        if self.terminate_day < self.suspend_day {
            flaws.push(("terminate_day".into(), "is before suspend_day"));
        }
        flaws
    }
}
