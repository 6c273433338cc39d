//! A small model of the money: what each customer must come to, made of what he and the provider
//! did and of what the gateway says, never of what the portal has booked.

use std::collections::BTreeMap;

use gateway::payment::{Dispute, Event, Happening};
use model::currency::Currency;
use model::id::AccountId;

/// An account and a currency.
pub type Whose = (String, Currency);

/// What the model knows.
#[derive(Default)]
pub struct Model {
    /// Credit that was there or was granted, and what was given up: less to pay, in euros.
    relieved: BTreeMap<String, i64>,
    /// Transfers that came: whose they are, by the customer's name, and how much of them is here.
    transfers: BTreeMap<String, (Option<String>, i64)>,
    /// What was taken back of which capture, by the gateway's name for that.
    back: BTreeMap<String, (Whose, i64, Option<Dispute>)>,
}

impl Model {
    /// Credit is there.
    pub fn granted(&mut self, account: &AccountId, minor: i64) {
        *self.relieved.entry(account.to_string()).or_default() += minor;
    }

    /// What was open of an invoice of somebody is given up.
    pub fn written_off(&mut self, owner: &str, minor: i64) {
        *self.relieved.entry(owner.to_owned()).or_default() += minor;
    }

    /// A transfer came.
    pub fn received(&mut self, id: &str, owner: Option<&str>, minor: i64) {
        let transfer = (owner.map(str::to_owned), minor);
        self.transfers.insert(id.to_owned(), transfer);
    }

    /// What was nobody's is somebody's.
    pub fn claimed(&mut self, id: &str, owner: &str) {
        if let Some((whose, _)) = self.transfers.get_mut(id) {
            whose.get_or_insert_with(|| owner.to_owned());
        }
    }

    /// The provider has sent a part of a transfer back.
    pub fn sent_back(&mut self, id: &str, minor: i64) {
        if let Some((_, there)) = self.transfers.get_mut(id) {
            *there -= minor;
        }
    }

    /// The gateway told something, whether the portal heard it or not.
    pub fn heard(&mut self, event: &Event) {
        let (name, amount, state) = match &event.what {
            Happening::Returned { amount, .. } => {
                (event.reference.clone().unwrap_or_default(), amount, None)
            }
            Happening::Dispute {
                dispute,
                amount,
                state,
                ..
            } => (dispute.clone(), amount, Some(*state)),
            Happening::Payment(_)
            | Happening::Refund(_)
            | Happening::SetUp
            | Happening::MethodChanged(_)
            | Happening::MethodGone { .. }
            | Happening::Other { .. } => return,
        };
        let key = event.key.as_ref().expect("it is about a payment of ours");
        let whose = (owner(key.as_str()), amount.currency);
        let entry = self.back.entry(name);
        let known = entry.or_insert((whose, amount.minor, state));
        // The last word counts, in whatever order they come.
        if state != Some(Dispute::Opened) {
            known.2 = state;
        }
    }

    /// What the customer's debts come to by all of this, before documents and the gateway's own
    /// figures: less than zero for what relieves him. `name` says whose an account is.
    pub fn sums(&self, name: impl Fn(&str) -> Option<String>) -> BTreeMap<Whose, i64> {
        let mut sums: BTreeMap<Whose, i64> = self.taken_back();
        for (account, minor) in &self.relieved {
            *sums.entry((account.clone(), Currency::EUR)).or_default() -= minor;
        }
        for (owner, minor) in self.transfers.values() {
            if let Some(account) = owner.as_deref().and_then(&name) {
                *sums.entry((account, Currency::EUR)).or_default() -= minor;
            }
        }
        sums
    }

    /// What was taken back and has not been won.
    pub fn taken_back(&self) -> BTreeMap<Whose, i64> {
        let mut sums = BTreeMap::new();
        for (whose, minor, state) in self.back.values() {
            if *state != Some(Dispute::Won) {
                *sums.entry(whose.clone()).or_default() += minor;
            }
        }
        sums
    }
}

/// The account of a gateway's key.
pub fn owner(key: &str) -> String {
    key.split('/').next().unwrap_or_default().to_owned()
}
