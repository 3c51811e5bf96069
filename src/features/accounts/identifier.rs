use super::EmailAddress;

/// What somebody typed to say who they are, as it is compared: however it is spelled, one account has one key, and so
/// has what is no account's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// An address.
    Email(String),
    /// A username, or nothing that anybody could be called.
    Username(String),
}

impl Identifier {
    /// Reads what was typed. A username has no `@`, an address always has one: the text says which it is.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        match EmailAddress::parse(typed) {
            Ok(email) => Self::Email(email.key()),
            // No username has a NUL, and PostgreSQL takes none in a text.
            Err(_) => Self::Username(typed.trim().to_ascii_lowercase().replace('\0', " ")),
        }
    }

    /// The text that is compared.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Email(key) | Self::Username(key) => key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Identifier;

    #[test]
    fn every_spelling_of_an_address_has_one_key() {
        for typed in ["Ann@Example.org", " ann@example.org\n", "ann@EXAMPLE.ORG"] {
            assert_eq!(Identifier::read(typed), Identifier::Email("ann@example.org".to_owned()), "{typed:?}");
        }
        assert_eq!(Identifier::read(" Ann "), Identifier::Username("ann".to_owned()));
    }
}
