//! Who asks, and from where.
//!
//! The bearer token is decoded once per request, when somebody first wants to know; one query then tells both whether
//! its session still lives and whose it is. An operation that needs a signed-in caller takes [`SignedIn`], which only
//! that query makes.

use std::net::IpAddr;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;

use crate::{
    error::{Error, Reason},
    features::{
        accounts::Account,
        sessions::{self, Delivery, Session, Sessions},
        throttling::Network,
    },
    languages::Language,
};

/// Proof that the caller holds a good access token of a live session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who it is.
    pub account: Account,
    /// The session that the token belongs to.
    pub session: Session,
}

/// Proof that whoever asks runs the program itself, beside its database and settings: an operator.
///
/// Only the command line makes one: nothing that arrives over the network can.
#[derive(Clone, Copy, Debug)]
pub struct Operator(());

impl Operator {
    pub(crate) fn at_the_command_line() -> Self {
        Self(())
    }
}

/// What a request's `Authorization` header says (RFC 6750 §2.1).
#[derive(Clone, Debug)]
pub enum Bearer {
    /// No bearer token.
    Missing,
    /// The scheme is `Bearer`, and what follows is no token.
    Malformed,
    /// Something that may be a token.
    Token(SecretString),
}

/// Who asks, as far as anybody has looked.
pub struct Caller {
    sessions: Sessions,
    bearer: Bearer,
    known: OnceCell<Result<SignedIn, Reason>>,
}

impl Caller {
    /// A caller nobody has looked at yet.
    #[must_use]
    pub fn new(sessions: Sessions, bearer: Bearer) -> Self {
        Self { sessions, bearer, known: OnceCell::new() }
    }

    /// Whether an access token was presented, good or not.
    #[must_use]
    pub fn presented(&self) -> bool {
        !matches!(self.bearer, Bearer::Missing)
    }

    /// The signed-in caller, if somebody has looked already and there is one.
    #[must_use]
    pub fn known(&self) -> Option<&SignedIn> {
        self.known.get()?.as_ref().ok()
    }

    /// The signed-in caller. The answer is looked up once and kept; a failure to look it up is not.
    ///
    /// # Errors
    /// `Unauthenticated` with the reason, or what kept us from finding out.
    pub async fn signed_in(&self) -> Result<&SignedIn, Error> {
        let known = self.known.get_or_try_init(|| async {
            let token = match &self.bearer {
                Bearer::Missing => return Ok(Err(Reason::Missing)),
                Bearer::Malformed => return Ok(Err(Reason::Invalid)),
                Bearer::Token(token) => token.expose_secret(),
            };
            match self.sessions.authenticate(token).await {
                Ok(caller) => Ok(Ok(caller)),
                Err(Error::Unauthenticated(reason)) => Ok(Err(reason)),
                Err(other) => Err(other),
            }
        });
        known.await?.as_ref().map_err(|reason| Error::Unauthenticated(*reason))
    }
}

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its address, seen through trusted proxies; none where nobody says one.
    pub address: Option<IpAddr>,
    /// What it calls itself, cut where it was read.
    pub user_agent: Option<String>,
    /// The refresh token that came as a cookie, where a cookie counts.
    pub refresh_cookie: Option<SecretString>,
    /// What came as the cookie that a device is known by, where a cookie counts.
    pub device_cookie: Option<SecretString>,
    /// Whether a browser says that another site asks, or an origin that is not allowed.
    pub is_foreign: bool,
    /// The language it wants its messages in.
    pub language: Language,
}

impl Client {
    /// The network that limits count it by.
    #[must_use]
    pub fn network(&self) -> Network {
        self.address.into()
    }

    /// What it is in words, e.g. `Firefox on Linux`; none when nothing is known of it.
    #[must_use]
    pub fn device(&self) -> Option<String> {
        self.user_agent.as_deref().and_then(sessions::in_words)
    }

    /// Makes sure that tokens can travel the way they are asked for.
    ///
    /// # Errors
    /// `Forbidden` for a cookie that would not count when it came back.
    pub fn may_take(&self, delivery: Delivery) -> Result<(), Error> {
        match delivery {
            Delivery::Cookie if self.is_foreign => Err(Error::Forbidden(
                "`COOKIE` delivery needs a frontend on the server's own site, of its own origin or one in ALLOWED_ORIGINS: ask for `BODY` here",
            )),
            Delivery::Cookie | Delivery::Body => Ok(()),
        }
    }
}
