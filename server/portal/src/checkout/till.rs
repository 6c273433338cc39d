use std::collections::BTreeMap;
use std::sync::Arc;

use gateway::payment::{Gateway, PagePolicy, Secret};
use model::id::CheckoutId;
use model::time::Clock;
use store::Db;

use crate::ids::Ids;

/// The payment providers by the names that the settings give them.
#[derive(Clone, Default)]
pub struct Gateways {
    origin: String,
    all: BTreeMap<String, Provider>,
}

#[derive(Clone)]
struct Provider {
    gateway: Arc<dyn Gateway>,
    secrets: Vec<Secret>,
}

impl Gateways {
    /// None yet, for a portal that customers find at that address (scheme, host and port).
    #[must_use]
    pub fn of_portal(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            all: BTreeMap::new(),
        }
    }

    /// The same with one more.
    #[must_use]
    pub fn with(self, name: &str, gateway: Arc<dyn Gateway>) -> Self {
        self.with_webhooks(name, gateway, Vec::new())
    }

    /// The same with one more, whose webhooks are signed with one of these.
    #[must_use]
    pub fn with_webhooks(
        mut self,
        name: &str,
        gateway: Arc<dyn Gateway>,
        secrets: Vec<Secret>,
    ) -> Self {
        let provider = Provider { gateway, secrets };
        self.all.insert(name.to_owned(), provider);
        self
    }

    /// One by its name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<dyn Gateway>> {
        self.all.get(name).map(|provider| &provider.gateway)
    }

    /// What may have signed the webhooks of one; nothing is believed without.
    #[must_use]
    pub fn webhook_secrets(&self, name: &str) -> &[Secret] {
        let provider = self.all.get(name);
        provider.map_or(&[], |provider| &provider.secrets)
    }

    /// All of them by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &dyn Gateway)> {
        let all = self.all.iter();
        all.map(|(name, provider)| (name.as_str(), provider.gateway.as_ref()))
    }

    /// What the portal's pages must allow for all of them.
    #[must_use]
    pub fn page_policy(&self) -> PagePolicy {
        let mut policy = PagePolicy::default();
        // Two of a kind need the same.
        let add = |all: &mut Vec<String>, own: Vec<String>| {
            for source in own {
                if !all.contains(&source) {
                    all.push(source);
                }
            }
        };
        for (_, gateway) in self.all() {
            let own = gateway.page_policy();
            add(&mut policy.scripts, own.scripts);
            add(&mut policy.frames, own.frames);
            add(&mut policy.connects, own.connects);
        }
        policy
    }

    /// The address at which customers find the portal: scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where a customer returns to from a gateway's page.
    pub(super) fn back_to(&self, checkout: &CheckoutId) -> String {
        format!("{}/payments/{checkout}", self.origin)
    }
}

/// Where payments are made: what goes on when nobody waits for it any more.
#[derive(Clone)]
pub struct Till {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<Ids>,
    pub(crate) gateways: Gateways,
}

impl Till {
    /// A till on a database, by a clock.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, ids: Arc<Ids>, gateways: Gateways) -> Self {
        Self {
            db,
            clock,
            ids,
            gateways,
        }
    }

    /// The database.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The payment providers.
    #[must_use]
    pub const fn gateways(&self) -> &Gateways {
        &self.gateways
    }
}
