use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Session, Sessions, refresh_token::RefreshToken, store};
use crate::{
    caller::{Caller, Client, SignedIn},
    db::{Db, Tx},
    error::{Error, Reason, Refusal},
    features::audit::{self, Detail, Event},
};

/// Which sessions a logout ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The caller's.
    Current,
    /// Every one of the user's but the caller's.
    Others,
    /// Every one of the user's.
    All,
}

/// Why a session ended: a word in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner signed out.
    Logout,
    /// A spent refresh token came back.
    Reused,
    /// The password was set anew.
    PasswordSet,
    /// An operator ended it.
    Operator,
    /// An operator disabled the account.
    Disabled,
    /// Its owner ended it from another one.
    Revoked,
    /// Newer ones took its place.
    Crowded,
    /// A change of address was undone.
    EmailChangeUndone,
    /// Somebody signed in again in the same browser.
    Replaced,
}

impl EndReason {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Reused => "reused",
            Self::PasswordSet => "password_set",
            Self::Operator => "operator",
            Self::Disabled => "disabled",
            Self::Revoked => "revoked",
            Self::Crowded => "crowded",
            Self::EmailChangeUndone => "email_change_undone",
            Self::Replaced => "replaced",
        }
    }
}

/// A session with the authority to end sessions of its account.
struct Authority {
    account: Uuid,
    session: Uuid,
}

impl Sessions {
    /// Ends sessions by the authority of the access token or, when that is missing or not good, of the refresh token,
    /// and tells how many it ended.
    ///
    /// # Errors
    /// `Unauthenticated` when neither is there; `RefreshTokenInvalid`; `RefreshTokenReused` when it was spent.
    pub async fn log_out(
        &self,
        caller: &Caller,
        client: &Client,
        refresh_token: Option<&SecretString>,
        scope: Scope,
    ) -> Result<u64, Error> {
        let now = self.clock.now();
        let authority = match (caller.signed_in().await, refresh_token) {
            (Ok(SignedIn { account, session }), _) => Some(Authority { account: account.id, session: session.id }),
            (Err(Error::Unauthenticated(_)), Some(token)) => {
                self.authority_of(client, token.expose_secret(), now).await?
            }
            (Err(Error::Unauthenticated(Reason::Revoked)), None) => None,
            (Err(error), _) => return Err(error),
        };
        match authority {
            Some(authority) => self.end_by(&authority, client, scope, now).await,
            None => Ok(0),
        }
    }

    /// Whose sessions a refresh token may end: none when its own has ended already.
    async fn authority_of(
        &self,
        client: &Client,
        refresh_token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Authority>, Error> {
        let token = RefreshToken::open(&self.seal, refresh_token)?;
        let row = store::find(self.db.writes(), token.session).await?;
        let Some(row) = row.filter(|row| row.is_live(now)) else { return Ok(None) };
        if token.generation < row.session.generation {
            self.end_reused(client, row.session.account_id, &token, now).await?;
            return Err(Refusal::RefreshTokenReused.into());
        }
        if token.generation > row.session.generation || !row.has_nonce(token.nonce) {
            return Err(Refusal::RefreshTokenInvalid.into());
        }
        Ok(Some(Authority { account: row.session.account_id, session: row.session.id }))
    }

    async fn end_by(
        &self,
        authority: &Authority,
        client: &Client,
        scope: Scope,
        now: DateTime<Utc>,
    ) -> Result<u64, Error> {
        let chosen = match scope {
            Scope::Current => store::Chosen::One(authority.session),
            Scope::Others => store::Chosen::AllBut(authority.session),
            Scope::All => store::Chosen::All,
        };
        let account = authority.account;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let ended = store::end_of_account(&tx, account, chosen, EndReason::Logout, now).await?;
                if ended > 0 {
                    let logged_out = Event::LoggedOut.by_user(account, client).in_session(authority.session);
                    audit::note(&tx, logged_out.with(Detail::EndedSessions(ended)), now).await?;
                }
                tx.commit().await?;
                Ok(ended)
            })
            .await
    }

    /// Ends the session whose cookie a browser shows while it is given another one, whoever's it was: nobody could go on
    /// with it, or sign it out. A spent cookie ends none.
    pub(super) async fn end_replaced(&self, tx: &Tx, client: &Client, now: DateTime<Utc>) -> Result<(), Error> {
        let Some(cookie) = &client.refresh_cookie else { return Ok(()) };
        let Ok(token) = RefreshToken::open(&self.seal, cookie.expose_secret()) else { return Ok(()) };
        if let Some(replaced) = store::end_by_token(tx, &token, EndReason::Replaced, now).await? {
            let logged_out = Event::LoggedOut.by_user(replaced.account_id, client).in_session(replaced.id);
            audit::note(tx, logged_out.with(Detail::EndedSessions(1)), now).await?;
        }
        Ok(())
    }

    /// Ends every session of an account, as part of what makes them worthless.
    pub async fn end_all(&self, tx: &Tx, account: Uuid, why: EndReason, now: DateTime<Utc>) -> Result<u64, Error> {
        end_all(tx, account, why, now).await
    }

    /// An account's live sessions, the most recently active first.
    pub async fn live(&self, account: Uuid) -> Result<Vec<Session>, Error> {
        live(&self.db, account, self.clock.now()).await
    }
}

/// Ends every session of an account. What ends sessions without beginning any needs none of the keys.
pub(in crate::features) async fn end_all(
    tx: &Tx,
    account: Uuid,
    why: EndReason,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    store::end_of_account(tx, account, store::Chosen::All, why, now).await
}

/// An account's live sessions, the most recently active first.
pub(in crate::features) async fn live(db: &Db, account: Uuid, now: DateTime<Utc>) -> Result<Vec<Session>, Error> {
    store::live_of_account(db.reads(), account, now).await
}
