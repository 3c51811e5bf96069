//! What happened to accounts and keys: who, what, when, from where.
//!
//! ```text
//! an operation ──its own transaction──▶ a row ──AUDIT_RETENTION──▶ (deleted)
//! ```
//!
//! [`Event`] lists what is written down, and `docs/audit.md` says when, with which details.
//!
//! Always true: the row of what was done is there if, and only if, it was done, as both are one transaction; a refused
//! try is written down by itself, and only if it was counted, so that a flood of tries is bounded by their limits; no
//! row holds an address, a name, or what somebody typed, so that nothing in it leads to a person once the account is
//! gone; known and unknown accounts cost the same row; nothing here changes a row that was written.
//!
//! Follows OWASP ASVS 5 §16.2 and §16.3, and the GDPR's article 5 (1) (c) and (e).

mod entry;
mod event;
mod forget;
mod list;
mod note;
mod origin;
mod store;

pub use entry::{Actor, Detail, Entry, Why};
pub use event::Event;
pub use forget::forget_before;
pub use list::{Chosen, Recorded, list};
pub use note::note;
pub use origin::Origin;
