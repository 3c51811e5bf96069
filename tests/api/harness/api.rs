use std::net::SocketAddr;

use reqwest::{Client, Method, redirect::Policy};

use super::{MINUTE, Request, browser::Button};

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
        let builder = Client::builder().redirect(Policy::none()).no_proxy().timeout(MINUTE);
        Self { url, address, http: builder.build().expect("a client") }
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
