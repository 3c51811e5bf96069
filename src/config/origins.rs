use std::net::IpAddr;

use url::{Host, Url};

/// Which browsers' origins may call, beside the server's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedOrigins {
    /// These, as browsers write them (RFC 6454 §6.2), e.g. `https://app.example.org`.
    pub listed: Vec<String>,
    /// And any port of a loopback host, over http or https: development's default.
    pub loopback: bool,
}

impl AllowedOrigins {
    /// Whether an `Origin` header names one of them.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.listed.iter().any(|listed| listed == origin) || (self.loopback && is_loopback_origin(origin))
    }
}

/// Whether a URL's host is this machine: `localhost` or a loopback address.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).to_canonical().is_loopback(),
        None => false,
    }
}

fn is_loopback_origin(origin: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    // Written exactly as a browser writes it: nothing after the port, no user before the host.
    matches!(url.scheme(), "http" | "https") && is_loopback(&url) && url.origin().ascii_serialization() == origin
}
