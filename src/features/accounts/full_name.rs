use unicode_normalization::UnicodeNormalization;

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
        let text: String = text.trim().nfc().collect();
        if text.is_empty() {
            return Err(Refusal::ValueRequired);
        }
        if text.chars().count() > MAX_LENGTH {
            return Err(Refusal::ValueTooLong { max: MAX_LENGTH });
        }
        if text.chars().any(char::is_control) {
            return Err(Refusal::ValueInvalid);
        }
        Ok(Self(text))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
