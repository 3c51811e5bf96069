//! Keyward, the GraphQL authentication server: one binary that gives a GraphQL frontend everything an account needs.
//!
//! This page is the architecture: what lives where, what always holds, and what is deliberately absent.
//! `tests/architecture.rs` keeps it true.
//!
//! # The way of a request
//!
//! ```text
//! main ─▶ cli ─▶ app ─▶ http ─▶ schema ─▶ features/*/graphql.rs ─▶ operation ─▶ store.rs ─▶ entity
//!                        │                                             │
//!                        └ limits, media types, cookies, the guard     └ effects: clock, randomness, mail
//! ```
//!
//! One direction, and nothing skips back. [`app`] is the composition root: settings in, everything wired, a server out.
//! [`http`] turns bytes into an operation that may run, or refuses it, the cheapest refusals first. [`schema`] merges the
//! roots and says what may run on them. A **feature** ([`features`]) is a folder named like what it gives its users; an
//! **operation** is a method of its type in a file named by its verb; `graphql.rs` parses, calls it and presents what
//! came of it; `store.rs` alone knows the tables, and each table has one owner.
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | a setting, its default, its sentence | [`config`] |
//! | what can go wrong, and how it is told | [`error`] |
//! | who asks, and from where | [`caller`] |
//! | the database, transactions, retries | [`db`], and the `entity` and `migration` crates |
//! | what a migration may do while instances are replaced | the `migration` crate |
//! | other engines that speak PostgreSQL's protocol | `docs/distributed-postgresql.md` |
//! | the languages of messages, mails and pages | [`languages`], `locales/` |
//! | how mails and pages look, and how an operator changes that | [`templates`], [`overlay`], `docs/templates.md` |
//! | how a mail survives a crash | [`features::outbox`] |
//! | what survives what | `docs/reliability.md` |
//! | where tries are counted, and what happens when Redis goes | [`features::throttling`] |
//! | how refresh tokens rotate | [`features::sessions`] |
//! | how signing keys rotate, how `SECRET` is changed | [`features::signing_keys`], `docs/keys.md` |
//! | when what is over is deleted | [`features::tending`] |
//! | what is counted, and what a trace says | `docs/observability.md`, [`http::Traffic`] |
//! | what happened, by whom and from where | [`features::audit`], `docs/audit.md` |
//! | who may attack, and what stands in the way | `docs/threat-model.md` |
//! | what stands between a request and its execution | [`schema::limits`], [`schema::admission`] |
//!
//! # What always holds
//!
//! - **Authority is a parameter.** What needs a signed-in caller takes [`caller::SignedIn`], which only the query that
//!   looked the session up can make; what an operator may takes [`caller::Operator`], which only the command line makes.
//!   Every request asks the database whether its session lives: a logout holds at once.
//! - **One transaction an operation**, its mail included: what was answered is on disk, and what is on disk is sent. The
//!   order inside is cheap refusals, then the hash outside any transaction, then one short transaction.
//! - **Conditional writes decide races**, never a look before: who rotated a refresh token, used a mailed one, took a
//!   name, or counted against a limit.
//! - **Nothing usable is stored.** Refresh and mailed tokens are made again from a MAC when they are needed
//!   ([`features::tokens`]); passwords are Argon2id hashes; private keys are encrypted.
//! - **Known and unknown get the same answer** for the same work.
//! - **Everything is bounded**: connections, bodies, nesting, hashes at once, waits, lists, retries.
//! - **Time and randomness come from [`effects`]**, so that tests move the clock and nothing else has to be replaced.
//! - **Refusals are data** in the payload's `errors`; a fault is logged once and tells the client a request id.
//!
//! # What is deliberately absent
//!
//! No trait with a single implementation, no cache between a request and the database, no leader among instances, no
//! batching of operations, no subscriptions, no second crypto library beside aws-lc-rs.

pub mod app;
pub mod caller;
pub mod cli;
pub mod config;
pub mod db;
pub mod effects;
pub mod error;
pub mod features;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod graphql;
pub mod http;
pub mod languages;
mod nearest;
pub mod overlay;
mod places;
pub mod schema;
mod seconds;
pub mod templates;
mod traces;
