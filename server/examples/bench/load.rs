//! A load generator that reads what it gets: a page counts only with status 200 and the
//! customer's name in it. It asks for packed pages, as browsers do, and unpacks them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;

use crate::Done;

/// Connections at once.
const CONNECTIONS: u32 = 8;

/// A page, and how to know it.
#[derive(Clone)]
pub struct Page {
    /// Who serves it.
    pub address: SocketAddr,
    /// Its path.
    pub path: String,
    /// The session's cookie, `name=value`.
    pub cookie: String,
    /// What stands in it.
    pub holds: String,
}

/// One answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Header lines in lower case.
    pub head: Vec<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body, unpacked. A page that did not travel packed is not what browsers get.
    fn text(&self) -> Done<String> {
        let packed = |line: &String| line.replace(' ', "") == "content-encoding:gzip";
        if !self.head.iter().any(packed) {
            return Err(format!("{}: the page did not travel packed", self.status).into());
        }
        let mut text = String::new();
        GzDecoder::new(&*self.body).read_to_string(&mut text)?;
        Ok(text)
    }
}

/// A kept-alive connection.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> Done<Self> {
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request as written and reads the answer.
    pub fn ask(&mut self, request: &str) -> Done<Answer> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status = status.split(' ').nth(1).unwrap_or_default().parse()?;
        let mut head = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            head.push(format!("{}:{}", name.to_lowercase(), value));
        }
        let body = self.body(&head)?;
        Ok(Answer { status, head, body })
    }

    fn line(&mut self) -> Done<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            return Err("the connection was closed".into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn body(&mut self, head: &[String]) -> Done<Vec<u8>> {
        let header = |name: &str| head.iter().find_map(|line| line.strip_prefix(name));
        let mut body = Vec::new();
        if let Some(length) = header("content-length:") {
            body.resize(length.trim().parse()?, 0);
            self.0.read_exact(&mut body)?;
        } else if header("transfer-encoding:").is_some() {
            loop {
                let length = usize::from_str_radix(&self.line()?, 16)?;
                let before = body.len();
                body.resize(before + length, 0);
                self.0
                    .read_exact(body.get_mut(before..).unwrap_or_default())?;
                self.line()?;
                if length == 0 {
                    break;
                }
            }
        }
        Ok(body)
    }

    fn get(&mut self, page: &Page) -> Done<()> {
        let answer = self.ask(&format!(
            "GET {} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\naccept: text/html\r\n\
             accept-encoding: gzip, deflate, br, zstd\r\n\r\n",
            page.path, page.address, page.cookie
        ))?;
        let held = answer.text()?.contains(&page.holds);
        match answer.status {
            200 if held => Ok(()),
            status => Err(format!("{}: {status}, the name is there: {held}", page.path).into()),
        }
    }
}

/// As fast as they go, for so long: pages a second.
pub fn rate(page: &Page, time: Duration) -> Done<f64> {
    let began = Instant::now();
    let latencies = together(page, |connection, _| {
        let mut latencies = Vec::new();
        while began.elapsed() < time {
            let asked = Instant::now();
            connection.get(page)?;
            latencies.push(asked.elapsed());
        }
        Ok(latencies)
    })?;
    Ok(latencies.len() as f64 / began.elapsed().as_secs_f64())
}

/// So many pages a second, for so long: the latencies, from the moment at which each was due.
pub fn paced(page: &Page, rate: f64, time: Duration) -> Done<Vec<Duration>> {
    let pause = Duration::from_secs_f64(f64::from(CONNECTIONS) / rate);
    let began = Instant::now();
    let mut latencies = together(page, |connection, number| {
        let mut latencies = Vec::new();
        let mut due = began + pause * number / CONNECTIONS;
        while due < began + time {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            connection.get(page)?;
            latencies.push(due.elapsed());
            due += pause;
        }
        Ok(latencies)
    })?;
    latencies.sort();
    Ok(latencies)
}

fn together<F>(page: &Page, work: F) -> Done<Vec<Duration>>
where
    F: Fn(&mut Connection, u32) -> Done<Vec<Duration>> + Sync,
{
    let work = &work;
    let one = |number| -> Result<Vec<Duration>, String> {
        let connection = Connection::open(page.address);
        let worked = connection.and_then(|mut connection| work(&mut connection, number));
        worked.map_err(|fault| fault.to_string())
    };
    let ended = thread::scope(|scope| {
        let running: Vec<_> = (0..CONNECTIONS)
            .map(|number| scope.spawn(move || one(number)))
            .collect();
        let joined = running.into_iter().map(|thread| thread.join());
        joined
            .map(|end| end.unwrap_or_else(|_| Err("a connection stopped".to_owned())))
            .collect::<Result<Vec<_>, String>>()
    })?;
    Ok(ended.into_iter().flatten().collect())
}
