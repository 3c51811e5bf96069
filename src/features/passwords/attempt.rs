use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{PasswordHash, Passwords, StoredPassword, hasher::Verdict, pool::Place};
use crate::{
    caller::{Client, SignedIn},
    config::Config,
    db::Tx,
    error::{Error, Form, Refusal},
    features::{
        accounts::{Account, Identifier},
        audit::{self, Event},
        throttling::{Counted, Network, Rate, Try},
    },
};

/// Where somebody who is signed in gives the password once more.
const CURRENT: &str = "currentPassword";

/// One attempt at a password.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Whose it is meant to be.
    pub whose: Whose<'a>,
    /// What was typed.
    pub password: &'a SecretString,
    /// Where it comes from.
    pub client: &'a Client,
    /// From which device, if somebody has signed in to the account there before.
    pub device: Option<KnownDevice>,
}

/// A device from which somebody has signed in to the account that an attempt is at: it has an allowance of its own, so
/// that no stranger uses up its owner's.
#[derive(Clone, Copy, Debug)]
pub struct KnownDevice {
    /// What tells it from the account's other devices.
    pub key: [u8; 32],
    /// Whether nobody else can pass for it. Who may, counts as part of their network, too: else whoever shares one with
    /// many owners would have a try at each.
    pub proved: bool,
}

impl<'a> Attempt<'a> {
    /// Somebody who is signed in gives the password once more, from the device they signed in from.
    #[must_use]
    pub fn again(caller: &'a SignedIn, client: &'a Client, password: &'a SecretString) -> Self {
        Self { whose: Whose::Account(&caller.account), password, client, device: caller.session.known_device() }
    }
}

/// Whose password an attempt is at.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// An account's. It counts by its address, whatever name of it was given.
    Account(&'a Account),
    /// Nobody's: this is no account's name. It counts by itself, and goes on doing so when it becomes one's address: else
    /// registering would show by the count whether it was one before.
    Nobody(&'a str),
}

impl Whose<'_> {
    fn account(self) -> Option<Uuid> {
        match self {
            Self::Account(account) => Some(account.id),
            Self::Nobody(_) => None,
        }
    }

    fn counted_as(self) -> String {
        match self {
            Self::Account(account) => Identifier::read(&account.email).key().to_owned(),
            Self::Nobody(key) => key.to_owned(),
        }
    }
}

/// Somebody whose password may be hashed now.
#[derive(Debug)]
pub struct Admitted(pub(super) Place);

/// A password that was right a moment ago.
#[derive(Debug)]
pub struct RightPassword {
    account: Uuid,
    stored: StoredPassword,
    rehashed: Option<PasswordHash>,
    counted: Counted,
}

/// How often a wrong password may be tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    account_and_network: Option<Rate>,
    account: Option<Rate>,
    network: Option<Rate>,
}

impl From<&Config> for Limits {
    fn from(config: &Config) -> Self {
        Self {
            account_and_network: config.login_attempts,
            account: config.login_attempts_per_account,
            network: config.login_attempts_per_address,
        }
    }
}

impl Passwords {
    /// Checks an attempt; none when it is wrong. It counts from before the password is looked at, until
    /// [`Self::confirm`] or [`Self::forget`] takes the count back.
    ///
    /// # Errors
    /// `TooManyAttempts`; [`Error::Unavailable`] when too many wait for a hash already.
    pub async fn check(&self, attempt: Attempt<'_>, now: DateTime<Utc>) -> Result<Option<RightPassword>, Error> {
        self.check_admitted(self.admit(attempt.client.network())?, attempt, now).await
    }

    /// A place among those whose password is hashed, to be had before the database is asked anything.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait for a hash already, in all or of this network.
    pub fn admit(&self, network: Network) -> Result<Admitted, Error> {
        Ok(Admitted(self.hasher.pool().place(network)?))
    }

