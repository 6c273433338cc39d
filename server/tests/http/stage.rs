//! A portal on a port of its own: a fresh database with two customers, a clock that stands.

use std::io::Cursor;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use gateway::mail::Folder;
use gateway::payment::sandbox::{Rules, Sandbox};
use gateway::payment::{Capture, Gateway, Key, Secret};
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::portal::Door;
use model::time::{Clock, Instant};
use portal::checkout::Gateways;
use portal::{Desk, Reception};
use server::edge::cookie::Cookies;
use server::front::Front;
use server::jobs::Jobs;
use server::listen::answer;
use server::router::router;
use server::settings::{BrandSettings, Origin};
use server::site::Site;
use store::Db;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::browser::Browser;

/// Owner of the first account.
pub const ANNA: (&str, &str) = ("anna@berg.example", "seven-copper-kettles");
/// Technician of the first account: sees no money.
pub const TOM: (&str, &str) = ("tom@berg.example", "marble-otter-sundial");
/// Owner of the second account.
pub const OTTO: (&str, &str) = ("otto@stein.example", "violet-thimble-harbour");

/// Accountant of both.
pub const EVA: (&str, &str) = ("eva@wald.example", "amber-ladder-seventeen");

const BOOKS: &str = include_str!("books.ndjson");

/// 2026-03-01T12:00:00Z.
const NOW: Instant = Instant(1_772_366_400_000_000);

/// A clock that is put forward by hand.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// The portal. It ends with the test.
pub struct Stage {
    pub address: SocketAddr,
    origin: String,
    clock: Arc<Hands>,
    db: Db,
    desk: Arc<Desk>,
    sandbox: Arc<Sandbox>,
    runtime: Runtime,
    _stop: watch::Sender<bool>,
    _folder: TempDir,
}

impl Stage {
    /// A portal that is known by its own address.
    pub fn open() -> Self {
        Self::start(None, None)
    }

    /// A portal whose provider has this logo (SVG).
    pub fn branded(logo: &str) -> Self {
        Self::start(None, Some(logo))
    }

    /// A portal behind a public address.
    pub fn under(origin: &str) -> Self {
        Self::start(Some(origin), None)
    }

    fn start(origin: Option<&str>, logo: Option<&str>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            .enable_all()
            .build()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let listener = runtime
            .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
            .unwrap();
        let address = listener.local_addr().unwrap();
        let own = format!("http://{address}");
        let origin = origin.unwrap_or(&own).to_owned();
        let clock = Arc::new(Hands(AtomicI64::new(NOW.0)));
        let hands: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let (front, jobs) = runtime.block_on(front(&folder, (&origin, logo), hands));
        let (_, sandbox) = front.sandboxes.first().unwrap().clone();
        let (db, desk) = (front.db.clone(), Arc::clone(&jobs.desk));
        let (stop, stopped) = watch::channel(false);
        runtime.spawn(jobs.run(stopped.clone()));
        runtime.spawn(answer(listener, router(&front).unwrap(), stopped));
        Self {
            address,
            origin,
            clock,
            db,
            desk,
            sandbox,
            runtime,
            _stop: stop,
            _folder: folder,
        }
    }

    /// The secret of a new key of the provider's API.
    pub fn key(&self, scope: &str) -> String {
        let scopes = [scope.to_owned()];
        let made = portal::people::create_key(&self.desk, scope, &scopes);
        self.runtime.block_on(made).unwrap()
    }

    /// The payment orders of a checkout.
    pub fn orders(&self, checkout: &str) -> Vec<String> {
        let checkout = checkout.parse().unwrap();
        let found = async {
            let mut tx = self.db.read().await.unwrap();
            store::payment::of_checkout(&mut tx, &checkout).await
        };
        let orders = self.runtime.block_on(found).unwrap().into_iter();
        orders.map(|order| order.id.to_string()).collect()
    }

    /// A webhook as the sandbox sends it, of a payment that is none of ours: signature and body.
    pub fn webhook(&self) -> (String, String) {
        let capture = Capture {
            key: Key::new("order-17").unwrap(),
            amount: Money::new(2_490, Currency::EUR),
            method: Method::Card,
            token: "ok".to_owned(),
            customer: None,
            present: false,
            return_url: None,
            description: String::new(),
        };
        let sent = async {
            self.sandbox.capture(&capture).await.unwrap();
            self.sandbox.due().await.unwrap().remove(0)
        };
        let webhook = self.runtime.block_on(sent);
        let signature = webhook
            .headers
            .iter()
            .find(|(name, _)| name.as_str() != "content-type");
        let (_, signature) = signature.unwrap();
        let body = String::from_utf8(webhook.body).unwrap();
        (signature.to_str().unwrap().to_owned(), body)
    }

