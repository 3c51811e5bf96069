//! How refresh tokens rotate, explored: whatever comes in whatever order, at whatever moment, what is promised holds.
//!
//! ```text
//! model.rs            what is promised, in the few steps in which it is done: one statement to the database each
//! explore.rs          runs operations on the model in every order of their steps
//! interleavings.rs    in every order: the promises, as sentences
//! seen.rs             what the real server answered, to be compared with what the model says
//! schedules.rs        in every order: the real server does as the model says, statement by statement (PostgreSQL)
//! stories.rs          random stories of an account: the real server does as the model says, on both databases
//! ```
//!
//! The model is written from the contract and knows nothing of the code.

mod asked;
mod explore;
mod gate;
mod interleavings;
mod model;
mod schedules;
mod seen;
mod stories;
