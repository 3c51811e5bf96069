//! How often something may be tried.
mod rate;
pub use rate::Rate;
