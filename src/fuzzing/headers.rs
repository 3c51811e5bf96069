#![expect(clippy::missing_panics_doc, reason = "that it panics is what a fuzzer looks for")]

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, Request, request};
use secrecy::ExposeSecret;
use url::Url;

use super::text;
use crate::{
    caller::Client,
    config::{AllowedOrigins, Mode, TrustedProxies},
    graphql::Cookies,
    http::{Clients, Origins, Peer, Proxies},
    languages::{Languages, available},
};

const OWN: &str = "https://id.example.org";

fn peer(address: &str) -> Peer {
    Peer::Tcp((address.parse::<IpAddr>().expect("an address"), 4711).into())
}

fn proxies() -> Proxies {
    Proxies::new("10.0.0.0/8,fd00::/8".parse::<TrustedProxies>().expect("proxies"))
}

/// One value of this header for each line.
fn headers(name: &'static str, data: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in data.split(|byte| *byte == b'\n').filter_map(|line| HeaderValue::from_bytes(line).ok()) {
        headers.append(name, value);
    }
    headers
}

/// A stranger is who it is whatever it says; a trusted proxy's word leads to an address that stands there, as IPv4 where
/// it is one; the last hop counts where it is nobody's that is trusted.
pub fn forwarded_for(data: &[u8]) {
    let headers = headers("x-forwarded-for", data);
    let seen = |by: &str| proxies().client_address(peer(by), &headers).expect("a peer by TCP has an address");
    assert_eq!(seen("192.0.2.1").to_string(), "192.0.2.1");
    let client = seen("10.0.0.1");
    assert_eq!(client, client.to_canonical(), "a mapped address is one of version 4");
    let values = headers.get_all("x-forwarded-for").iter();
    let said: Vec<_> = values.flat_map(|value| value.to_str().unwrap_or("?").split(',')).map(str::trim).collect();
    if let Some(last) = said.last().and_then(|last| last.parse::<IpAddr>().ok()).map(|last| last.to_canonical()) {
        let is_trusted = match last {
            IpAddr::V4(address) => address.octets()[0] == 10,
            IpAddr::V6(address) => address.octets()[0] == 0xfd,
        };
        assert!(is_trusted || client == last, "the last hop counts");
    }
    assert!(client.to_string() == "10.0.0.1" || !said.is_empty(), "an address from nowhere");
}

/// What a user agent is called is short, of one line, and nothing that a mail program makes a link of.
pub fn user_agent(data: &[u8]) {
    let Some(user_agent) = text(data) else { return };
    let client = client_of(&headers("user-agent", data));
    assert!(client.user_agent.as_ref().is_none_or(|kept| kept.chars().count() <= 512));
    let whole = Client { user_agent: Some(user_agent.to_owned()), ..client.clone() };
    for words in [client.device(), whole.device()].into_iter().flatten() {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_()/!+".contains(c);
        assert!(words.chars().all(is_plain), "{words:?}");
        assert!(!words.contains("://") && !words.contains("//") && words.len() <= 100, "{words:?}");
    }
}

/// Lines of `name: value`: a cookie counts only where an allowed origin asks, and is one that was sent; whatever language
/// is asked for, it is one that is offered.
pub fn client(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(&line[colon + 1..]));
        if let (Ok(name), Ok(value)) = (name, value)
            && headers.len() < 100
        {
            headers.append(name, value);
        }
    }
    let client = client_of(&headers);
    assert!(available().iter().any(|language| language.to_string() == client.language.to_string()));
    let Some(cookie) = client.refresh_cookie else { return };
    let origins: Vec<_> = headers.get_all("origin").iter().collect();
    match origins[..] {
        [] => assert_eq!(headers.get("sec-fetch-site").map(HeaderValue::as_bytes), Some(&b"same-origin"[..])),
        [origin] => assert_eq!(origin, OWN),
        _ => panic!("two origins, and the cookie counts"),
    }
    let sent = headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok()).collect::<String>();
    assert!(sent.contains(cookie.expose_secret()), "a cookie that nobody sent");
}

fn client_of(headers: &HeaderMap) -> Client {
    let url = Url::parse(OWN).expect("a URL");
    let clients = Clients {
        proxies: proxies(),
        origins: Origins::new(&url, AllowedOrigins { listed: Vec::new(), loopback: false }),
        cookies: Cookies::new(Mode::Production),
        languages: Languages::new(available()),
    };
    let (mut parts, ()): (request::Parts, ()) = Request::new(()).into_parts();
    parts.headers = headers.clone();
    clients.client(&parts)
}
