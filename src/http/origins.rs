use std::{sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue, Method, header, request};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use url::Url;

use crate::config::AllowedOrigins;

/// How long a browser may remember that it may call: what the longest of them keeps at most.
const PREFLIGHT: Duration = Duration::from_hours(2);

/// The browsers' origins that may call: the server's own and `ALLOWED_ORIGINS`.
#[derive(Clone, Debug)]
pub struct Origins {
    own: Arc<str>,
    allowed: Arc<AllowedOrigins>,
}

impl Origins {
    /// The origin of the public URL, and these.
    #[must_use]
    pub fn new(public_url: &Url, allowed: AllowedOrigins) -> Self {
        Self { own: public_url.origin().ascii_serialization().into(), allowed: Arc::new(allowed) }
    }

    /// Whether an `Origin` as a browser writes it (RFC 6454 §6.2) may call. `null` never may.
    #[must_use]
    pub fn allow(&self, origin: &str) -> bool {
        *origin == *self.own || self.allowed.allows(origin)
    }

    /// The CORS protocol (Fetch §3.3) for these origins, with credentials and any request header.
    pub(super) fn cors(&self) -> CorsLayer {
        let origins = self.clone();
        let allowed = move |origin: &HeaderValue, _: &request::Parts| origin.to_str().is_ok_and(|o| origins.allow(o));
        CorsLayer::new()
            .allow_origin(AllowOrigin::predicate(allowed))
            .allow_credentials(true)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers(AllowHeaders::mirror_request())
            .expose_headers([header::RETRY_AFTER, HeaderName::from_static("x-request-id"), header::WWW_AUTHENTICATE])
            .max_age(PREFLIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(allowed: AllowedOrigins) -> Origins {
        Origins::new(&Url::parse("https://id.example.org/").expect("a URL"), allowed)
    }

    #[test]
    fn listed_origins_and_the_own_one_may_call() {
        let origins = origins(AllowedOrigins { listed: vec!["https://app.example.org".to_owned()], loopback: false });
        for (origin, expected) in [
            ("https://id.example.org", true),
            ("https://app.example.org", true),
            ("http://app.example.org", false),
            ("https://app.example.org:8443", false),
            ("https://app.example.org.evil.example.org", false),
            ("http://localhost:3000", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(origins.allow(origin), expected, "{origin}");
        }
    }

    #[test]
    fn in_development_any_port_of_a_loopback_host_may_call() {
        let origins = origins(AllowedOrigins { listed: Vec::new(), loopback: true });
        for (origin, expected) in [
            ("http://localhost:3000", true),
            ("https://localhost", true),
            ("http://127.0.0.1:5173", true),
            ("http://[::1]:5173", true),
            ("http://localhost.example.org", false),
            ("http://localhost:3000/", false),
            ("http://user@localhost:3000", false),
            ("file://localhost", false),
            ("null", false),
        ] {
            assert_eq!(origins.allow(origin), expected, "{origin}");
        }
    }
}
