//! The cookie that carries refresh tokens to browsers (RFC 6265bis): no script reads it, no other site sends it.

use chrono::{DateTime, Utc};
use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::SecretString;

use super::Origins;
use crate::{config::Mode, features::tokens::TokenText};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How the refresh cookie is called and kept: `__Host-` wants `Secure`, and development does without.
#[derive(Clone, Copy, Debug)]
pub struct RefreshCookie {
    name: &'static str,
    secure: bool,
}

impl RefreshCookie {
    /// As the mode has it.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        match mode {
            Mode::Development => Self { name: "keyward_refresh", secure: false },
            Mode::Production => Self { name: "__Host-keyward_refresh", secure: true },
        }
    }

    /// The `Set-Cookie` that hands a refresh token over, until it expires.
    #[must_use]
    pub fn set(self, token: &TokenText, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> HeaderValue {
        self.written(token.expose(), (expires_at - now).num_seconds().max(0))
    }

    /// The `Set-Cookie` that takes the cookie away.
    #[must_use]
    pub fn clear(self) -> HeaderValue {
        self.written("", 0)
    }

    /// The cookie's value, where it counts: on a request whose `Origin` is the server's own or an allowed one, or
    /// that has no `Origin` and comes from the server's own origin by `Sec-Fetch-Site`.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, origins: &Origins) -> Option<SecretString> {
        if !counts(headers, origins) {
            return None;
        }
        let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut cookies = sent.flat_map(Cookie::split_parse).filter_map(Result::ok);
        let found = cookies.find(|cookie| cookie.name() == self.name && !cookie.value().is_empty())?;
        Some(found.value().to_owned().into())
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

/// Whether the browser says that another site asks: such a request cannot be handed a cookie that it would
/// send again.
#[must_use]
pub fn is_cross_site(headers: &HeaderMap) -> bool {
    headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "cross-site")
}

fn counts(headers: &HeaderMap, origins: &Origins) -> bool {
    let mut given = headers.get_all(header::ORIGIN).iter();
    match (given.next(), given.next()) {
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| origins.allow(origin)),
        (None, _) => headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "same-origin"),
        (Some(_), Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use secrecy::ExposeSecret;
    use url::Url;

    use super::*;
    use crate::config::AllowedOrigins;

    fn read(sent: &[(&'static str, &'static str)]) -> Option<String> {
        let listed = AllowedOrigins { listed: vec!["https://app.example.org".to_owned()], loopback: false };
        let origins = Origins::new(&Url::parse("https://id.example.org").expect("a URL"), listed);
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let found = RefreshCookie::new(Mode::Production).read(&headers, &origins)?;
        Some(found.expose_secret().to_owned())
    }

    #[test]
    fn it_counts_only_where_the_own_or_an_allowed_origin_asks() {
        let cookie = ("cookie", "a=b; __Host-keyward_refresh=kwr_x");
        for (others, counts) in [
            (&[][..], false),
            (&[("origin", "https://id.example.org")], true),
            (&[("origin", "https://app.example.org")], true),
            (&[("origin", "https://evil.example.org")], false),
            (&[("origin", "null")], false),
            (&[("origin", "https://evil.example.org"), ("sec-fetch-site", "same-origin")], false),
            (&[("origin", "https://id.example.org"), ("origin", "https://evil.example.org")], false),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
        ] {
            let sent: Vec<_> = others.iter().copied().chain([cookie]).collect();
            assert_eq!(read(&sent).is_some(), counts, "{others:?}");
        }
    }

    #[test]
    fn it_is_found_by_its_whole_name_among_all_cookie_headers() {
        let own = ("sec-fetch-site", "same-origin");
        let two = [own, ("cookie", "a=b"), ("cookie", "__Host-keyward_refresh=kwr_x")];
        assert_eq!(read(&two).as_deref(), Some("kwr_x"));
        assert_eq!(read(&[own, ("cookie", "keyward_refresh=kwr_x; x__Host-keyward_refresh=y")]), None);
        assert_eq!(read(&[own, ("cookie", "__Host-keyward_refresh=")]), None);
    }

    #[test]
    fn it_is_written_for_this_host_alone_until_the_token_expires() {
        let now = DateTime::UNIX_EPOCH;
        let token = TokenText::write("kwr_", b"abc");
        let set = RefreshCookie::new(Mode::Production).set(&token, now + TimeDelta::days(7), now);
        insta::assert_snapshot!(
            set.to_str().expect("text"),
            @"__Host-keyward_refresh=kwr_YWJj; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=604800"
        );
        let cleared = RefreshCookie::new(Mode::Development).clear();
        insta::assert_snapshot!(
            cleared.to_str().expect("text"),
            @"keyward_refresh=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"
        );
    }
}
