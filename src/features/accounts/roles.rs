use crate::error::Refusal;

/// One of the app's own words for what an account may do: 64 characters at most, its case kept, no control character,
/// and no comma, as commas separate roles in the settings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Role(String);

/// What an account may do: its roles in alphabetical order, each once, 64 and 4,096 bytes at most, so that its access
/// tokens fit into a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles(Vec<String>);

const MAX_LENGTH: usize = 64;
const MAX_ROLES: usize = 64;
const MAX_BYTES: usize = MAX_ROLES * MAX_LENGTH;

impl Role {
    /// Reads a role as an operator types it.
    ///
    /// # Errors
    /// `ValueRequired` when it is blank, `ValueTooLong`, or `ValueInvalid` for a character that no role has.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::ValueRequired);
        }
        if text.chars().count() > MAX_LENGTH {
            return Err(Refusal::ValueTooLong { max: MAX_LENGTH });
        }
        if text.contains(|c: char| c.is_control() || c == ',') {
            return Err(Refusal::ValueInvalid);
        }
        Ok(Self(text.to_owned()))
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Roles {
    /// Sorts roles, and keeps each once; none when they are too many.
    #[must_use]
    pub fn new(mut roles: Vec<Role>) -> Option<Self> {
        roles.sort();
        roles.dedup();
        let bytes: usize = roles.iter().map(|role| role.0.len()).sum();
        (roles.len() <= MAX_ROLES && bytes <= MAX_BYTES).then(|| Self(roles.into_iter().map(|role| role.0).collect()))
    }

    /// The words.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

impl From<Roles> for Vec<String> {
    fn from(roles: Roles) -> Self {
        roles.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(texts: &[&str]) -> Option<Roles> {
        Roles::new(texts.iter().map(|text| Role::parse(text).expect("a role")).collect())
    }

    #[test]
    fn roles_keep_their_case_and_stand_in_order_once_each() {
        let roles = roles(&["user", " Editor ", "billing:read only", "user"]).expect("roles");
        assert_eq!(roles.names(), ["Editor", "billing:read only", "user"]);
    }

    #[test]
    fn what_is_no_role_is_refused() {
        assert_eq!(Role::parse(" "), Err(Refusal::ValueRequired));
        assert_eq!(Role::parse(&"ä".repeat(65)), Err(Refusal::ValueTooLong { max: 64 }));
        for text in ["a,b", "a\nb", "a\u{7f}b", "a\u{85}b"] {
            assert_eq!(Role::parse(text), Err(Refusal::ValueInvalid), "{text:?}");
        }
    }

    #[test]
    fn an_account_has_no_more_roles_than_a_token_holds() {
        let numbered = |count: usize, letter: &str| -> Vec<String> {
            (0..count).map(|number| format!("{number:02}{}", letter.repeat(62))).collect()
        };
        let made = |texts: Vec<String>| roles(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(made(numbered(64, "a")).is_some());
        assert!(made(numbered(65, "a")).is_none());
        assert!(made(numbered(64, "ä")).is_none());
    }
}
