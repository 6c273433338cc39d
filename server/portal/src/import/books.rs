//! The rows of a file.

use billing::affiliate::ProgramTerms;
use billing::catalogue::{AddonTerms, PlanTerms};
use billing::charge::CouponTerms;
use serde::Serialize;
use serde_json::{Map, Value};

use super::digest::{self, Fields};
use super::report::LineError;
use super::row;

/// A row and where it stands.
pub(super) struct Line<T> {
    pub line: u64,
    pub reference: String,
    /// The hash (PHC) of its password, if the row has one.
    pub secret: Option<String>,
    /// What an export had computed.
    pub computed: Map<String, Value>,
    pub row: T,
}

impl<T: Serialize> Line<T> {
    /// The digests of the row's fields.
    pub(super) fn digest(&self) -> Fields {
        let mut fields = digest::fields(&self.row);
        let secret = self.secret.clone();
        fields.extend(secret.map(|hash| ("password".to_owned(), hash)));
        fields
    }
}

/// The rows of a file by type, each in the order of `ref`.
#[derive(Default)]
pub(super) struct Books {
    pub sellers: Vec<Line<row::Seller>>,
    pub zones: Vec<Line<row::TaxZone>>,
    pub plans: Vec<Line<PlanTerms>>,
    pub addons: Vec<Line<AddonTerms>>,
    pub coupons: Vec<Line<CouponTerms>>,
    pub programs: Vec<Line<ProgramTerms>>,
    pub accounts: Vec<Line<row::Account>>,
    pub persons: Vec<Line<row::Person>>,
    pub groups: Vec<Line<row::Group>>,
    pub billing_accounts: Vec<Line<row::BillingAccount>>,
    pub subscriptions: Vec<Line<row::Subscription>>,
    pub credits: Vec<Line<row::Credit>>,
    pub invoices: Vec<Line<row::Invoice>>,
    pub credit_notes: Vec<Line<row::CreditNote>>,
    pub affiliates: Vec<Line<row::Affiliate>>,
    pub commissions: Vec<Line<row::Commission>>,
    /// In the order of the file: rows of usage have no `ref`.
    pub usage: Vec<Line<crate::usage::Row>>,
    /// What only an export has, by type: it is compared.
    pub exported: Vec<(u64, &'static str, Map<String, Value>)>,
    pub refused: Vec<LineError>,
}

impl Books {
    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.sellers.len()
            + self.zones.len()
            + self.plans.len()
            + self.addons.len()
            + self.coupons.len()
            + self.programs.len()
            + self.accounts.len()
            + self.persons.len()
            + self.groups.len()
            + self.billing_accounts.len()
            + self.subscriptions.len()
            + self.credits.len()
            + self.invoices.len()
            + self.credit_notes.len()
            + self.affiliates.len()
            + self.commissions.len()
            + self.usage.len()
    }

    /// Puts the rows of each type in the order of `ref`.
    pub(super) fn sort(&mut self) {
        fn by_ref<T>(lines: &mut [Line<T>]) {
            lines.sort_by(|a, b| a.reference.cmp(&b.reference));
        }
        by_ref(&mut self.sellers);
        by_ref(&mut self.zones);
        by_ref(&mut self.plans);
        by_ref(&mut self.addons);
        by_ref(&mut self.coupons);
        by_ref(&mut self.programs);
        by_ref(&mut self.accounts);
        by_ref(&mut self.persons);
        by_ref(&mut self.groups);
        by_ref(&mut self.billing_accounts);
        by_ref(&mut self.subscriptions);
        by_ref(&mut self.credits);
        by_ref(&mut self.invoices);
        by_ref(&mut self.credit_notes);
        by_ref(&mut self.affiliates);
        by_ref(&mut self.commissions);
        self.refused.sort();
    }
}
