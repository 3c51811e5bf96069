use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use uuid::Uuid;

use super::Session;
use crate::{config::Config, features::accounts::Account};

/// Whose tokens they are: this server's own. There is no other client yet.
const CLIENT_ID: &str = "keyward";

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
            client_id: CLIENT_ID,
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

/// What this server reads of an access token, as strictly as it is written here: the library takes `iss` and `aud` as
/// lists, too, and asks for less (RFC 9068 §2.2). The rest it asks the database.
#[derive(Deserialize)]
pub(super) struct ReadClaims {
    iss: String,
    #[serde(deserialize_with = "as_written")]
    pub(super) sub: Uuid,
    aud: String,
    pub(super) exp: i64,
    iat: i64,
    /// None is written here; where there is one it holds (RFC 7519 §4.1.5).
    #[serde(default)]
    nbf: i64,
    #[serde(rename = "jti", deserialize_with = "as_written")]
    _jti: Uuid,
    #[serde(deserialize_with = "as_written")]
    pub(super) sid: Uuid,
    client_id: String,
}

impl ReadClaims {
    /// Whether a token is from this server, and for it.
    pub(super) fn are_for(&self, audience: &Audience) -> bool {
        self.iss == audience.issuer && self.aud == audience.audience && self.client_id == CLIENT_ID
    }

    /// Whether a token's time has begun by then.
    pub(super) fn have_begun(&self, by: DateTime<Utc>) -> bool {
        [self.iat, self.nbf].iter().all(|moment| (0..=by.timestamp()).contains(moment))
    }
}

/// An id in the one form that is written here.
fn as_written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    let text = String::deserialize(deserializer)?;
    let id = Uuid::try_parse(&text).map_err(D::Error::custom)?;
    if id.to_string() == text { Ok(id) } else { Err(D::Error::custom("an id that is written otherwise")) }
}
