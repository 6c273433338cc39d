//! Processes under test, and who signs in to them.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Done;
use crate::books::{PASSWORD, Visitor};
use crate::load::{Connection, Page};

/// The binary under test, beside the folder of this one.
pub fn saldo() -> Done<PathBuf> {
    let this = std::env::current_exe()?;
    let built = this.parent().and_then(Path::parent);
    Ok(built.ok_or("this binary lies in no folder")?.join("saldo"))
}

/// A running process; it ends with its value.
pub struct House {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to its first answer.
    pub began: Duration,
}

impl House {
    /// Saldo on a database.
    pub fn saldo(url: &str) -> Done<Self> {
        let address = free()?;
        let mut command = serve(url)?;
        command.env("SALDO_ADDRESS", address.to_string());
        Self::start(command, address, "/sign-in")
    }

    /// Saldo on a database and on a socket that is kept open by others as well; it may not answer
    /// yet.
    pub fn on(url: &str, socket: &TcpListener) -> Done<Self> {
        let mut command = serve(url)?;
        command.arg("--socket");
        command.stdin(Stdio::from(OwnedFd::from(socket.try_clone()?)));
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        Ok(Self {
            child: command.spawn()?,
            address: socket.local_addr()?,
            began: Duration::ZERO,
        })
    }

    /// Waits until it says where it serves.
    pub fn ready(&mut self) -> Done<()> {
        let out = self.child.stdout.take().ok_or("its output is not read")?;
        let mut first = String::new();
        BufReader::new(out).read_line(&mut first)?;
        if first.is_empty() {
            return Err("the server ended at once".into());
        }
        Ok(())
    }

    /// Asks it to end, and waits until it has ended in order.
    pub fn end(mut self) -> Done<()> {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()?;
        if !asked.success() {
            return Err("the server cannot be asked to end".into());
        }
        let ended = self.child.wait()?;
        if ended.success() {
            return Ok(());
        }
        Err(format!("the server ended with {ended}").into())
    }

    /// The floor on the same database.
    pub fn floor(url: &str) -> Done<Self> {
        let address = free()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["floor", url, &address.port().to_string()]);
        Self::start(command, address, "/")
    }

    fn start(mut command: Command, address: SocketAddr, path: &str) -> Done<Self> {
        let began = Instant::now();
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn()?;
        let mut house = Self {
            child,
            address,
            began: Duration::ZERO,
        };
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
        while began.elapsed() < Duration::from_secs(60) {
            let answer = Connection::open(address).and_then(|mut open| open.ask(&request));
            if answer.is_ok() {
                house.began = began.elapsed();
                return Ok(house);
            }
            if let Some(status) = house.child.try_wait()? {
                return Err(format!("the server ended at once: {status}").into());
            }
            sleep(Duration::from_millis(2));
        }
        Err("the server does not answer".into())
    }

    /// Resident memory in kilobytes.
    pub fn memory(&self) -> Done<u64> {
        resident(self.child.id())
    }

    /// Signs in and gives the account page.
    pub fn account_page(&self, visitor: Visitor) -> Done<Page> {
        let body = format!(
            "email={}&password={PASSWORD}",
            visitor.email.replace('@', "%40")
        );
        let answer = Connection::open(self.address)?.ask(&format!(
            "POST /sign-in HTTP/1.1\r\nhost: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        ))?;
        let cookies = answer.head.iter();
        let cookies = cookies.filter_map(|line| line.strip_prefix("set-cookie:"));
        let mut pairs = cookies.filter_map(|cookie| cookie.split(';').next());
        let session = pairs.find(|pair| {
            pair.trim()
                .split('=')
                .next()
                .unwrap_or_default()
                .ends_with("sid")
        });
        let session = session.ok_or_else(|| format!("signed in with {}", answer.status))?;
        Ok(Page {
            address: self.address,
            path: "/".to_owned(),
            cookie: session.trim().to_owned(),
            holds: visitor.name.to_owned(),
        })
    }
}

/// The resident memory of a process, in kilobytes.
pub fn resident(process: u32) -> Done<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmRSS")?.parse()?)
}

/// `saldo serve` on a database.
fn serve(url: &str) -> Done<Command> {
    let mut command = Command::new(saldo()?);
    // Neither mail nor the billing run works meanwhile: what is measured is the pages.
    command.args(["serve", "--no-jobs"]);
    command.env("SALDO_DATABASE_URL", url);
    command.env("SALDO_SITE_ROOT", "target/site");
    command.env("SALDO_MAIL__DIRECTORY", "target/bench/mail");
    Ok(command)
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free() -> Done<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A database with so many customers, made once and kept for the next run.
pub fn database(folder: &Path, customers: u32) -> Done<String> {
    let place = std::path::absolute(folder.join(format!("{customers}.db")))?;
    let url = format!("sqlite://{}", place.display());
    if place.exists() {
        return Ok(url);
    }
    let fresh = std::path::absolute(folder.join("fresh.db"))?;
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(PathBuf::from(format!("{}{ending}", fresh.display())));
    }
    import(folder, &format!("sqlite://{}", fresh.display()), customers)?;
    std::fs::rename(&fresh, &place)?;
    Ok(url)
}

/// Brings so many customers into an empty database.
pub fn import(folder: &Path, url: &str, customers: u32) -> Done<()> {
    let books = folder.join("books.ndjson");
    crate::books::write(&books, customers)?;
    let began = Instant::now();
    load(&books, url, None)?;
    let took = began.elapsed().as_secs_f64();
    println!("import: {customers} customers in {took:.1} s");
    std::fs::remove_file(&books)?;
    Ok(())
}

/// Brings books into an empty database, at an instant other than now if one is given.
pub fn load(books: &Path, url: &str, now: Option<&str>) -> Done<()> {
    let status = Command::new(saldo()?)
        .args(["import", "--relative"])
        .args(now.map(|now| format!("--now={now}")))
        .arg(books)
        .env("SALDO_DATABASE_URL", url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("the import of {}: {status}", books.display()).into());
    }
    Ok(())
}
