use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

/// A token as it travels: a prefix that scanners for leaked secrets can know, then base64url (RFC 4648 §5)
/// without padding. It does not print.
#[derive(Clone, Debug)]
pub struct TokenText(SecretString);

impl TokenText {
    /// Writes bytes down behind a prefix.
    #[must_use]
    pub fn write(prefix: &str, bytes: &[u8]) -> Self {
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)).into())
    }

    /// Reads exactly `N` bytes behind a prefix; anything else, however close, is none.
    #[must_use]
    pub fn read<const N: usize>(prefix: &str, text: &str) -> Option<[u8; N]> {
        let encoded = text.strip_prefix(prefix)?;
        if encoded.len() != (N * 4).div_ceil(3) {
            return None;
        }
        URL_SAFE_NO_PAD.decode(encoded).ok()?.try_into().ok()
    }

    /// The text itself, for the answer or the mail it travels in.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}
