//! One folder per feature, from the ground up: an operation uses only features above its own in this list.

pub mod throttling;
pub mod tokens;
pub mod signing_keys;
pub mod passwords;
pub mod email_verification;
