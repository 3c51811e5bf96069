use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::Peer;
use crate::{config::TrustedProxies, features::throttling::Network};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies that are believed about whom they forward for: `TRUSTED_PROXIES`.
#[derive(Clone, Debug)]
pub struct Proxies {
    trusted: Arc<TrustedProxies>,
    warned: Arc<AtomicBool>,
}

impl Proxies {
    /// Believes these.
    #[must_use]
    pub fn new(trusted: TrustedProxies) -> Self {
        Self { trusted: Arc::new(trusted), warned: Arc::default() }
    }

    /// The client's address: the first one from the right that is no trusted proxy's, or the last that a trusted
    /// one vouches for; none where nobody who is believed says one. Mapped IPv4 addresses (RFC 4291 §2.5.5.2) come
    /// out as IPv4.
    #[must_use]
    pub fn client_address(&self, peer: Peer, headers: &HeaderMap) -> Option<IpAddr> {
        let forwarded = if self.believes(peer) { self.forwarded_for(headers) } else { None };
        let client = forwarded.or(peer.address());
        if let Some(doubt) = self.doubt(peer, headers)
            && !self.warned.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(%peer, "{doubt}");
        }
        client
    }

    /// Why a request counts as another one's than its client's, for an operator to mend; mostly there is no such reason.
    #[must_use]
    pub fn doubt(&self, peer: Peer, headers: &HeaderMap) -> Option<&'static str> {
        let believed = self.believes(peer);
        if peer.address().is_none() && (!believed || self.forwarded_for(headers).is_none()) {
            return Some(
                "clients of a unix socket have no address and share the limits of one network: let TRUSTED_PROXIES \
                 name `unix`, and the proxy send X-Forwarded-For",
            );
        }
        (!believed && headers.contains_key(X_FORWARDED_FOR))
            .then_some("X-Forwarded-For is not believed: TRUSTED_PROXIES does not name this peer")
    }

    fn believes(&self, peer: Peer) -> bool {
        peer.address().map_or(self.trusted.unix, |address| self.trusts(address))
    }

    /// The network of a peer that is one client: of no trusted proxy, behind whom there are many, and of none without an
    /// address, who came by a file that an operator opened to them.
    #[must_use]
    pub fn alone(&self, peer: Peer) -> Option<Network> {
        let address = peer.address().filter(|_| !self.believes(peer))?;
        Some(Network::from(Some(address)))
    }

    fn forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let mut client = None;
        for hop in hops(headers).into_iter().rev() {
            let Some(address) = address(hop) else { break };
            client = Some(address);
            if !self.trusts(address) {
                break;
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.networks.iter().any(|network| network.contains(&address))
    }
}

/// From left to right, over all the headers of that name; what is no text hides what is left of it, and nothing else.
fn hops(headers: &HeaderMap) -> Vec<&str> {
    let lines = headers.get_all(X_FORWARDED_FOR).iter().map(HeaderValue::as_bytes);
    lines.flat_map(|line| line.split(|byte| *byte == b',')).map(|hop| str::from_utf8(hop).unwrap_or("?")).collect()
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
    use super::*;

    fn seen(trusted: &str, peer: Peer, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(value.as_bytes()).expect("a header value"));
        }
        let proxies = Proxies::new(trusted.parse().expect("proxies"));
        proxies.client_address(peer, &headers).map_or("nobody".to_owned(), |address| address.to_string())
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
            ("10.0.0.1", &["\u{ff}, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7,"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7", "\u{fc}"], "10.0.0.1"),
        ] {
            let address: IpAddr = peer.parse().expect("an address");
            let tcp = Peer::Tcp((address, 4711).into());
            assert_eq!(seen("10.0.0.0/8,fd00::/8", tcp, forwarded), client, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn an_operator_is_told_when_clients_count_as_somebody_else() {
        let tcp = |address: &str| Peer::Tcp((address.parse::<IpAddr>().expect("an address"), 4711).into());
        for (trusted, peer, forwarded, told) in [
            ("", tcp("192.0.2.1"), None, None),
            ("", tcp("192.0.2.1"), Some("198.51.100.7"), Some("is not believed")),
            ("10.0.0.0/8", tcp("10.0.0.1"), None, None),
            ("10.0.0.0/8", tcp("10.0.0.1"), Some("198.51.100.7"), None),
            ("", Peer::Unix, None, Some("share the limits")),
            ("", Peer::Unix, Some("198.51.100.7"), Some("share the limits")),
            ("unix", Peer::Unix, None, Some("share the limits")),
            ("unix", Peer::Unix, Some("unix:"), Some("share the limits")),
            ("unix", Peer::Unix, Some("198.51.100.7"), None),
        ] {
            let sent = forwarded.map(|value| (X_FORWARDED_FOR, HeaderValue::from_static(value)));
            let doubt = Proxies::new(trusted.parse().expect("proxies")).doubt(peer, &sent.into_iter().collect());
            let as_expected = doubt.map_or(told.is_none(), |doubt| told.is_some_and(|words| doubt.contains(words)));
            assert!(as_expected, "{trusted} {peer} {forwarded:?}: {doubt:?}");
        }
    }

    #[test]
    fn a_unix_peer_is_nobody_unless_it_is_trusted_and_names_one() {
        for (trusted, forwarded, client) in [
            ("", &["198.51.100.7"][..], "nobody"),
            ("10.0.0.0/8", &["198.51.100.7"], "nobody"),
            ("unix", &[], "nobody"),
            ("unix", &["unix:"], "nobody"),
            ("unix", &["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            ("unix", &["198.51.100.7, 10.2.3.4"], "10.2.3.4"),
            ("unix,10.0.0.0/8", &["203.0.113.9, 198.51.100.7, 10.2.3.4"], "198.51.100.7"),
        ] {
            assert_eq!(seen(trusted, Peer::Unix, forwarded), client, "{trusted} {forwarded:?}");
        }
    }
}
