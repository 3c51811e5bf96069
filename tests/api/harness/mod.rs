//! What the tests speak with: a server of its own for each test, requests and answers, a mailbox, a clock
//! that moves only when told.
//!
//! A test goes through the public surface. Where it must look behind it (the outbox to know that no mail is
//! on its way, an account that an administrator has disabled), `database.rs` and `server.rs` do so.

mod answer;
mod api;
mod binary;
mod browser;
mod crowd;
mod database;
pub(crate) mod http2;
mod jwt;
mod left_out;
mod log;
mod mailbox;
mod operations;
mod port;
mod redis;
mod request;
mod server;
mod signing_key;
mod smtp;
mod user;
mod wire;

pub(crate) use self::redis::Redis;
pub(crate) use answer::Answer;
pub(crate) use api::Api;
pub(crate) use binary::Binary;
pub(crate) use browser::Page;
pub(crate) use database::{Behind, Database};
pub(crate) use jwt::Jwt;
pub(crate) use left_out::{left_out, missing};
pub(crate) use log::Log;
pub(crate) use mailbox::Mail;
pub(crate) use operations::PASSWORD;
pub(crate) use port::lasting_port;
pub(crate) use request::Request;
pub(crate) use server::Server;
pub(crate) use signing_key::SigningKey;
pub(crate) use smtp::{Reply, SmtpSink};
pub(crate) use user::{Tokens, User};
pub(crate) use wire::{Prepared, Wire, way_to};

use std::time::{Duration, Instant};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);
pub(crate) const DAY: Duration = Duration::from_hours(24);

/// Nobody's tries are counted.
pub(crate) const UNLIMITED: [(&str, &str); 6] = [
    ("LOGIN_ATTEMPTS", "off"),
    ("LOGIN_ATTEMPTS_PER_ACCOUNT", "off"),
    ("LOGIN_ATTEMPTS_PER_ADDRESS", "off"),
    ("REGISTRATIONS_PER_ADDRESS", "off"),
    ("MAILS_PER_ADDRESS", "off"),
    ("MAILS_PER_RECIPIENT", "off"),
];

/// Looks again and again until there is something to see, ten seconds at most.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, look: impl FnMut() -> F) -> T {
    within(10 * SECOND, what, look).await
}

/// The same with another patience, in real time.
pub(crate) async fn within<T, F>(patience: Duration, what: &str, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let began = Instant::now();
    while began.elapsed() < patience {
        if let Some(seen) = look().await {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited {patience:?} for {what}");
}
