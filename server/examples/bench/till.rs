//! A till in this process, with a gateway that takes no time, and the customers who come to it.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use gateway::payment::{
    Capabilities, Capture, Captured, Event, EventError, Gateway, GatewayError, Heard, Inquiry,
    Outcome, PagePolicy, Refund, RefundOutcome, Refusal, Secret, SetUp, SetUpOutcome, Started,
};
use http::HeaderMap;
use model::billing_account::Method;
use model::caller::{Access, Caller, Role};
use model::currency::Currency;
use model::id::SessionId;
use model::money::Money;
use model::payment::{Confirmation, Wish};
use model::time::{FixedClock, Instant};
use portal::checkout::{Confirmed, Gateways, Till};
use portal::ids::Ids;
use portal::import::{Adapters, ImportOptions, run as import};
use serde_json::{Value, json};
use store::Db;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::Done;

/// 2026-11-02T12:00:00Z.
const NOON: FixedClock = FixedClock(Instant(1_793_620_800_000_000));

/// Customers with a card each, and invoices that wait for it.
#[derive(Clone, Copy)]
pub struct Payers {
    pub customers: usize,
    /// Of each of them.
    pub invoices: usize,
}

impl Payers {
    /// Brings them into an empty database.
    pub async fn settle(self, db: &Db) -> Done<()> {
        let options = ImportOptions {
            adapters: Adapters {
                gateways: vec!["bench".to_owned()],
                ..Adapters::default()
            },
            ..ImportOptions::default()
        };
        let rows = self.rows()?;
        let done = import(db, &NOON, rows.as_slice(), options, &|_, _| {}).await;
        let report = done.map_err(|failure| format!("the import: {failure:?}"))?;
        match report.refused.first() {
            None => Ok(()),
            Some(line) => Err(format!("the import: {line:?}").into()),
        }
    }

    fn rows(self) -> Done<Vec<u8>> {
        let address = json!({
            "line1": "Weg 2", "city": "Bremen", "postal_code": "28195", "country": "DE",
        });
        let mut rows = vec![json!({
            "type": "seller", "ref": "s", "name": "Bench", "address": address, "currency": "EUR",
            "time_zone": "Europe/Berlin", "invoice_template": "INV-{year}-{n:05}",
        })];
        for n in 0..self.customers {
            let (account, owner) = (format!("a{n}"), format!("p{n}"));
            rows.push(json!({
                "type": "account", "ref": account, "name": "A", "email": "a@a.example",
                "address": address, "currency": "EUR", "time_zone": "Europe/Berlin",
                "language": "en", "created_on": "2026-01-01",
            }));
            rows.push(json!({
                "type": "person", "ref": owner, "name": "P", "role": "owner",
                "email": format!("{owner}@a.example"), "account": account,
            }));
            rows.push(json!({
                "type": "billing_account", "ref": format!("b{n}"), "account": account,
                "owner": owner, "method": "card", "gateway": "bench", "token": format!("t{n}"),
                "brand": "visa", "last4": "4242", "expires": "2030-01", "default": true,
            }));
            rows.extend((0..self.invoices).map(|k| invoice(&account, &format!("B-{n}-{k}"))));
        }
        let mut text = Vec::new();
        for row in rows {
            writeln!(text, "{row}")?;
        }
        Ok(text)
    }

    /// The owners of the accounts.
    async fn owners(self, db: &Db) -> Done<Vec<Caller>> {
        let mut tx = db.read().await?;
        let mut owners = Vec::new();
        for n in 0..self.customers {
            let account = store::export::account_id(&mut tx, &format!("a{n}")).await?;
            let person = store::person::by_email(&mut tx, &format!("p{n}@a.example")).await?;
            owners.push(Caller {
                person: person.ok_or("nobody")?.id.0,
                name: "P".to_owned(),
                email: format!("p{n}@a.example"),
                session: SessionId::make(1, [1; 10]),
                stay: false,
                account: account.ok_or("no account")?.parse()?,
                account_name: "A".to_owned(),
                others: false,
                programs: false,
                access: Access {
                    role: Some(Role::Owner),
                    permissions: Role::Owner.permissions(),
                    only: None,
                },
                language: None,
                proven_at: Some(NOON.0),
            });
        }
        Ok(owners)
    }
}

/// An invoice that waits.
fn invoice(account: &str, number: &str) -> Value {
    json!({
        "type": "invoice", "ref": number, "account": account, "number": number,
        "issued_on": "2026-10-01", "due_on": "2026-10-15", "currency": "EUR",
        "lines": [{ "text": "Web", "net": "10.00" }],
        "net": "10.00", "tax": "0.00", "total": "10.00",
    })
}

/// What payments came to.
pub struct Paid {
    /// How long they took.
    pub seconds: f64,
    /// Transactions that were committed for them.
    pub commits: u64,
    /// What the gateway was asked to take.
    pub captures: u64,
}

/// The till.
pub struct Counter {
    till: Till,
    gateway: Arc<Instantly>,
    owners: Vec<Caller>,
}

impl Counter {
    /// Opens one.
    pub async fn open(url: &str, payers: Payers) -> Done<Self> {
        let db = Db::open(url).await?;
        let gateway = Arc::new(Instantly::default());
        let gateways = Gateways::of_portal("https://portal.example")
            .with("bench", Arc::clone(&gateway) as Arc<_>);
        let owners = payers.owners(&db).await?;
        let till = Till::new(db, Arc::new(NOON), Arc::new(Ids::new()?), gateways);
        Ok(Self {
            till,
            gateway,
            owners,
        })
    }

