//! A portal with its database, the sandbox beside it, and a clock that is set.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use gateway::payment::Secret;
use gateway::payment::sandbox::{Rules, Sandbox};
use model::caller::{Access, Caller, Role};
use model::id::{AccountId, CheckoutId, PersonId};
use model::payment::Confirmation;
use model::time::{Clock, Instant};
use portal::checkout::Gateways;
use portal::ids::Ids;
use portal::import::{Adapters, ImportOptions, run as import};
use portal::jobs::enlist;
use portal::parked::{Action, Denied};
use portal::{Desk, Failure, Reception};
use store::Db;
use store::halt::{Gate, Halt};
use store::testing::Fresh;

use crate::chance::Chance;
use crate::line::{Hands, Line};
use crate::model::Model;
use crate::trace::Trace;
use crate::{books, trace};

/// 2026-03-01T10:00:00Z.
const BEGIN: Instant = Instant(1_772_359_200_000_000);

/// What must not be, in words.
pub type Trouble = String;

/// How a step ended.
pub type Done<T = ()> = Result<T, Trouble>;

/// A customer.
#[derive(Clone)]
pub struct Customer {
    pub n: usize,
    pub account: AccountId,
    pub person: PersonId,
}

/// A confirmation that was sent, by whom, and what it was answered.
#[derive(Clone)]
pub struct Sent {
    pub customer: Customer,
    pub confirmation: Confirmation,
    pub checkout: Option<CheckoutId>,
}

/// Something that waits in the middle of it.
struct HeldUp {
    gate: Gate,
    rest: Pin<Box<dyn Future<Output = String>>>,
}

/// All of it.
pub struct World {
    pub chance: Chance,
    pub clock: Arc<Hands>,
    pub sandbox: Arc<Sandbox>,
    pub line: Arc<Line>,
    pub desk: Arc<Desk>,
    pub customers: Vec<Customer>,
    pub sent: Vec<Sent>,
    pub model: Model,
    pub trace: Trace,
    /// How many requests and rows there were, to give each a name of its own.
    pub named: usize,
    /// How often the portal was killed.
    pub kills: usize,
    /// How often something went on while others had already done more.
    pub late: usize,
    held_up: Vec<HeldUp>,
    halt: Halt,
    seed: u64,
    lives: u64,
    fresh: Fresh,
    _folder: tempfile::TempDir,
}

