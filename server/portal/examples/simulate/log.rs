//! Faults of ours that somebody has already swallowed: they stand in the log alone.

use std::sync::{LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

static FAULTS: LazyLock<Mutex<Vec<String>>> = LazyLock::new(Mutex::default);

/// The errors that are faults of ours. The others tell the provider what to look into.
const OURS: [&str; 8] = [
    "message=failed",
    "message=not run",
    "a unit of work stopped its batch",
    "the books do not hold together",
    "the payment in flight cannot be read",
    "terms cannot be read",
    "an id cannot be read",
    "zone not known",
];

/// Listens from now on.
pub fn listen() {
    tracing_subscriber::registry().with(Ear).init();
}

/// What was heard since the last time.
pub fn faults() -> Vec<String> {
    std::mem::take(&mut FAULTS.lock().unwrap())
}

struct Ear;

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() != Level::ERROR {
            return;
        }
        let mut words = Words::default();
        event.record(&mut words);
        if OURS.iter().any(|ours| words.0.contains(ours)) {
            FAULTS.lock().unwrap().push(words.0);
        }
    }
}

#[derive(Default)]
struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0 += &format!("{}={value:?} ", field.name());
    }
}
