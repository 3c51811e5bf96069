//! HTTP: everything between a socket and the schema.
//!
//! ```text
//! connection ─▶ server ─▶ request id ─▶ traffic ─▶ headers ─▶ people ─▶ host ─▶ panics ─▶ streams ─▶ time-out ─▶ router ─▶ graphql, jwks, health, explorer, pages
//! ```
//!
//! Always true: every answer has an `x-request-id` and the security headers, is `no-store` unless its route says
//! otherwise, and comes within [`limits::REQUEST`]. No absolute URL is built from what a request says, `Host`
//! included. Follows RFC 9110 (HTTP), GraphQL over HTTP, RFC 6265bis (cookies), RFC 6750 (bearer tokens) and the
//! Fetch standard (CORS).

mod bearer;
mod client;
mod client_address;
mod cookies;
mod explorer;
mod fallback;
mod graphql;
mod headers;
pub mod health;
mod holding;
mod host;
mod jwks;
pub mod limits;
mod listener;
mod metrics;
mod origins;
mod page_routes;
pub mod pages;
mod panics;
mod people;
mod peer;
mod request_id;
mod router;
mod server;
mod span;
mod streams;
mod time_out;
mod traffic;

pub use client::Clients;
pub use client_address::Proxies;
pub use graphql::Admit;
pub use health::IsReady;
pub use jwks::PublicKeys;
pub use listener::Listener;
pub use metrics::{Show, metrics};
pub use origins::Origins;
pub use page_routes::{PageParts, page_routes};
pub use peer::Peer;
pub use router::{Parts, router};
pub use server::{Connections, serve};
pub use traffic::Traffic;

/// Errors in the shape that clients of the GraphQL endpoint know, wherever they come from.
pub use graphql::failure;
#[cfg(any(test, fuzzing))]
pub use graphql::request_body;
