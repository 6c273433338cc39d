//! Cookies: their names, and how they are read and written.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::settings::Origin;

/// The session's secret.
pub const SESSION: &str = "sid";
/// The secret by which a browser that has signed in before is known.
pub const DEVICE: &str = "device";
/// The language that was chosen.
pub const LANGUAGE: &str = "language";
/// The theme that was chosen.
pub const THEME: &str = "theme";
/// The direction of writing, if it is to differ from the language's.
pub const DIRECTION: &str = "dir";

/// How long a browser keeps what is to outlive a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Until the browser ends.
    Session,
    /// So many seconds.
    Seconds(u32),
    /// No longer.
    Nothing,
}

impl Keep {
    /// So many days.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self::Seconds(days * 86_400)
    }
}

/// The rules for cookies under the portal's public address.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// Browsers take `Secure` over TLS and from this machine itself; under any other address a
    /// `__Host-` cookie would be dropped, and signing in would lead back to signing in.
    #[must_use]
    pub fn under(origin: &Origin) -> Self {
        Self {
            secure: origin.is_https() || origin.is_loopback(),
        }
    }

    /// Whether cookies are bound to a safe connection.
    #[must_use]
    pub fn are_secure(self) -> bool {
        self.secure
    }

    fn prefix(self) -> &'static str {
        if self.secure { "__Host-" } else { "" }
    }

    /// The value of a cookie, if the request has it exactly once.
    #[must_use]
    pub fn read<'h>(self, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
        let mut found = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| {
                let (key, value) = pair.trim().split_once('=')?;
                (key.strip_prefix(self.prefix())? == name).then_some(value)
            });
        match (found.next(), found.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    }

    /// The line that sets a cookie; none if the value does not fit into one.
    #[must_use]
    pub fn write(self, name: &str, value: &str, keep: Keep) -> Option<HeaderValue> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        if !value.bytes().all(fits) {
            return None;
        }
        let secure = if self.secure { "; Secure" } else { "" };
        let keep = match keep {
            Keep::Session => String::new(),
            Keep::Seconds(seconds) => format!("; Max-Age={seconds}"),
            Keep::Nothing => "; Max-Age=0".to_owned(),
        };
        let line = format!(
            "{}{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{keep}",
            self.prefix()
        );
        HeaderValue::try_from(line).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(origin: &str) -> Cookies {
        Cookies::under(&Origin::try_from(origin.to_owned()).unwrap())
    }

    #[test]
    fn the_public_address_decides_the_name() {
        let line = |origin: &str| under(origin).write(SESSION, "abc", Keep::Session).unwrap();
        let safe = "__Host-sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(line("https://portal.example.com"), safe);
        assert_eq!(line("http://127.0.0.1:3000"), safe);
        assert_eq!(
            line("http://192.0.2.1"),
            "sid=abc; Path=/; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn a_cookie_that_was_planted_beside_the_own_one_counts_for_nothing() {
        let read = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, line.parse().unwrap());
            let cookies = under("https://portal.example.com");
            cookies.read(&headers, SESSION).map(str::to_owned)
        };
        assert_eq!(read("a=1; __Host-sid=abc"), Some("abc".to_owned()));
        assert_eq!(read("sid=planted"), None);
        assert_eq!(read("__Host-sid=abc; __Host-sid=planted"), None);
    }

    #[test]
    fn a_value_cannot_add_attributes() {
        let cookies = under("https://portal.example.com");
        assert_eq!(cookies.write(THEME, "dark; Domain=x", Keep::Session), None);
    }
}
