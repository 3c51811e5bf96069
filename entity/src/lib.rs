//! The tables as SeaORM entities: one file each, no logic.
//!
//! | table | owner | what |
//! |---|---|---|
//! | [`accounts`] | accounts | who has an account: names, addresses, profile, roles |
//! | [`passwords`] | passwords | one hash for each account |
//! | [`sessions`] | sessions | one row for each sign-in, the family of its refresh tokens |
//! | [`mailed_tokens`] | mailed tokens | single-use proofs that travel by mail |
//! | [`outbox`] | outbox | mail to be sent, sent, and given up |
//! | [`throttle`] | throttling | how often something was tried |
//! | [`signing_keys`] | signing keys | the keys of the access tokens |
//! | [`audit_events`] | audit | what happened, by whom and from where |
//!
//! Each table has one owner: the feature whose `store.rs` alone names the entity. A row of the five tables that
//! name an account goes when the account goes; those of `audit_events` stay, and name nobody then.
//!
//! - **Ids** are UUIDv7 (RFC 9562 §5.7), so that rows are stored in the order they came.
//! - **Times** are UTC, to the microsecond: more digits would come back different from PostgreSQL than from SQLite.
//!   They come from the server's clock, never the database's: `now()` on SQLite writes a text that compares wrongly
//!   with ours (the `migration` crate says how ours compare).
//! - **JSON** depends on no order of keys.
//! - **Words** such as a purpose or a reason are text; the owner's types give them their meaning.

pub mod accounts;
pub mod passwords;
pub mod sessions;
pub mod mailed_tokens;
pub mod outbox;
pub mod throttle;
pub mod signing_keys;
pub mod audit_events;
