use std::collections::BTreeMap;
use std::sync::Arc;

use gateway::payment::Gateway;
use model::time::Clock;
use store::Db;

use crate::ids::Ids;

/// The payment providers by the names that the settings give them.
#[derive(Clone, Default)]
pub struct Gateways(BTreeMap<String, Arc<dyn Gateway>>);

impl Gateways {
    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: &str, gateway: Arc<dyn Gateway>) -> Self {
        self.0.insert(name.to_owned(), gateway);
        self
    }

    /// One by its name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<dyn Gateway>> {
        self.0.get(name)
    }
}

/// Where payments are made: what goes on when nobody waits for it any more.
#[derive(Clone)]
pub struct Till {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<Ids>,
    pub(super) gateways: Gateways,
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
}
