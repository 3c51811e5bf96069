//! One folder per feature, from the ground up: an operation uses only features above its own in this list.

pub mod tokens;
pub mod throttling;
pub mod audit;
pub mod signing_keys;
pub mod outbox;
pub mod accounts;
pub mod passwords;
pub mod sessions;
pub mod mailed_tokens;
pub mod email_verification;
pub mod login;
pub mod registration;
pub mod password_reset;
pub mod administration;
pub mod password_change;
pub mod email_change;
pub mod account_deletion;
pub mod tending;
