//! Proving that an address belongs to whoever registered it.

/// When a verified address is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailVerificationPolicy {
    Optional,
    BeforeNextLogin,
    BeforeFirstLogin,
}
