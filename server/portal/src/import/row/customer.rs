use std::collections::BTreeMap;

use model::caller::{Permission, Role};
use model::currency::Currency;
use model::explain::Plain;
use model::invoice::Address;
use model::text::Email;
use model::time::Date;
use serde::{Deserialize, Serialize};

use super::affiliate::Referral;
use crate::credit::TopUp;
use crate::vat::VatCheck;

/// A customer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub seller: Option<String>,
    pub name: String,
    pub company: Option<String>,
    pub email: Email,
    pub invoice_email: Option<Email>,
    pub phone: Option<String>,
    pub address: Address,
    pub currency: Currency,
    pub time_zone: String,
    pub language: String,
    pub vat_id: Option<String>,
    pub vat_check: Option<VatCheck>,
    pub tax_zone: Option<String>,
    pub tax_exempt: Option<String>,
    pub own_reference: Option<String>,
    pub created_on: Date,
    pub closed_on: Option<Date>,
    #[serde(default)]
    pub billing: BillingDay,
    #[serde(default = "yes")]
    pub credit_first: bool,
    pub credit_alert: Option<BTreeMap<Currency, Plain>>,
    pub top_up: Option<TopUp>,
    pub referral: Option<Referral>,
}

const fn yes() -> bool {
    true
}

/// The fixed billing day; without one, each subscription has its anniversary.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BillingDay {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<u32>,
}

/// Somebody who may sign in.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub name: String,
    pub email: Email,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub password: Option<String>,
    pub password_hash: Option<String>,
    /// Whether the person may not sign in, as an export says it.
    #[serde(default)]
    pub disabled: bool,
    pub account: Option<String>,
    pub role: Option<Role>,
    #[serde(default)]
    pub memberships: Vec<Membership>,
}

/// What a person may do in an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Membership {
    pub account: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<Permission>>,
    /// The only ones that may be seen; all if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriptions: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spending_limit: Option<BTreeMap<Currency, Plain>>,
}

impl Person {
    /// The memberships, however they were written.
    pub(crate) fn all_memberships(&self) -> Vec<Membership> {
        match &self.account {
            Some(account) => vec![Membership {
                account: account.clone(),
                role: self.role,
                permissions: None,
                subscriptions: None,
                groups: Vec::new(),
                spending_limit: None,
            }],
            None => self.memberships.clone(),
        }
    }
}
