//! What can go wrong, in two closed kinds: a [`Refusal`] is about what the caller did, a [`Fault`] about
//! what broke here.

use std::{error::Error as StdError, fmt, time::Duration};

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller can mend it: data in the payload's `errors`, all of it at once.
    #[error("refused: {0:?}")]
    Refused(Refusals),
    /// It needs a signed-in caller, and there is none.
    #[error("unauthenticated: {0:?}")]
    Unauthenticated(Reason),
    /// The caller is known, or need not be, and still may not.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// Nothing is wrong but the moment: too busy, or the database is away or full.
    #[error("unavailable for now")]
    Unavailable {
        /// When to come back.
        retry_after: Duration,
    },
    /// Something broke: logged once, and the caller is told nothing but a request id.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a caller is not signed in: the `reason` beside `UNAUTHENTICATED`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No access token was presented.
    Missing,
    /// What was presented is no access token of this server.
    Invalid,
    /// The access token's time is over.
    Expired,
    /// The access token's session has ended, or its account is gone.
    Revoked,
}

/// One thing the caller did wrong or must do differently. The contract's `AuthErrorCode`, with what each
/// message needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each code is described where clients read it: AuthErrorCode in the schema")]
pub enum Refusal {
    InvalidCredentials,
    EmailNotVerified,
    AccountDisabled,
    TooManyAttempts { retry_after: Duration },
    RefreshTokenInvalid,
    RefreshTokenReused,
    TokenInvalid,
    TokenExpired,
    ValueRequired,
    EmailInvalid,
    EmailTaken,
    UsernameInvalid,
    UsernameTaken,
    PasswordTooShort { min: usize },
    PasswordTooLong { max: usize },
    PasswordTooCommon,
    PasswordMismatch,
    LocaleUnsupported,
    ValueTooLong { max: usize },
    ValueInvalid,
    ReauthenticationRequired,
    SessionNotFound,
    RegistrationClosed,
}

impl Refusal {
    /// Says which input field is at fault.
    #[must_use]
    pub fn at(self, field: &'static str) -> FieldRefusal {
        FieldRefusal { refusal: self, field: Some(field) }
    }
}

/// A refusal and the input field it is about; none when it is the input as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRefusal {
    /// What is wrong.
    pub refusal: Refusal,
    /// The input field's name as the schema has it.
    pub field: Option<&'static str>,
}

impl From<Refusal> for FieldRefusal {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, field: None }
    }
}

/// At least one refusal: everything that is wrong with an input, so that a form shows it in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(Vec<FieldRefusal>);

impl Refusals {
    /// The refusals in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &FieldRefusal> {
        self.0.iter()
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        FieldRefusal::from(refusal).into()
    }
}

impl From<FieldRefusal> for Error {
    fn from(refusal: FieldRefusal) -> Self {
        Self::Refused(Refusals(vec![refusal]))
    }
}

/// Collects what is wrong with an input, field by field.
#[derive(Debug, Default)]
pub struct Form(Vec<FieldRefusal>);

impl Form {
    /// Keeps the value, or remembers why the field was refused.
    pub fn check<T>(&mut self, field: &'static str, parsed: Result<T, Refusal>) -> Option<T> {
        parsed.map_err(|refusal| self.refuse(field, refusal)).ok()
    }

    /// Remembers that a field was refused.
    pub fn refuse(&mut self, field: &'static str, refusal: Refusal) {
        self.0.push(refusal.at(field));
    }

    /// Whether anything was refused so far.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that was refused, as the error that says so.
    #[must_use]
    pub fn refused(self) -> Error {
        Error::Refused(Refusals(self.0))
    }

    /// Ends the form: everything that was refused, or nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] when a field was refused.
    pub fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(self.refused()) }
    }
}

/// What broke here, with its source. It is logged where the answer is made, and nowhere before.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database answered with an error that no caller can mend.
    #[error("the database failed")]
    Database(#[source] sea_orm::DbErr),
    /// Anything else, named by what was being done.
    #[error("{doing} failed")]
    Broken {
        /// What was being done, e.g. `signing an access token`.
        doing: &'static str,
        /// What the library said.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl Fault {
    /// For `map_err`: names what was being done when a library failed.
    pub fn while_doing<E>(doing: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        move |source| Self::Broken { doing, source: source.into() }
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        if crate::db::is_away(&error) {
            tracing::warn!(%error, "the database is away");
            return Self::Unavailable { retry_after: Duration::from_secs(1) };
        }
        if crate::db::is_full(&error) {
            tracing::error!(%error, "the database has no room to write: nothing changes until there is some");
            return Self::Unavailable { retry_after: Duration::from_secs(10) };
        }
        Self::Fault(Fault::Database(error))
    }
}

/// An error with everything behind it, on one line: for the log, never for a client.
pub(crate) struct Chain<'e>(pub(crate) &'e dyn StdError);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut behind = self.0.source();
        while let Some(source) = behind {
            write!(f, ": {source}")?;
            behind = source.source();
        }
        Ok(())
    }
}