    /// As [`Self::check`], by somebody who has a place already.
    ///
    /// # Errors
    /// `TooManyAttempts`.
    pub async fn check_admitted(
        &self,
        Admitted(place): Admitted,
        attempt: Attempt<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<RightPassword>, Error> {
        let counted = self.count(attempt, now).await?;
        match self.judge(attempt, place).await {
            Ok(Some((account, stored, rehashed))) => Ok(Some(RightPassword { account, stored, rehashed, counted })),
            Ok(None) => Ok(None),
            // Nobody looked at the password: that is no failure of whoever typed it.
            Err(error) => {
                self.throttling.forget(&counted).await;
                Err(error)
            }
        }
    }

    async fn judge(
        &self,
        attempt: Attempt<'_>,
        place: Place,
    ) -> Result<Option<(Uuid, StoredPassword, Option<PasswordHash>)>, Error> {
        let account = attempt.whose.account();
        let stored = self.find(account).await?;
        let hash = stored.as_ref().and_then(|stored| stored.hash.as_ref());
        let verdict = self.hasher.check(attempt.password.expose_secret(), hash, place).await?;
        Ok(match (account, stored, verdict) {
            (Some(account), Some(stored), Verdict::Right { rehashed }) => Some((account, stored, rehashed)),
            _ => None,
        })
    }

    /// Checks the field `currentPassword`, in which somebody who is signed in gives the password once more.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub async fn check_current(
        &self,
        form: &mut Form,
        attempt: Attempt<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<RightPassword>, Error> {
        if attempt.password.expose_secret().is_empty() {
            form.refuse(CURRENT, Refusal::ValueRequired);
            return Ok(None);
        }
        let right = self.check(attempt, now).await?;
        if right.is_none() {
            form.refuse(CURRENT, Refusal::InvalidCredentials);
            self.note_failure(attempt, now).await?;
        }
        Ok(right)
    }

    async fn note_failure(&self, attempt: Attempt<'_>, now: DateTime<Utc>) -> Result<(), Error> {
        let Some(account) = attempt.whose.account() else { return Ok(()) };
        let failed = Event::ReauthenticationFailed.by_anyone(attempt.client).about(account);
        audit::note(self.db.writes(), failed, now).await
    }

    /// As [`Self::confirm`], of a password that was given in the field `currentPassword`.
    ///
    /// # Errors
    /// `InvalidCredentials` when it was changed meanwhile.
    pub async fn confirm_current(&self, tx: &Tx, right: &RightPassword) -> Result<(), Error> {
        if self.confirm(tx, right).await? { Ok(()) } else { Err(Refusal::InvalidCredentials.at(CURRENT).into()) }
    }

    /// Whether a password is still right, in the transaction that writes what follows from it: between the two lies a
    /// slow hash. If so it stays right until the transaction ends, and counts as no failure.
    pub async fn confirm(&self, tx: &Tx, right: &RightPassword) -> Result<bool, Error> {
        let RightPassword { account, stored, rehashed, counted } = right;
        if !self.unchanged_since(tx, *account, stored).await? {
            return Ok(false);
        }
        if let Some(hash) = rehashed {
            self.rehash(tx, *account, stored, hash).await?;
        }
        self.throttling.give_back(tx, counted).await?;
        Ok(true)
    }

    /// Does what is to follow from a right password; where nothing follows, takes its count back.
    ///
    /// # Errors
    /// As what is to follow.
    pub async fn act_on<T>(
        &self,
        right: &RightPassword,
        act: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let done = act.await;
        if done.is_err() {
            self.forget(right).await;
        }
        done
    }

    /// Takes the count back of a right password that nothing followed from.
    pub async fn forget(&self, right: &RightPassword) {
        self.throttling.forget(&right.counted).await;
    }

    /// A device that nobody else can pass for has its own allowance first and then, as whoever is unknown, a stranger's.
    async fn count(&self, attempt: Attempt<'_>, now: DateTime<Utc>) -> Result<Counted, Error> {
        let subject = attempt.whose.counted_as();
        if let Some(device) = attempt.device {
            let near = format!("{subject}\0device\0{}", BASE64.encode(device.key));
            // One for all that are known: whoever was in the account once may have left many behind. Those that others
            // can pass for have one of their own, so that nobody uses up what is left to a browser.
            let far = format!("{subject}\0{}", if device.proved { "known" } else { "known by network" });
            let counted = self.count_by(attempt, (&near, &far), !device.proved, now).await;
            if !(device.proved && matches!(counted, Err(Error::Refused(_)))) {
                return counted;
            }
        }
        let near = format!("{subject}\0{}", attempt.client.network());
        self.count_by(attempt, (&near, &subject), true, now).await
    }

    async fn count_by(
        &self,
        attempt: Attempt<'_>,
        (near, far): (&str, &str),
        in_network: bool,
        now: DateTime<Utc>,
    ) -> Result<Counted, Error> {
        let network = attempt.client.network().to_string();
        let tries = [
            Try { limit: "login", rate: self.limits.account_and_network, subject: near },
            Try { limit: "login_account", rate: self.limits.account, subject: far },
            Try { limit: "login_network", rate: self.limits.network, subject: &network },
        ];
        self.throttling.count(if in_network { &tries } else { &tries[..2] }, now).await
    }
}
