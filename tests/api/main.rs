//! The server from outside: HTTP in, JSON out, and the mail that arrives.

mod harness;

mod access;
mod access_tokens;
mod account_deletion;
mod auth_settings;
mod cookies;
mod email_change;
mod email_change_pages;
mod email_change_undo;
mod email_verification;
mod email_verification_page;
mod hostile_tokens;
mod http_endpoint;
mod http_limits;
mod http_surroundings;
mod in_their_language;
mod journeys;
mod languages;
mod lifetimes;
mod login;
mod logout;
mod me;
mod new_devices;
mod outbox;
mod pages;
mod password_change;
mod password_reset;
mod profile;
mod refresh;
mod registration;
mod reissue;
mod restart;
mod revoke_session;
mod session_limit;
mod throttling;
