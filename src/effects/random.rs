use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The one source of randomness: the operating system's, through the crypto library.
#[derive(Clone, Copy, Debug, Default)]
pub struct Random;

impl Random {
    /// `N` bytes nobody can guess.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done then.
    #[must_use]
    pub fn bytes<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        aws_lc_rs::rand::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }

    /// A new key for a row: a UUIDv7 (RFC 9562 §5.7), so that rows are stored in the order they came.
    #[must_use]
    pub fn id(self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }
}
