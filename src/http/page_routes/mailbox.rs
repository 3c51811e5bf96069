use std::net::IpAddr;

use axum::{
    Router,
    extract::{ConnectInfo, Path, Request, State},
    middleware::{Next, from_fn},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_SECURITY_POLICY, HOST, X_FRAME_OPTIONS},
    request,
    uri::Authority,
};

use super::PageParts;
use crate::{
    effects::mailer::{Mailbox, MailboxItem},
    http::{
        Peer, fallback,
        pages::{MAIL_POLICY, Problem},
    },
};

/// The mailbox of a development server.
#[derive(Clone)]
struct Desk {
    mailbox: Mailbox,
    parts: PageParts,
}

/// Anybody who reads this mail can be anybody: it answers this machine alone.
pub(super) fn routes(mailbox: Mailbox, parts: &PageParts) -> Router {
    Router::new()
        .route("/mailbox", get(list))
        .route("/mailbox/{number}", get(show))
        .route("/mailbox/{number}/html", get(html))
        .layer(from_fn(only_this_machine))
        .with_state(Desk { mailbox, parts: parts.clone() })
}

async fn list(State(Desk { mailbox, parts }): State<Desk>, request: request::Parts) -> Response {
    let html = parts.pages.mailbox(&parts.language(&request), &mailbox.all());
    parts.page(StatusCode::OK, html)
}

async fn show(
    State(Desk { mailbox, parts }): State<Desk>,
    Path(number): Path<String>,
    request: request::Parts,
) -> Response {
    let language = parts.language(&request);
    match mail_at(&mailbox, &number) {
        Some(mail) => parts.page(StatusCode::OK, parts.pages.mailbox_mail(&language, &mail)),
        None => parts.page(StatusCode::NOT_FOUND, parts.pages.problem(&language, Problem::NotFound)),
    }
}

async fn html(State(Desk { mailbox, parts }): State<Desk>, Path(number): Path<String>) -> Response {
    let Some(mail) = mail_at(&mailbox, &number) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = Html(parts.pages.mailbox_html(&mail)).into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL_POLICY));
    response.headers_mut().insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    response
}

fn mail_at(mailbox: &Mailbox, number: &str) -> Option<MailboxItem> {
    mailbox.get(number.parse().ok()?)
}

async fn only_this_machine(request: Request, next: Next) -> Response {
    // A unix socket is there for a proxy: whoever stands behind it may be anywhere.
    let peer = request.extensions().get::<ConnectInfo<Peer>>().and_then(|ConnectInfo(peer)| peer.address());
    let from_here = peer.is_some_and(|address| address.is_loopback());
    if from_here && names_this_machine(request.headers()) && !is_forwarded(request.headers()) {
        next.run(request).await
    } else {
        fallback::not_found().await
    }
}

/// A page elsewhere whose name was made to lead here still has its own name in `Host`.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    host.is_some_and(|host| {
        let name = host.host().trim_matches(['[', ']']);
        name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    const FORWARDERS: [&str; 5] = ["forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip"];
    headers.keys().map(HeaderName::as_str).any(|name| name.starts_with("x-forwarded-") || FORWARDERS.contains(&name))
}
