use super::text;
use crate::error::Refusal;

/// A person's name, in whatever script: one line, 200 characters at most, normalised (NFC).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullName(String);

const MAX_LENGTH: usize = 200;

impl FullName {
    /// Reads a name as a person types it.
    ///
    /// # Errors
    /// `ValueRequired` when it is blank, `ValueTooLong`, or `ValueInvalid` when it has control characters.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        text::line(text, MAX_LENGTH).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
