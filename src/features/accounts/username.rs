use crate::error::Refusal;

/// A second name to sign in with: 3 to 32 of ASCII letters, digits, `.`, `_` and `-`, so that no two look alike and
/// none looks like an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Reads a username as a person types it.
    ///
    /// # Errors
    /// `ValueRequired` when it is blank, `UsernameInvalid` when it has other characters or another length.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::ValueRequired);
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !(3..=32).contains(&text.len()) || !text.chars().all(allowed) {
            return Err(Refusal::UsernameInvalid);
        }
        Ok(Self(text.to_owned()))
    }

    /// The username as it was chosen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The username as it is compared: in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::Username;
    use crate::error::Refusal;

    #[test]
    fn a_username_keeps_its_case_and_compares_without() {
        let username = Username::parse(" Alice.B_1-x ").expect("a username");
        assert_eq!((username.as_str(), username.key().as_str()), ("Alice.B_1-x", "alice.b_1-x"));
    }

    #[test]
    fn look_alikes_addresses_and_wrong_lengths_are_refused() {
        assert_eq!(Username::parse(""), Err(Refusal::ValueRequired));
        for text in ["al", "аlice", "alice@example.org", "al ice", "alice\0", &"a".repeat(33)] {
            assert_eq!(Username::parse(text), Err(Refusal::UsernameInvalid), "{text:?}");
        }
    }
}
