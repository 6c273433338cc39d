//! The address of a client, by the word of trusted proxies only.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::header::HOST;
use http::{Extensions, HeaderMap};

use crate::settings::{Network, Origin};

const FORWARDED: &str = "x-forwarded-for";

/// Who sent the request: the other end of the connection; if that is a trusted proxy, the last
/// address in `X-Forwarded-For` that is not one. What a client writes into it is before that.
#[must_use]
pub fn client(extensions: &Extensions, headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(behind(peer.ip().to_canonical(), headers, trusted))
}

/// Whether somebody on this machine asks, by an address of this machine, without a proxy.
#[must_use]
pub fn near(peer: SocketAddr, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = Origin::try_from(format!("http://{}", host.unwrap_or_default()));
    let passed_on = ["forwarded", FORWARDED, "x-real-ip", "via"];
    peer.ip().to_canonical().is_loopback()
        && host.is_ok_and(|host| host.is_loopback())
        && passed_on.iter().all(|name| !headers.contains_key(*name))
}

fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    let mut found = peer;
    let lines: Vec<&str> = headers
        .get_all(FORWARDED)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(found) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => found = address.to_canonical(),
            Err(_) => break,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED, line.parse().unwrap());
        }
        behind(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_an_address() {
        assert_eq!(found("192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
    }

    #[test]
    fn a_proxy_is_believed_about_the_last_stranger_only() {
        let claimed = "203.0.113.9, 198.51.100.1, 10.0.0.2";
        assert_eq!(found("10.0.0.1", &[claimed]), "198.51.100.1");
        assert_eq!(
            found("10.0.0.1", &["203.0.113.9", "198.51.100.1"]),
            "198.51.100.1"
        );
        assert_eq!(found("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &[]), "10.0.0.1");
    }
}
