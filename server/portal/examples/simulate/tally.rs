//! How much has happened in all: a simulation in which nothing happens finds nothing.

use std::collections::BTreeMap;
use std::fmt;

use crate::world::World;

const COUNTED: [(&str, &str); 13] = [
    ("customers", "account"),
    ("invoices", "invoice"),
    ("credit notes", "credit_note"),
    ("payments", "payment"),
    ("of them paid", "payment where state = 'succeeded'"),
    ("refused", "payment where state = 'declined'"),
    ("given up", "payment where state = 'cancelled'"),
    ("captured otherwise", "payment where quarantined"),
    ("refunds", "refund"),
    ("of them failed", "refund where state = 'failed'"),
    ("disputes and returns", "dispute"),
    ("transfers", "transfer"),
    ("webhooks", "gateway_event"),
];

/// Counts by their names.
#[derive(Default)]
pub struct Tally(BTreeMap<usize, (&'static str, i64)>);

impl Tally {
    /// Adds what happened in a world.
    pub async fn add(&mut self, world: &World) {
        let kills = i64::try_from(world.kills).expect("fits");
        self.count(0, "kills", kills);
        let late = i64::try_from(world.late).expect("fits");
        self.count(1, "held up", late);
        for (at, (name, from)) in (2..).zip(COUNTED) {
            let count = format!("select cast(count(*) as bigint) from {from}");
            self.count(at, name, world.number(&count).await);
        }
    }

    fn count(&mut self, at: usize, name: &'static str, count: i64) {
        self.0.entry(at).or_insert((name, 0)).1 += count;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self
            .0
            .values()
            .map(|(name, count)| format!("{count} {name}"));
        f.write_str(&counts.collect::<Vec<_>>().join(", "))
    }
}
