use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Session;
use crate::{config::Config, features::accounts::Account};

/// Who issues access tokens, and for whom.
#[derive(Clone, Debug)]
pub(crate) struct Audience {
    pub(super) issuer: String,
    pub(super) audience: String,
}

impl From<&Config> for Audience {
    fn from(config: &Config) -> Self {
        Self { issuer: config.issuer().to_owned(), audience: config.audience.clone() }
    }
}

/// What an access token says (RFC 9068 §2.2, OpenID Connect Core §5.1).
#[derive(Serialize)]
pub(super) struct Claims<'a> {
    iss: &'a str,
    sub: Uuid,
    aud: &'a str,
    exp: i64,
    iat: i64,
    jti: Uuid,
    sid: Uuid,
    client_id: &'static str,
    auth_time: i64,
    email: &'a str,
    email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_username: Option<&'a str>,
    locale: String,
    roles: &'a [String],
}

impl<'a> Claims<'a> {
    pub(super) fn new(
        audience: &'a Audience,
        account: &'a Account,
        session: &Session,
        jti: Uuid,
        [issued, expires]: [DateTime<Utc>; 2],
    ) -> Self {
        Self {
            iss: &audience.issuer,
            sub: account.id,
            aud: &audience.audience,
            exp: expires.timestamp(),
            iat: issued.timestamp(),
            jti,
            sid: session.id,
            client_id: "keyward",
            auth_time: session.signed_in_at.timestamp(),
            email: &account.email,
            email_verified: account.is_verified(),
            name: account.full_name.as_deref(),
            preferred_username: account.username.as_deref(),
            locale: account.language.to_string(),
            roles: &account.roles,
        }
    }
}

/// What this server reads of an access token: the rest it asks the database.
#[derive(Deserialize)]
pub(super) struct ReadClaims {
    pub(super) sub: Uuid,
    pub(super) sid: Uuid,
    pub(super) exp: i64,
    pub(super) iat: i64,
}
