//! The line between the portal and the sandbox, which fails in every way that lines fail.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gateway::payment::sandbox::Sandbox;
use gateway::payment::{
    Capabilities, Capture, Event, EventError, Gateway, GatewayError, Heard, Inquiry, Key, Outcome,
    Page, PagePolicy, Refund, RefundOutcome, Refusal, Secret, SetUp, SetUpOutcome, Started,
};
use http::HeaderMap;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::{Clock, Instant};
use store::halt::Halt;

use crate::chance::Chance;

type Answer<T> = Result<T, GatewayError>;

/// A clock that goes on when it is told to.
pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

impl Hands {
    /// A clock that stands at that moment.
    pub const fn at(now: Instant) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Time goes by.
    pub fn wait(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

/// What becomes of a request on its way.
#[derive(Clone, Copy)]
enum Way {
    /// It arrives, and so does the answer.
    Through,
    /// It is lost, and nobody knows.
    LostBefore,
    /// It arrives, and the answer is lost, or is a 500.
    LostAfter,
    /// It is certainly not let in.
    Away,
    /// It takes half a minute.
    Slow,
    /// Nobody waits for it any more when it arrives.
    Late,
}

const WAYS: [(u64, Way); 6] = [
    (30, Way::Through),
    (2, Way::LostBefore),
    (3, Way::LostAfter),
    (2, Way::Away),
    (2, Way::Slow),
    (1, Way::Late),
];

/// What is still on its way, and when it arrives.
enum Late {
    Capture(Capture),
    Refund(Refund),
}

#[derive(Default)]
struct State {
    chance: Option<Chance>,
    late: Vec<(Instant, Late)>,
    refunds: BTreeMap<Key, Refund>,
}

/// The line.
pub struct Line {
    sandbox: Arc<Sandbox>,
    clock: Arc<Hands>,
    halt: Halt,
    state: Mutex<State>,
}

impl Line {
    /// A line that is calm for now.
    pub fn new(sandbox: Arc<Sandbox>, clock: Arc<Hands>, halt: Halt) -> Self {
        Self {
            sandbox,
            clock,
            halt,
            state: Mutex::default(),
        }
    }

    /// What happens on it follows from a source from now on; without one nothing does. The source
    /// that it followed before.
    pub fn weather(&self, chance: Option<Chance>) -> Option<Chance> {
        std::mem::replace(&mut self.state.lock().unwrap().chance, chance)
    }

    /// What was on its way for long arrives.
    pub async fn arrive(&self) {
        let now = self.clock.now();
        let mut arrived = Vec::new();
        self.state.lock().unwrap().late.retain_mut(|(at, late)| {
            if *at > now {
                return true;
            }
            arrived.push(match late {
                Late::Capture(it) => Late::Capture(it.clone()),
                Late::Refund(it) => Late::Refund(it.clone()),
            });
            false
        });
        for late in arrived {
            // Nobody hears what is answered.
            match late {
                Late::Capture(it) => drop(self.sandbox.capture(&it).await),
                Late::Refund(it) => drop(self.sandbox.refund(&it).await),
            }
        }
    }

    /// The refunds that were ever asked for.
    pub fn refunds(&self) -> Vec<Refund> {
        self.state
            .lock()
            .unwrap()
            .refunds
            .values()
            .cloned()
            .collect()
    }

    fn way(&self) -> Way {
        let mut state = self.state.lock().unwrap();
        state
            .chance
            .as_mut()
            .map_or(Way::Through, |it| it.weighted(&WAYS))
    }

    /// Lets something arrive within three minutes: before anybody gives it up.
    fn delay(&self, late: Late) {
        let mut state = self.state.lock().unwrap();
        let seconds = state.chance.as_mut().map_or(0, |it| it.amount(10, 180));
        let at = self.clock.now().plus_seconds(seconds);
        state.late.push((at, late));
    }

    async fn over<T>(
        &self,
        work: impl Future<Output = Answer<T>>,
        late: Option<Late>,
    ) -> Answer<T> {
        self.halt.place().await;
        let answer = match (self.way(), late) {
            (Way::Away, _) => {
                return Err(GatewayError::refused(
                    Refusal::Unreachable,
                    "nobody answers",
                ));
            }
            (Way::Late, Some(late)) => {
                self.delay(late);
                return Err(GatewayError::unknown("no answer in time"));
            }
            (Way::LostBefore | Way::Late, _) => {
                return Err(GatewayError::unknown("no answer in time"));
            }
            (Way::LostAfter, _) => {
                // What was asked has its effect, whatever that is.
                drop(work.await);
                Err(GatewayError::unknown("502"))
            }
            (Way::Slow, _) => {
                self.clock.wait(30);
                work.await
            }
            (Way::Through, _) => work.await,
        };
        self.halt.place().await;
        answer
    }
}

#[async_trait]
impl Gateway for Line {
    fn name(&self) -> &'static str {
        self.sandbox.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.sandbox.capabilities()
    }

    fn minimum(&self, method: Method, currency: Currency) -> Option<Money> {
        self.sandbox.minimum(method, currency)
    }

    fn page_policy(&self) -> PagePolicy {
        self.sandbox.page_policy()
    }

    async fn capture(&self, capture: &Capture) -> Answer<Outcome> {
        let late = Late::Capture(capture.clone());
        self.over(self.sandbox.capture(capture), Some(late)).await
    }

    async fn look_up(&self, inquiry: &Inquiry<Capture>) -> Answer<Heard<Outcome>> {
        self.over(self.sandbox.look_up(inquiry), None).await
    }

    async fn cancel(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        self.over(self.sandbox.cancel(inquiry), None).await
    }

    async fn resume(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        self.over(self.sandbox.resume(inquiry), None).await
    }

    async fn refund(&self, refund: &Refund) -> Answer<RefundOutcome> {
        let known = (refund.key.clone(), refund.clone());
        self.state.lock().unwrap().refunds.extend([known]);
        let late = Late::Refund(refund.clone());
        self.over(self.sandbox.refund(refund), Some(late)).await
    }

    async fn look_up_refund(&self, inquiry: &Inquiry<Refund>) -> Answer<Heard<RefundOutcome>> {
        self.over(self.sandbox.look_up_refund(inquiry), None).await
    }

    async fn taken(&self, since: Instant, after: Option<&str>) -> Answer<Page> {
        self.over(self.sandbox.taken(since, after), None).await
    }

    async fn set_up(&self, set_up: &SetUp) -> Answer<Started> {
        self.over(self.sandbox.set_up(set_up), None).await
    }

    async fn saved(&self, reference: &str) -> Answer<SetUpOutcome> {
        self.over(self.sandbox.saved(reference), None).await
    }

    async fn detach(&self, token: &str) -> Answer<()> {
        self.over(self.sandbox.detach(token), None).await
    }

    fn event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Instant,
        secrets: &[Secret],
    ) -> Result<Event, EventError> {
        self.sandbox.event(headers, body, now, secrets)
    }
}
