//! What fuzzers feed with whatever they like, and what must hold then: each function panics where it does not. Part of no
//! build but theirs and the tests', which replay `fuzz/corpus`.

mod documents;
mod headers;
mod types;

#[cfg(test)]
mod replay;

pub use crate::{
    features::sessions::fuzzing::{access_token, device_cookie, refresh_token},
    http::request_body,
};
pub use documents::lexical_check;
pub use headers::{client, forwarded_for, user_agent};
pub use types::{account_types, mailed_token, password, settings};

/// Panics where something does not hold.
pub type Target = fn(&[u8]);

/// What is fuzzed, by its name.
pub const TARGETS: [(&str, Target); 12] = [
    ("access_token", access_token),
    ("account_types", account_types),
    ("client", client),
    ("device_cookie", device_cookie),
    ("forwarded_for", forwarded_for),
    ("lexical_check", lexical_check),
    ("mailed_token", mailed_token),
    ("password", password),
    ("refresh_token", refresh_token),
    ("request_body", request_body),
    ("settings", settings),
    ("user_agent", user_agent),
];

/// What a target reads as text.
pub(crate) fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}
