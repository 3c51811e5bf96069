use std::net::IpAddr;

use axum::extract::ConnectInfo;
use http::{HeaderMap, header, request};

use super::{Origins, Peer, Proxies, cookies};
use crate::{caller::Client, graphql::Cookies, languages::Languages};

/// How much of a user agent is kept: enough to tell browsers apart, and bounded wherever it is stored.
const USER_AGENT: usize = 512;

/// Makes out who is at the other end of a request, as far as HTTP tells.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Who is believed about addresses.
    pub proxies: Proxies,
    /// Whose cookies count.
    pub origins: Origins,
    /// Which cookies are its.
    pub cookies: Cookies,
    /// What `Accept-Language` is matched with.
    pub languages: Languages,
}

impl Clients {
    /// The client of a request.
    #[must_use]
    pub fn client(&self, request: &request::Parts) -> Client {
        let headers = &request.headers;
        Client {
            address: self.address(request),
            user_agent: text(headers, &header::USER_AGENT).map(|agent| agent.chars().take(USER_AGENT).collect()),
            refresh_cookie: cookies::read(self.cookies.refresh, headers, &self.origins),
            device_cookie: cookies::read(self.cookies.device, headers, &self.origins),
            is_foreign: cookies::is_foreign(headers, &self.origins),
            language: self.languages.negotiate(text(headers, &header::ACCEPT_LANGUAGE).unwrap_or_default()),
        }
    }

    fn address(&self, request: &request::Parts) -> Option<IpAddr> {
        let ConnectInfo(peer) = request.extensions.get::<ConnectInfo<Peer>>()?;
        self.proxies.client_address(*peer, &request.headers)
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
