use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
};

use reqwest::{Client, ClientBuilder, Method, redirect::Policy};

use super::{MINUTE, Request, browser::Button};

/// The address of a server that has none.
pub(super) const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A server as its clients know it, wherever it runs.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    /// Its `PUBLIC_URL`, which is also its own origin.
    pub(crate) url: String,
    pub(crate) address: SocketAddr,
    pub(super) http: Client,
}

impl Api {
    pub(crate) fn new(url: String, address: SocketAddr) -> Self {
        Self { url, address, http: client().build().expect("a client") }
    }

    /// A server that listens on a unix socket.
    pub(crate) fn by_unix_socket(url: String, path: &Path) -> Self {
        Self { url, address: NOWHERE, http: client().unix_socket(path).build().expect("a client") }
    }

    pub(crate) fn get(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::GET, path)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> Request<'_> {
        Request::new(self, method, path)
    }

    /// Follows a link that leads to this server, as a browser does.
    #[track_caller]
    pub(crate) fn open(&self, link: &str) -> Request<'_> {
        let path = link.strip_prefix(&self.url).unwrap_or_else(|| panic!("{link} leads to {}", self.url));
        self.get(path).accept("text/html").header("sec-fetch-site", "cross-site")
    }

    /// Presses a button on a page, as a browser does.
    pub(crate) fn press(&self, opened: &str, button: &Button) -> Request<'_> {
        let here = url::Url::parse(opened).expect("the page's URL");
        let there = here.join(&button.action).expect("where the form leads");
        let path = &there[url::Position::BeforePath..url::Position::AfterQuery];
        self.request(Method::POST, path).accept("text/html").origin(&self.url).form(&button.fields)
    }
}

fn client() -> ClientBuilder {
    // As the program does at its start: the first one stays.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    Client::builder().redirect(Policy::none()).no_proxy().timeout(MINUTE)
}
