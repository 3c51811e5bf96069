use http::{HeaderMap, header::AUTHORIZATION};

use crate::caller::Bearer;

/// What came in `Authorization` (RFC 6750 §2.1). Another scheme's credentials are none of ours: a proxy in front
/// may have asked for them.
pub(super) fn bearer(headers: &HeaderMap) -> Bearer {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Bearer::Missing };
    if values.next().is_some() {
        return Bearer::Malformed;
    }
    let Ok(value) = value.to_str() else { return Bearer::Malformed };
    let (scheme, token) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
    match token.trim() {
        _ if !scheme.eq_ignore_ascii_case("bearer") => Bearer::Missing,
        token if is_token68(token) => Bearer::Token(token.to_owned().into()),
        _ => Bearer::Malformed,
    }
}

/// RFC 9110 §11.2.
fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !body.is_empty() && body.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_one_well_formed_bearer_token_is_a_token() {
        for (values, expected) in [
            (&[][..], "missing"),
            (&["Bearer abc.def-_"], "token"),
            (&["bearer  abc="], "token"),
            (&["Bearer"], "malformed"),
            (&["Bearer "], "malformed"),
            (&["Bearer a b"], "malformed"),
            (&["Bearer a\"b"], "malformed"),
            (&["Bearer \u{fc}"], "malformed"),
            (&["Basic dTpw"], "missing"),
            (&["Bearer abc", "Bearer abc"], "malformed"),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).expect("a header value"));
            }
            let found = match bearer(&headers) {
                Bearer::Missing => "missing",
                Bearer::Malformed => "malformed",
                Bearer::Token(_) => "token",
            };
            assert_eq!(found, expected, "{values:?}");
        }
    }
}
