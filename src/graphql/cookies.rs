use chrono::{DateTime, Utc};
use cookie::{Cookie, SameSite};
use http::HeaderValue;

use crate::{config::Mode, features::tokens::TokenText};

/// The cookies that browsers keep for the server.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    /// Carries the refresh tokens of a session.
    pub refresh: HostCookie,
    /// Says which device it is, so that nobody else's failed passwords keep its owner out.
    pub device: HostCookie,
}

impl Cookies {
    /// As the mode has them.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        let cookie = |development, production| match mode {
            Mode::Development => HostCookie { name: development, secure: false },
            Mode::Production => HostCookie { name: production, secure: true },
        };
        Self {
            refresh: cookie("keyward_refresh", "__Host-keyward_refresh"),
            device: cookie("keyward_device", "__Host-keyward_device"),
        }
    }
}

/// A cookie for this host alone (RFC 6265bis): no script reads it, no other site sends it. `__Host-` wants `Secure`, and
/// development does without both.
#[derive(Clone, Copy, Debug)]
pub struct HostCookie {
    name: &'static str,
    secure: bool,
}

impl HostCookie {
    /// How it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The `Set-Cookie` that hands a token over, until it expires.
    #[must_use]
    pub fn set(self, token: &TokenText, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> HeaderValue {
        self.written(token.expose(), (expires_at - now).num_seconds().max(0))
    }

    /// The `Set-Cookie` that takes the cookie away.
    #[must_use]
    pub fn clear(self) -> HeaderValue {
        self.written("", 0)
    }

    fn written(self, value: &str, max_age_seconds: i64) -> HeaderValue {
        let cookie = Cookie::build((self.name, value))
            .http_only(true)
            .same_site(SameSite::Strict)
            .path("/")
            .secure(self.secure)
            .max_age(cookie::time::Duration::seconds(max_age_seconds));
        let mut header = HeaderValue::try_from(cookie.to_string()).expect("tokens are base64url behind a prefix");
        header.set_sensitive(true);
        header
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn it_is_written_for_this_host_alone_until_the_token_expires() {
        let now = DateTime::UNIX_EPOCH;
        let token = TokenText::write("kwr_", b"abc");
        let set = Cookies::new(Mode::Production).refresh.set(&token, now + TimeDelta::days(7), now);
        insta::assert_snapshot!(
            set.to_str().expect("text"),
            @"__Host-keyward_refresh=kwr_YWJj; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=604800"
        );
        let cleared = Cookies::new(Mode::Development).refresh.clear();
        insta::assert_snapshot!(
            cleared.to_str().expect("text"),
            @"keyward_refresh=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"
        );
    }
}
