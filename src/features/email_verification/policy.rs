use std::str::FromStr;

/// When a verified address is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailVerificationPolicy {
    /// Signing in never waits for a verified address.
    Optional,
    /// Registering signs in; every later login needs a verified address.
    BeforeNextLogin,
    /// Nobody signs in before the address is verified.
    BeforeFirstLogin,
}

impl FromStr for EmailVerificationPolicy {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "optional" => Ok(Self::Optional),
            "before_next_login" => Ok(Self::BeforeNextLogin),
            "before_first_login" => Ok(Self::BeforeFirstLogin),
            _ => Err("`optional`, `before_next_login` or `before_first_login`"),
        }
    }
}
