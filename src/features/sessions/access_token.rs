//! Access tokens: making them, and reading them with everything that the library lets through refused.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use secrecy::SecretString;
use serde::Deserialize;

use super::{
    Session, Sessions,
    claims::{Claims, ReadClaims},
};
use crate::{
    error::{Error, Fault, Reason},
    features::accounts::Account,
};

/// The `typ` of an access token (RFC 9068 §2.1): no other kind of JWT passes for one.
const TYPE: &str = "at+jwt";
/// More than any token that was issued here, with as many roles as an account may have: a longer one is not worth
/// decoding.
const MAX_LENGTH: usize = 16 * 1024;
/// How far ahead another instance's clock may be.
const MAX_AHEAD: TimeDelta = TimeDelta::seconds(30);

/// The header of a token that was issued here has these members and no others, so that `crit`, `jku`, `jwk`, `x5u`
/// and the like end here, and so does a member that comes twice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StrictHeader {
    pub(super) alg: Algorithm,
    typ: String,
    pub(super) kid: String,
}

impl Sessions {
    /// Signs an access token, which ends with its session at the latest.
    pub(super) fn access_token(
        &self,
        account: &Account,
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<(SecretString, DateTime<Utc>), Error> {
        let key = self.keys.signing(now)?;
        let expires_at = session.expires_at.min(now + self.lifetimes.access_token).trunc_subsecs(0);
        let claims = Claims::new(&self.audience, account, session, self.random.id(now), [now, expires_at]);
        let header = Header { typ: Some(TYPE.into()), kid: Some(key.kid.to_string()), ..Header::new(key.algorithm) };
        let token = jsonwebtoken::encode(&header, &claims, &key.encoding)
            .map_err(Fault::while_doing("signing an access token"))?;
        Ok((token.into(), expires_at))
    }

    /// Reads an access token that was signed here and whose time is not over.
    pub(super) async fn read_access_token(&self, token: &str, now: DateTime<Utc>) -> Result<ReadClaims, Error> {
        let header = strict_header(token).ok_or(Error::Unauthenticated(Reason::Invalid))?;
        let key = self.keys.verifying(&header.kid).await?.ok_or(Error::Unauthenticated(Reason::Invalid))?;
        if header.alg != key.algorithm {
            return Err(Error::Unauthenticated(Reason::Invalid));
        }

        let mut expected = Validation::new(key.algorithm);
        expected.set_issuer(&[&self.audience.issuer]);
        expected.set_audience(&[&self.audience.audience]);
        expected.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        expected.validate_exp = false; // exactly, and by our clock, below
        let claims = jsonwebtoken::decode::<ReadClaims>(token, &key.decoding, &expected)
            .map_err(|_| Error::Unauthenticated(Reason::Invalid))?
            .claims;

        if !claims.are_for(&self.audience) || !claims.have_begun(now + MAX_AHEAD) {
            return Err(Error::Unauthenticated(Reason::Invalid));
        }
        if claims.exp <= now.timestamp() {
            return Err(Error::Unauthenticated(Reason::Expired));
        }
        Ok(claims)
    }
}

/// Whether a moment is no longer ago than that. What lies further ahead than another instance's clock may be was noted
/// by a clock that has been set back since: how long ago that is, nobody knows.
pub(super) fn is_lately(moment: DateTime<Utc>, age: Duration, now: DateTime<Utc>) -> bool {
    moment <= now + MAX_AHEAD && now <= moment + age
}

/// The header of a compact JWS whose three parts are strict base64url (RFC 7515 §3.1).
pub(super) fn strict_header(token: &str) -> Option<StrictHeader> {
    if token.len() > MAX_LENGTH {
        return None;
    }
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let (header, _claims, _signature) = (parts.next()??, parts.next()??, parts.next()??);
    // Serde would take a list of the members' values, too.
    if parts.next().is_some() || !header.starts_with(b"{") {
        return None;
    }
    let header: StrictHeader = serde_json::from_slice(&header).ok()?;
    (header.typ == TYPE).then_some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_more_than_16_kib_is_not_read() {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","typ":"at+jwt","kid":"one"}"#);
        let long = |length: usize| {
            let signature = "A".repeat(4_000);
            let claims = "A".repeat(length - header.len() - signature.len() - 2);
            format!("{header}.{claims}.{signature}")
        };
        assert!(strict_header(&long(16_384)).is_some());
        for length in [16_385, 16_386, 20_000] {
            assert!(strict_header(&long(length)).is_none(), "{length}");
        }
    }
}
