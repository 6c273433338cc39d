//! Watches what is asked of a database while a future runs: the text of each statement and the
//! rows that came back, as sqlx reports them.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, Once};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Instrument, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// A statement that was run.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Its text.
    pub text: String,
    /// How many rows came back.
    pub rows: u64,
}

static SEEN: LazyLock<Mutex<HashMap<u64, Vec<Seen>>>> = LazyLock::new(Mutex::default);
static COUNT: AtomicU64 = AtomicU64::new(1);
static ONCE: Once = Once::new();

/// Runs a future and tells what it asked, but for what opens a connection, and begins and ends of
/// transactions.
pub async fn watch<T>(work: impl Future<Output = T>) -> (T, Vec<Seen>) {
    ONCE.call_once(|| tracing_subscriber::registry().with(Watcher).init());
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let span = tracing::info_span!("watched", number);
    let done = work.instrument(span).await;
    // The embedded engine reports from a thread of its own, after it has answered.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut seen = SEEN.lock().unwrap().remove(&number).unwrap_or_default();
    let words = ["begin", "commit", "rollback", "pragma", "set "];
    seen.retain(|seen| {
        let text = seen.text.trim().to_lowercase();
        !words.iter().any(|word| text.starts_with(word))
    });
    (done, seen)
}

struct Watcher;

struct Number(u64);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Watcher {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let (Some(number), Some(span)) = (fields.number, context.span(id)) {
            span.extensions_mut().insert(Number(number));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let number = context.event_scope(event).and_then(|mut scope| {
            scope.find_map(|span| span.extensions().get::<Number>().map(|number| number.0))
        });
        let Some(number) = number else { return };
        let mut fields = Fields::default();
        event.record(&mut fields);
        let text = if fields.whole.is_empty() {
            fields.summary
        } else {
            fields.whole
        };
        let rows = fields.rows;
        let mut seen = SEEN.lock().unwrap();
        seen.entry(number).or_default().push(Seen { text, rows });
    }
}

#[derive(Default)]
struct Fields {
    number: Option<u64>,
    summary: String,
    whole: String,
    rows: u64,
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "number" => self.number = Some(value),
            "rows_returned" => self.rows = value,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = value.to_owned(),
            "db.statement" => self.whole = value.trim().to_owned(),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
