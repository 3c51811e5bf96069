//! When the cookies of this host count.

use cookie::Cookie;
use http::{HeaderMap, HeaderName, header};
use secrecy::SecretString;

use super::Origins;
use crate::graphql::HostCookie;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A cookie's value, where it counts: on a request whose `Origin` is the server's own or an allowed one, or
/// that has no `Origin` and comes from the server's own origin by `Sec-Fetch-Site`.
pub(super) fn read(cookie: HostCookie, headers: &HeaderMap, origins: &Origins) -> Option<SecretString> {
    if !counts(headers, origins) {
        return None;
    }
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = sent.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let found = cookies.find(|sent| sent.name() == cookie.name() && !sent.value().is_empty())?;
    Some(found.value().to_owned().into())
}

/// Whether another site asks, or a page of an origin that is not allowed: such a request is not handed a cookie, which
/// would not count when it came back.
pub(super) fn is_foreign(headers: &HeaderMap, origins: &Origins) -> bool {
    let is_cross_site = headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "cross-site");
    is_cross_site || headers.contains_key(header::ORIGIN) && !counts(headers, origins)
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
    use http::HeaderValue;
    use secrecy::ExposeSecret;
    use url::Url;

    use super::*;
    use crate::{
        config::{AllowedOrigins, Mode},
        graphql::Cookies,
    };

    fn read(sent: &[(&'static str, &'static str)]) -> Option<String> {
        let listed = AllowedOrigins { listed: vec!["https://app.example.org".to_owned()], loopback: false };
        let origins = Origins::new(&Url::parse("https://id.example.org").expect("a URL"), listed);
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let found = super::read(Cookies::new(Mode::Production).refresh, &headers, &origins)?;
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
}
