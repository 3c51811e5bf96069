//! `keyward user`, `keys`, `audit`, `doctor` and `migrate` as an operator runs them: the real program, beside a server
//! that is running, and what the server's clients notice of it.

#[expect(dead_code, unused_imports, reason = "the tests of the API use the rest of it")]
#[path = "../api/harness/mod.rs"]
mod harness;
mod life;
mod place;

mod audit;
#[cfg(target_os = "linux")]
mod canaries;
mod creating;
mod deleting;
mod disabling;
mod doctor;
mod finding;
mod keys;
mod logs;
mod migrating;
mod passwords;
mod roles;
mod sessions;
#[cfg(target_os = "linux")]
mod terminal;
mod together;
mod traces;