impl World {
    /// A world with a few customers.
    pub async fn open(seed: u64, fresh: Fresh, told: bool) -> Done<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(Hands::at(BEGIN));
        let rules = Rules {
            pages: "https://portal.example/sandbox/sandbox".to_owned(),
            secret: Secret::new("whsec"),
            pace: 40,
            answer: Duration::ZERO,
        };
        let file = folder.path().join("sandbox.db");
        let sandbox = Sandbox::open(&file, rules, Arc::clone(&clock) as Arc<_>).await;
        let sandbox = Arc::new(sandbox.expect("opens"));
        let halt = Halt::default();
        let line = Line::new(Arc::clone(&sandbox), Arc::clone(&clock), halt.clone());
        let line = Arc::new(line);
        let db = fresh.db.clone().halting(halt.clone());
        let desk = Arc::new(desk(db, (&clock, &line), (seed, 0)));
        let mut world = Self {
            chance: Chance::of(seed, 0),
            clock,
            sandbox,
            line,
            desk,
            customers: Vec::new(),
            sent: Vec::new(),
            model: Model::default(),
            trace: Trace::new(told),
            named: 0,
            kills: 0,
            late: 0,
            held_up: Vec::new(),
            halt,
            seed,
            lives: 0,
            fresh,
            _folder: folder,
        };
        world.import(books::PROVIDER).await?;
        for _ in 0..3 {
            world.join().await?;
        }
        enlist(&world.desk).await.expect("enlists");
        world.line.weather(Some(Chance::of(seed, 1)));
        Ok(world)
    }

    /// Removes the database.
    pub async fn close(self) -> Trace {
        self.db().close().await;
        self.fresh.close().await;
        self.trace
    }

    /// The database.
    pub fn db(&self) -> &Db {
        self.desk.till().db()
    }

    /// The moment.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A customer comes.
    pub async fn join(&mut self) -> Done {
        let n = self.customers.len();
        let day = self.now().utc_date().to_string();
        let (rows, credit) = books::customer(&mut self.chance, n, &day);
        self.import(&rows).await?;
        let mut tx = self.db().read().await.map_err(|error| error.to_string())?;
        let account = store::export::account_id(&mut tx, &format!("a{n}")).await;
        let person = store::person::by_email(&mut tx, &format!("p{n}@a.example")).await;
        drop(tx);
        let account = account.expect("reads").expect("is there");
        let account: AccountId = account.to_string().parse().expect("an identifier");
        self.model.granted(&account, credit);
        self.customers.push(Customer {
            n,
            account,
            person: person.expect("reads").expect("is there").id.0,
        });
        Ok(())
    }

    /// Takes rows in.
    pub async fn import(&mut self, rows: &str) -> Done {
        self.lives += 1;
        let ids = Arc::new(Ids::seeded(seed_of(self.seed, self.lives)));
        let options = ImportOptions {
            adapters: Adapters {
                gateways: vec!["sandbox".to_owned()],
                ..Adapters::default()
            },
            ids: Some(ids),
            ..ImportOptions::default()
        };
        let done = import(
            self.db(),
            &*self.clock,
            rows.as_bytes(),
            options,
            &|_, _| {},
        )
        .await;
        match done {
            Ok(report) if report.refused.is_empty() => Ok(()),
            Ok(report) => Err(format!("the import refuses: {:?}", report.refused)),
            Err(failure) => Err(format!("the import fails: {failure:?}")),
        }
    }

    /// Any customer.
    pub fn anybody(&mut self) -> Customer {
        let found = self.chance.pick(&self.customers);
        found.cloned().expect("somebody is there")
    }

    /// The account of a customer by the name that the provider gave it.
    pub fn account(&self, name: &str) -> Option<String> {
        let mut all = self.customers.iter();
        let found = all.find(|it| name == format!("a{}", it.n));
        found.map(|it| it.account.to_string())
    }

    /// A customer who asks.
    pub fn caller(&self, customer: &Customer) -> Caller {
        Caller {
            person: customer.person.clone(),
            name: "P".to_owned(),
            email: format!("p{}@a.example", customer.n),
            session: model::id::SessionId::make(1, [1; 10]),
            stay: false,
            account: customer.account.clone(),
            account_name: "A".to_owned(),
            others: false,
            programs: true,
            access: Access {
                role: Some(Role::Owner),
                permissions: Role::Owner.permissions(),
                only: None,
            },
            language: None,
            proven_at: Some(self.now()),
        }
    }

    /// Rows of the database as texts, in an order of their own.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        let found = store::probe::texts(self.db(), query).await;
        found.unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// A number out of the database.
    pub async fn number(&self, query: &str) -> i64 {
        let found = store::probe::number(self.db(), query).await;
        found.unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// One of the rows that a query gives.
    pub async fn any(&mut self, query: &str) -> Option<String> {
        let found = self.texts(query).await;
        self.chance.pick(&found).cloned()
    }

    /// Does something. Now and then the portal is killed in the middle of it, and starts again; or
    /// it is held up there while other things happen.
    pub async fn attempt<T, F>(&mut self, work: impl FnOnce(Arc<Desk>) -> F) -> Option<T>
    where
        T: fmt::Debug + 'static,
        F: Future<Output = T> + 'static,
    {
        let mut work = Box::pin(work(Arc::clone(&self.desk)));
        let places = u32::try_from(self.chance.below(5)).expect("fits");
        let gate = match self.chance.below(10) {
            0 | 1 => {
                self.halt.end_after(places);
                None
            }
            2 => Some(self.halt.wait_after(places)),
            _ => None,
        };
        let done = self.halt.run(work.as_mut()).await;
        match (done, gate) {
            (Some(done), _) => Some(done),
            (None, Some(gate)) => {
                self.trace.says("  held up");
                let rest = Box::pin(async move { format!("{:?}", work.await) });
                self.held_up.push(HeldUp { gate, rest });
                None
            }
            (None, None) => {
                drop(work);
                self.kills += 1;
                self.trace.says("  killed");
                self.restart().await;
                None
            }
        }
    }

    /// One of those that are held up goes on to its end; whether there was one.
    pub async fn go_on(&mut self) -> Done<bool> {
        let count = u64::try_from(self.held_up.len()).expect("fits");
        if count == 0 {
            return Ok(false);
        }
        let at = usize::try_from(self.chance.below(count)).expect("fits");
        let HeldUp { gate, rest } = self.held_up.remove(at);
        gate.opens();
        let answer = rest.await;
        self.late += 1;
        // Nobody waits for the answer; a fault of ours is one all the same.
        if answer.contains("Internal(") || answer.contains("Unavailable") {
            return Err(answer);
        }
        Ok(true)
    }

    /// An action of the provider, who asks with the same key until he is answered; none if it is
    /// denied.
    pub async fn insist<T, F>(&mut self, work: impl Fn(Arc<Desk>, Action) -> F) -> Done<Option<T>>
    where
        T: fmt::Debug + 'static,
        F: Future<Output = Result<T, Denied>> + 'static,
    {
        self.named += 1;
        let action = Action {
            actor: "command line".to_owned(),
            once: Some(format!("once-{}", self.named)),
            reason: "a reason".to_owned(),
        };
        loop {
            let done = self.attempt(|desk| work(desk, action.clone())).await;
            match done {
                None => {}
                Some(Ok(done)) => return Ok(Some(done)),
                Some(Err(Denied::Failed(failure))) => {
                    self.failed(failure)?;
                    return Ok(None);
                }
                Some(Err(denied)) => {
                    self.trace
                        .says(format!("  denied: {}", trace::denied(&denied)));
                    return Ok(None);
                }
            }
        }
    }

    /// A failure: what is the caller's own is no trouble.
    pub fn failed(&mut self, failure: Failure) -> Done {
        let word = failure.fault().clone();
        if failure.fault().status() >= 500 {
            return Err(format!("{failure:?}"));
        }
        self.trace.says(format!("  fault: {word:?}"));
        Ok(())
    }

    async fn restart(&mut self) {
        // What was held up was of the same process.
        self.held_up.clear();
        self.db().close().await;
        self.lives += 1;
        let db = Db::open(&self.fresh.url).await.expect("opens");
        let db = db.halting(self.halt.clone());
        let of = (&self.clock, &self.line);
        self.desk = Arc::new(desk(db, of, (self.seed, self.lives)));
    }
}

fn desk(db: Db, (clock, line): (&Arc<Hands>, &Arc<Line>), (seed, life): (u64, u64)) -> Desk {
    let gateways = Gateways::of_portal("https://portal.example").with_webhooks(
        "sandbox",
        Arc::clone(line) as Arc<_>,
        vec![Secret::new("whsec")],
    );
    let reception = Reception::new("Quay", "https://portal.example", 1).expect("a reception");
    let reception = reception.with_ids(Arc::new(Ids::seeded(seed_of(seed, life))));
    Desk::new(db, Arc::clone(clock) as Arc<_>, reception).with_gateways(gateways)
}

/// Identifiers of one life of one world.
fn seed_of(seed: u64, life: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    let parts = [seed.to_be_bytes(), life.to_be_bytes()].concat();
    bytes
        .iter_mut()
        .zip(parts)
        .for_each(|(to, from)| *to = from);
    bytes
}
