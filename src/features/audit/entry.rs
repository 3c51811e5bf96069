use serde::Serialize;
use uuid::Uuid;

use super::{Event, Origin};
use crate::caller::Operator;

/// Who did something: how much they had proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who proved nothing.
    Anonymous,
    /// Whoever had the account's password, a token of its session, or a token that was mailed to it.
    User,
    /// Whoever ran the program beside its database.
    Operator,
    /// The server, by itself.
    System,
}

impl Actor {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::User => "user",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }
}

/// Why somebody did not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There is no such account, or the password was another one.
    WrongCredentials,
    /// The password was right, but the address is not proved yet.
    Unverified,
    /// The password was right, but an operator has disabled the account.
    Disabled,
}

/// What else there is to know of an event. Never an address, a name, or what somebody typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Why it failed.
    Why(Why),
    /// How many live sessions it ended.
    EndedSessions(u64),
    /// The roles as they were, and as they are.
    Roles {
        /// As they were.
        before: Vec<String>,
        /// As they are.
        after: Vec<String>,
    },
    /// The `kid` of a signing key.
    Key(String),
}

/// One event, to be written down.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) event: Event,
    pub(super) actor: Actor,
    pub(super) origin: Origin,
    pub(super) account: Option<Uuid>,
    pub(super) session: Option<Uuid>,
    pub(super) detail: Option<Detail>,
}

impl Event {
    /// Done by somebody who proved nothing.
    pub fn by_anyone(self, from: impl Into<Origin>) -> Entry {
        self.by(Actor::Anonymous, from.into())
    }

    /// Done by whoever proved that the account is theirs.
    pub fn by_user(self, account: Uuid, from: impl Into<Origin>) -> Entry {
        self.by(Actor::User, from.into()).about(account)
    }

    /// Done at the command line.
    #[must_use]
    pub fn by_operator(self, _: Operator) -> Entry {
        self.by(Actor::Operator, Origin::default())
    }

    /// Done by the server itself.
    #[must_use]
    pub fn by_system(self) -> Entry {
        self.by(Actor::System, Origin::default())
    }

    fn by(self, actor: Actor, origin: Origin) -> Entry {
        Entry { event: self, actor, origin, account: None, session: None, detail: None }
    }
}

impl Entry {
    /// Whom it is about.
    #[must_use]
    pub fn about(self, account: Uuid) -> Self {
        Self { account: Some(account), ..self }
    }

    /// The session that it was done in, or that it began or ended.
    #[must_use]
    pub fn in_session(self, session: Uuid) -> Self {
        Self { session: Some(session), ..self }
    }

    /// What else there is to know.
    #[must_use]
    pub fn with(self, detail: Detail) -> Self {
        Self { detail: Some(detail), ..self }
    }
}
