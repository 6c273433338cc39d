//! Places at which a test cuts a process off, or holds it up: behind each transaction that was
//! committed, and wherever else it says.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// Counts places, and lets nobody pass the one at which the process is to stop.
#[derive(Clone, Default)]
pub struct Halt(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    reached: Notify,
}

/// What is to happen at the next place.
#[derive(Clone, Default)]
enum State {
    /// Everybody passes.
    #[default]
    Open,
    /// So many pass; whoever comes then ends there, or waits at a gate.
    Armed(u32, Option<Gate>),
    /// Nobody passes any more: whoever is still under way belongs to a process that has ended.
    Ended,
}

/// Where somebody waits.
#[derive(Clone, Default)]
pub struct Gate(Arc<Notify>);

impl Gate {
    /// Whoever waits there goes on.
    pub fn opens(&self) {
        self.0.notify_one();
    }
}

impl Halt {
    /// Lets so many places be passed; whoever comes to the next one ends there.
    pub fn end_after(&self, places: u32) {
        self.set(State::Armed(places, None));
    }

    /// Lets so many places be passed; whoever comes to the next one waits there.
    #[must_use]
    pub fn wait_after(&self, places: u32) -> Gate {
        let gate = Gate::default();
        self.set(State::Armed(places, Some(gate.clone())));
        gate
    }

    /// A place: it is passed, now, later, or never.
    pub async fn place(&self) {
        match self.next() {
            State::Open => {}
            State::Armed(_, Some(gate)) => {
                self.0.reached.notify_one();
                gate.0.notified().await;
            }
            State::Armed(_, None) | State::Ended => {
                self.0.reached.notify_one();
                std::future::pending::<()>().await;
            }
        }
    }

    /// Runs something until it has ended or has to stop: then none, and it is to be dropped or run
    /// again. Afterwards everybody else passes.
    pub async fn run<F: Future + ?Sized>(&self, work: Pin<&mut F>) -> Option<F::Output> {
        let done = tokio::select! {
            biased;
            done = work => Some(done),
            () = self.0.reached.notified() => None,
        };
        self.set(State::Open);
        done
    }

    fn set(&self, state: State) {
        *self.0.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// What whoever comes to a place meets: open, a gate, or its end.
    fn next(&self) -> State {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *state {
            State::Open => State::Open,
            State::Ended => State::Ended,
            State::Armed(0, gate) => {
                let met = State::Armed(0, gate.take());
                *state = match met {
                    State::Armed(_, Some(_)) => State::Open,
                    State::Armed(_, None) | State::Open | State::Ended => State::Ended,
                };
                met
            }
            State::Armed(left, _) => {
                *left -= 1;
                State::Open
            }
        }
    }
}