    /// Closes it.
    pub async fn close(self) {
        self.till.db().close().await;
    }

    /// Everybody pays all that is open, so many at once.
    pub async fn all(&self, at_once: usize) -> Done<Paid> {
        let mut asked = Vec::new();
        for owner in &self.owners {
            asked.push((owner.clone(), self.asks(owner, all()).await?));
        }
        let waiting = Arc::new(Mutex::new(asked.into_iter()));
        self.timed(async {
            let mut clerks = JoinSet::new();
            for _ in 0..at_once {
                let (till, waiting) = (self.till.clone(), Arc::clone(&waiting));
                clerks.spawn(async move {
                    loop {
                        let next = waiting.lock().await.next();
                        let Some((owner, what)) = next else {
                            return Ok::<_, String>(());
                        };
                        pay(&till, &owner, what).await?;
                    }
                });
            }
            while let Some(ended) = clerks.join_next().await {
                ended??;
            }
            Ok(())
        })
        .await
    }

    /// Everybody pays each invoice by itself, one after the other.
    pub async fn each(&self) -> Done<Paid> {
        let mut asked = Vec::new();
        for owner in &self.owners {
            let quote = self.till.quote(owner, &all()).await;
            for item in quote.map_err(|failure| format!("{failure:?}"))?.items {
                let wish = Wish {
                    invoices: Some(vec![item.invoice.id]),
                    ..all()
                };
                asked.push((owner, self.asks(owner, wish).await?));
            }
        }
        // Each quote names the newest checkout: a key of its own for each payment.
        for (n, (_, what)) in asked.iter_mut().enumerate() {
            what.key = format!("0190d5c2-7a3b-7c11-8f00-{n:012x}");
        }
        self.timed(async {
            for (owner, what) in asked {
                pay(&self.till, owner, what).await?;
            }
            Ok(())
        })
        .await
    }

    async fn asks(&self, owner: &Caller, wish: Wish) -> Done<Confirmation> {
        let quote = self.till.quote(owner, &wish).await;
        let quote = quote.map_err(|failure| format!("{failure:?}"))?;
        Ok(Confirmation {
            key: quote.key,
            wish,
            shown: quote.shown,
        })
    }

    async fn timed(&self, work: impl Future<Output = Done<()>>) -> Done<Paid> {
        let (commits, captures) = (self.till.db().meter().commits(), self.gateway.asked());
        let began = std::time::Instant::now();
        work.await?;
        Ok(Paid {
            seconds: began.elapsed().as_secs_f64(),
            commits: self.till.db().meter().commits() - commits,
            captures: self.gateway.asked() - captures,
        })
    }
}

fn all() -> Wish {
    Wish {
        invoices: None,
        payer: None,
        credit: true,
        amount: None,
    }
}

async fn pay(till: &Till, owner: &Caller, what: Confirmation) -> Result<(), String> {
    let done = till.confirm(owner, what).await;
    match done.map_err(|failure| format!("{failure:?}"))? {
        Confirmed::Done(id) => {
            let sent = till.send(&id).await;
            sent.map_err(|failure| format!("{failure:?}"))
        }
        Confirmed::Before(_) | Confirmed::Moved => Err("a payment was none".to_owned()),
    }
}

/// A gateway that takes all money at once.
#[derive(Default)]
struct Instantly(AtomicU64);

impl Instantly {
    fn asked(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn unfit() -> GatewayError {
    GatewayError::refused(Refusal::Unfit, "it only takes money")
}

#[async_trait]
impl Gateway for Instantly {
    fn name(&self) -> &'static str {
        "bench"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    fn minimum(&self, _: Method, currency: Currency) -> Option<Money> {
        Some(Money::new(50, currency))
    }

    fn page_policy(&self) -> PagePolicy {
        PagePolicy::default()
    }

    async fn capture(&self, capture: &Capture) -> Result<Outcome, GatewayError> {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Outcome::Succeeded(Captured {
            reference: format!("ch_{n}"),
            amount: capture.amount,
            at: NOON.0,
        }))
    }

    async fn look_up(&self, _: &Inquiry<Capture>) -> Result<Heard<Outcome>, GatewayError> {
        Err(unfit())
    }

    async fn cancel(&self, _: &Inquiry<Capture>) -> Result<Outcome, GatewayError> {
        Err(unfit())
    }

    async fn resume(&self, _: &Inquiry<Capture>) -> Result<Outcome, GatewayError> {
        Err(unfit())
    }

    async fn refund(&self, _: &Refund) -> Result<RefundOutcome, GatewayError> {
        Err(unfit())
    }

    async fn look_up_refund(
        &self,
        _: &Inquiry<Refund>,
    ) -> Result<Heard<RefundOutcome>, GatewayError> {
        Err(unfit())
    }

    async fn set_up(&self, _: &SetUp) -> Result<Started, GatewayError> {
        Err(unfit())
    }

    async fn saved(&self, _: &str) -> Result<SetUpOutcome, GatewayError> {
        Err(unfit())
    }

    async fn detach(&self, _: &str) -> Result<(), GatewayError> {
        Err(unfit())
    }

    fn event(
        &self,
        _: &HeaderMap,
        _: &[u8],
        _: Instant,
        _: &[Secret],
    ) -> Result<Event, EventError> {
        Err(EventError::NoSecret)
    }
}
