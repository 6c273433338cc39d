use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use clap::Args;
use gateway::mail::Folder;
use model::time::Clock;
use portal::Desk;
use store::Db;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::clock::{clock, moment};
use super::gateways::{Providers, vat};
use super::open::{Mail, database, desk, origin};
use super::trouble::Trouble;
use super::{Outcome, demo};
use crate::edge::cookie::Cookies;
use crate::edge::finish::Places;
use crate::front::Front;
use crate::jobs::Jobs;
use crate::listen::answer;
use crate::router::router;
use crate::settings::{Origin, Settings};
use crate::site::Site;
use crate::telemetry;

/// So long requests and jobs together may take to come to their end once the process was asked to
/// stop: less than supervisors wait before they kill.
pub const DRAIN: Duration = Duration::from_secs(25);

/// What `saldo serve` takes.
#[derive(Args, Debug)]
pub struct Serve {
    /// Serves a fresh demo database and prints who may sign in
    #[arg(long)]
    demo: bool,
    /// Leaves the jobs to `saldo work`
    #[arg(long)]
    no_jobs: bool,
    /// Serves on the listening socket that is the standard input, as systemd hands it on: whoever
    /// keeps that socket open may start this process anew, and nobody is refused meanwhile
    #[arg(long)]
    socket: bool,
    /// Stops the demo's clock at this instant, such as 2026-03-01T00:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = moment, requires = "demo")]
    now: Option<model::time::Instant>,
}

/// Serves until it is asked to stop.
pub async fn serve(mut settings: Settings, options: &Serve) -> Result<Outcome, Trouble> {
    telemetry::start(&settings.log, if options.demo { "error" } else { "info" })?;
    let site = Site::open(&settings.site.root, &settings.brand)?;
    // Who cannot listen changes nothing. Port 0 is a free one.
    let listener = if options.socket {
        handed_on().map_err(no_socket)?
    } else {
        listen(settings.server.listen).await?
    };
    settings.server.listen = listener.local_addr()?;
    // Whoever may not serve like this leaves the database alone.
    origin(&settings)?;
    let clock = clock(options.now);
    if options.demo {
        settings = demo::settings(settings)?;
        demo::prepare(&settings, &*clock).await?;
    }
    let db = database(&settings).await?;
    let providers = Providers::open(&settings, &clock).await?;
    let house = House::open(&settings, site, (&db, clock, &providers))?;
    let (stop, stopped) = watch::channel(false);
    let jobs = (!options.no_jobs).then(|| tokio::spawn(house.jobs.run(stopped.clone())));
    let hooks = webhooks(&providers, settings.server.listen, &stopped);
    let serving = tokio::spawn(answer(listener, house.router, stopped));
    announce(&house.front, options.demo)?;
    stop_signal().await?;
    tracing::info!("stopping: what is under way comes to its end");
    stop.send_replace(true);
    let end = Instant::now() + DRAIN;
    let served = timeout_at(end, serving).await.is_ok();
    let drained = timeout_at(end, house.front.places.drained()).await.is_ok();
    if !served || !drained {
        tracing::warn!("some requests were cut off");
    }
    for task in jobs.into_iter().chain(hooks) {
        let _ = timeout_at(end, task).await;
    }
    providers.close().await;
    db.close().await;
    Ok(Outcome::Done)
}

/// Sandboxes in this process tell it what happens as any other provider does.
fn webhooks(
    providers: &Providers,
    here: SocketAddr,
    stopped: &watch::Receiver<bool>,
) -> Vec<JoinHandle<()>> {
    let sandboxes = providers.sandboxes.iter().map(|(name, sandbox)| {
        let (sandbox, stopped) = (Arc::clone(sandbox), stopped.clone());
        let target = format!("http://{here}/webhooks/{name}");
        tokio::spawn(async move { sandbox.run(&target, stopped).await })
    });
    sandboxes.collect()
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Trouble> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| Trouble::new(format!("cannot listen on {address}: {error}")))
}

/// The standard input as a listener.
#[cfg(unix)]
fn handed_on() -> std::io::Result<TcpListener> {
    use std::os::fd::AsFd;
    let input = std::io::stdin().as_fd().try_clone_to_owned()?;
    let listener = std::net::TcpListener::from(input);
    listener.local_addr()?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

#[cfg(not(unix))]
fn handed_on() -> std::io::Result<TcpListener> {
    Err(std::io::ErrorKind::Unsupported.into())
}

fn no_socket(error: std::io::Error) -> Trouble {
    Trouble::new(format!(
        "the standard input is no listening socket: {error}"
    ))
}

/// Everything that serves, wired together.
struct House {
    front: Front,
    router: Router,
    jobs: Jobs,
}

impl House {
    fn open(
        settings: &Settings,
        site: Site,
        (db, clock, providers): (&Db, Arc<dyn Clock>, &Providers),
    ) -> Result<Self, Trouble> {
        let mail = Mail::open(&settings.mail)?;
        let desk = desk(settings, db, clock)?.with_gateways(providers.gateways.clone());
        let desk = Arc::new(desk);
        let origin = origin(settings)?;
        warn_of_plain_http(&origin);
        for name in settings.silent() {
            tracing::warn!(
                name,
                "the name is known, but nothing is asked of this adapter yet"
            );
        }
        let shown = mail.folder.filter(|_| settings.mail.show);
        let mut front = front(settings, site, (origin, shown), (&desk, db));
        front.sandboxes = providers.sandboxes.as_slice().into();
        let router = router(&front)?;
        let jobs = Jobs {
            desk,
            post: mail.post,
            vat: vat(&settings.vat),
        };
        Ok(Self {
            front,
            router,
            jobs,
        })
    }
}

fn warn_of_plain_http(origin: &Origin) {
    if !Cookies::under(origin).are_secure() {
        tracing::warn!(
            address = origin.as_str(),
            "customers reach the portal over plain http: set server.public_url to an https \
             address and put a proxy with TLS before it"
        );
    }
}

fn front(
    settings: &Settings,
    site: Site,
    (origin, mails): (Origin, Option<Folder>),
    (desk, db): (&Arc<Desk>, &Db),
) -> Front {
    Front {
        door: Arc::<Desk>::clone(desk),
        desk: Arc::clone(desk),
        db: db.clone(),
        site: Arc::new(site),
        brand: Arc::new(settings.brand.brand()),
        cookies: Cookies::under(&origin),
        origin,
        proxies: settings.server.trusted_proxies.as_slice().into(),
        limit: Arc::default(),
        places: Places::default(),
        mails,
        sandboxes: Arc::from([]),
    }
}

fn announce(front: &Front, demo: bool) -> Result<(), Trouble> {
    let origin = front.origin.as_str();
    println!("Saldo serves {origin}");
    if demo {
        println!("Mail is shown at {origin}/dev/mail\nSign in as");
        for visitor in demo::people()? {
            println!(
                "  {:34} {:26} {}",
                visitor.email, visitor.password, visitor.who
            );
        }
    }
    Ok(())
}

/// Waits for SIGTERM or Ctrl-C.
pub async fn stop_signal() -> Result<(), Trouble> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
        }
    }
    #[cfg(not(unix))]
    Ok(tokio::signal::ctrl_c().await?)
}
