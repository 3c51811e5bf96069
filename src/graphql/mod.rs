//! What every feature's `graphql.rs` shares: scalars, coded errors, the presenter, and who asks.

mod auth_error;
mod authentication;
mod caller;
mod cookies;
mod date_time;
mod left_out;
mod present;
mod refused;
pub mod top_level;

pub(crate) use auth_error::AuthError;
pub(crate) use authentication::{Authenticated, authentication_payload};
pub(crate) use caller::signed_in;
pub use cookies::{Cookies, HostCookie};
pub(crate) use date_time::DateTime;
pub(crate) use left_out::is_left_out;
pub(crate) use present::present;
pub use refused::Refused;
