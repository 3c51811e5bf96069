use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies that are believed about whom they forward for: `TRUSTED_PROXIES`.
#[derive(Clone, Debug)]
pub struct Proxies {
    trusted: Arc<[IpNet]>,
    warned: Arc<AtomicBool>,
}

impl Proxies {
    /// These networks; none believes nobody.
    #[must_use]
    pub fn new(trusted: &[IpNet]) -> Self {
        Self { trusted: trusted.into(), warned: Arc::default() }
    }

    /// The client's address: the first one from the right that is no trusted proxy's, or the last that a trusted
    /// one vouches for. Mapped IPv4 addresses (RFC 4291 §2.5.5.2) come out as IPv4.
    #[must_use]
    pub fn client_address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            self.warn_once(peer, headers);
            return peer;
        }
        let mut client = peer;
        for hop in hops(headers).into_iter().rev() {
            let Some(address) = address(hop) else { break };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }

    fn warn_once(&self, peer: IpAddr, headers: &HeaderMap) {
        if headers.contains_key(X_FORWARDED_FOR) && !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(%peer, "X-Forwarded-For is not believed: TRUSTED_PROXIES does not name this peer");
        }
    }
}

/// From left to right, over all the headers of that name; one that is no text hides what is left of it.
fn hops(headers: &HeaderMap) -> Vec<&str> {
    headers.get_all(X_FORWARDED_FOR).iter().flat_map(|value| value.to_str().unwrap_or("?").split(',')).collect()
}

/// An address as proxies write it: alone, with a port, in brackets.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let alone = bare.parse::<IpAddr>().ok();
    alone.or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip())).map(|found| found.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().expect("a network"));
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(value.as_bytes()).expect("a header value"));
        }
        Proxies::new(&trusted).client_address(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn only_what_trusted_proxies_say_counts_read_from_the_right() {
        for (peer, forwarded, client) in [
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.2.3.4"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.7", "10.2.3.4"], "198.51.100.7"),
            ("10.0.0.1", &["10.9.9.9, 10.2.3.4"], "10.9.9.9"),
            ("10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("10.0.0.1", &["::ffff:198.51.100.7"], "198.51.100.7"),
            ("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("fd00::1", &["198.51.100.7, [fd00::2]:80"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7, unknown, 10.2.3.4"], "10.2.3.4"),
            ("10.0.0.1", &["198.51.100.7,"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7", "\u{fc}"], "10.0.0.1"),
        ] {
            assert_eq!(seen(peer, forwarded), client, "{peer} {forwarded:?}");
        }
    }
}
