//! What anyone may ask for: a token that is not good does not stand in its way.

/// The top-level fields that need no caller, as the schema's descriptions say.
const PUBLIC: [&str; 13] = [
    "__schema",
    "__type",
    "__typename",
    "authSettings",
    "login",
    "logout",
    "refreshToken",
    "register",
    "requestPasswordReset",
    "resendVerificationEmail",
    "resetPassword",
    "undoEmailChange",
    "verifyEmail",
];

/// Whether a top-level field, by its name in the schema, is public.
#[must_use]
pub fn is_public(field: &str) -> bool {
    PUBLIC.contains(&field)
}