    /// Puts the clock forward by so many seconds.
    pub fn later(&self, seconds: i64) {
        self.clock
            .0
            .fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A browser that has not been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// A browser in which somebody is signed in.
    pub fn signed_in(&self, person: (&str, &str)) -> Browser {
        let mut browser = self.browser();
        Self::sign_in(&mut browser, person);
        browser
    }

    pub fn sign_in(browser: &mut Browser, (email, password): (&str, &str)) {
        let answer = browser.post("/sign-in", &[("email", email), ("password", password)]);
        assert_eq!(answer.status, 303, "{}", answer.body);
    }

    /// Disables somebody, as the provider does.
    pub fn disable(&self, (email, _): (&str, &str)) {
        let done = portal::people::disable(&self.desk, email);
        self.runtime.block_on(done).unwrap();
    }

    /// The identifiers of a kind that stand in a text, each once.
    pub fn ids(text: &str, prefix: &str) -> Vec<String> {
        let mut found: Vec<String> = text
            .match_indices(prefix)
            .filter_map(|(at, _)| text.get(at..at + prefix.len() + 26))
            .filter(|id| {
                id[prefix.len()..]
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric())
            })
            .map(str::to_owned)
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// What follows `path` in the first link of that kind that was mailed.
    pub fn mailed_link(&self, path: &str) -> String {
        for _ in 0..100 {
            let mails = self.browser().get("/dev/mail").body;
            let rest = mails.split(&format!("{}{path}", self.origin)).nth(1);
            if let Some(rest) = rest {
                return rest.split('"').next().unwrap().to_owned();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no mail came");
    }
}

async fn import(db: &Db, clock: &dyn Clock) {
    let options = portal::import::ImportOptions {
        adapters: portal::import::Adapters {
            gateways: vec!["sandbox".to_owned()],
            ..Default::default()
        },
        ..Default::default()
    };
    let books = Cursor::new(BOOKS);
    let report = portal::import::run(db, clock, books, options, &|_, _| ())
        .await
        .unwrap();
    assert!(report.refused.is_empty(), "{:?}", report.refused);
}

async fn front(
    folder: &TempDir,
    (origin, logo): (&str, Option<&str>),
    clock: Arc<dyn Clock>,
) -> (Front, Jobs) {
    let file = folder.path().join("saldo.db");
    let db = Db::open(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    db.migrate().await.unwrap();
    import(&db, &*clock).await;
    let mut brand = BrandSettings::default();
    if let Some(logo) = logo {
        let file = folder.path().join("logo.svg");
        std::fs::write(&file, logo).unwrap();
        brand.logo = Some(file);
    }
    let origin = Origin::try_from(origin.to_owned()).unwrap();
    let mails = Folder::open(&folder.path().join("mail")).unwrap();
    let reception = Reception::new("Saldo", origin.as_str(), 2).unwrap();
    let sandbox = sandbox(folder, &origin, Arc::clone(&clock)).await;
    let desk = Desk::new(db.clone(), clock, reception);
    let desk = Arc::new(desk.with_gateways(gateways(&origin, &sandbox)));
    let jobs = Jobs {
        desk: Arc::clone(&desk),
        post: Arc::new(mails.clone()),
        vat: None,
    };
    let door: Door = Arc::<Desk>::clone(&desk);
    let front = Front {
        door,
        desk,
        db,
        site: Arc::new(site(folder, &brand)),
        brand: Arc::new(brand.brand()),
        cookies: Cookies::under(&origin),
        origin,
        proxies: Arc::from([]),
        limit: Arc::default(),
        places: server::edge::finish::Places::default(),
        mails: Some(mails),
        sandboxes: Arc::from([("sandbox".to_owned(), sandbox)]),
    };
    (front, jobs)
}

fn gateways(origin: &Origin, sandbox: &Arc<Sandbox>) -> Gateways {
    let gateway = Arc::clone(sandbox) as Arc<_>;
    let gateways = Gateways::of_portal(origin.as_str());
    // The same payment provider twice, once without a secret for webhooks.
    let silent = Arc::clone(sandbox) as Arc<_>;
    let secrets = vec![Secret::new("whsec_newer"), Secret::new(SECRET)];
    let gateways = gateways.with_webhooks("sandbox", gateway, secrets);
    gateways.with("silent", silent)
}

/// What the sandbox signs its webhooks with.
pub const SECRET: &str = "whsec_stage";

async fn sandbox(folder: &TempDir, origin: &Origin, clock: Arc<dyn Clock>) -> Arc<Sandbox> {
    let rules = Rules {
        pages: format!("{}/sandbox/sandbox", origin.as_str()),
        secret: Secret::new(SECRET),
        pace: 30,
        answer: Duration::from_secs(30),
    };
    let books = folder.path().join("sandbox.db");
    Arc::new(Sandbox::open(&books, rules, clock).await.unwrap())
}

/// As much of a site as pages name.
fn site(folder: &TempDir, brand: &BrandSettings) -> Site {
    let root = folder.path().join("site");
    let files = [
        (
            "assets.json",
            r#"{"js":"/pkg/saldo.js","wasm":"/pkg/saldo.0123.wasm",
            "pwa":"/pkg/pwa.js","css":"/pkg/saldo.0123.css",
            "texts":{"en":"/pkg/text.en.txt","de":"/pkg/text.de.txt"}}"#,
        ),
        ("public/favicon.svg", "<svg/>"),
        ("public/pkg/saldo.0123.css", "body{}"),
        ("public/pkg/saldo.0123.css.br", "packed"),
    ];
    for (name, content) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    Site::open(&root, brand).unwrap()
}
