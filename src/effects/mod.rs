//! The three things tests replace: time, randomness and the way out for mail.

mod clock;
mod random;
pub mod mailer;

pub use clock::Clock;
pub use random::Random;
