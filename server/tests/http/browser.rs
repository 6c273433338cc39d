//! As much of a browser as the tests need: it sends one request a connection and keeps cookies.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The body's size on the wire, in bytes.
    pub weight: usize,
}

impl Answer {
    /// The value of a header, if it is there once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found: Vec<&str> = self.named(name).collect();
        assert!(found.len() < 2, "{name}: {found:?}");
        found.first().copied()
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.named(name).collect()
    }

    fn named<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let named = move |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        let found = self.headers.iter().filter(named);
        found.map(|(_, value)| value.as_str())
    }

    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The hidden fields of the forms of a page.
    pub fn hidden(&self) -> Vec<(String, String)> {
        const FIELD: &str = r#"<input type="hidden" name=""#;
        let fields = self.body.match_indices(FIELD);
        let field = |(at, _): (usize, &str)| {
            let text = self.body.get(at + FIELD.len()..)?;
            let (name, rest) = text.split_once(r#"" value=""#)?;
            let value = rest.split('"').next()?;
            Some((name.to_owned(), value.to_owned()))
        };
        fields.filter_map(field).collect()
    }

    pub fn has(&self, text: &str) -> bool {
        self.body.contains(text)
    }
}

/// A visitor with a jar of cookies.
#[derive(Clone, Debug)]
pub struct Browser {
    address: SocketAddr,
    pub jar: BTreeMap<String, String>,
    pub headers: Vec<(&'static str, String)>,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            jar: BTreeMap::new(),
            headers: Vec::new(),
        }
    }

    /// The same with one more header in each request.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "", "")
    }

    /// Posts a form.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            &form.finish(),
        )
    }

    pub fn send(&mut self, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.0\r\nHost: {}\r\n", self.address);
        let jar: Vec<String> = self
            .jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !jar.is_empty() {
            request += &format!("Cookie: {}\r\n", jar.join("; "));
        }
        for (name, value) in &self.headers {
            request += &format!("{name}: {value}\r\n");
        }
        if method != "GET" {
            request += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        }
        let answer = exchange(self.address, &format!("{request}\r\n{body}"));
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.all("set-cookie") {
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// HTTP/1.0, so that the end of the connection is the end of the answer.
fn exchange(address: SocketAddr, request: &str) -> Answer {
    let mut socket = TcpStream::connect(address).unwrap();
    // Who is refused early may find the connection closed while still writing.
    let _ = socket.write_all(request.as_bytes());
    let mut bytes = Vec::new();
    let _ = socket.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status: status
            .and_then(|status| status.parse().ok())
            .unwrap_or_default(),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
        weight: bytes.len() - end.map_or(bytes.len(), |end| end + 4),
    }
}
