//! How accounts look: for programs with the names that the schema's `User` has, for people in words.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::{
    cli::moments::rfc3339,
    features::{accounts::Account, administration::Administered},
};

/// For programs.
pub(super) fn user(account: &Account) -> Value {
    json!({
        "id": account.id,
        "email": account.email,
        "emailVerified": account.is_verified(),
        "emailVerifiedAt": account.email_verified_at.map(rfc3339),
        "pendingEmail": account.pending_email,
        "username": account.username,
        "fullName": account.full_name,
        "locale": account.language.to_string(),
        "roles": account.roles,
        "profile": {
            "displayName": account.display_name,
            "bio": account.bio,
            "pictureUrl": account.picture_url,
        },
        "disabledAt": account.disabled_at.map(rfc3339),
        "lastLoginAt": account.last_login_at.map(rfc3339),
        "createdAt": rfc3339(account.created_at),
        "updatedAt": rfc3339(account.updated_at),
    })
}

/// For programs, with what was ended.
pub(super) fn administered(done: &Administered) -> Value {
    let mut user = user(&done.account);
    user["endedSessions"] = json!(done.ended_sessions);
    user
}

pub(super) fn status(account: &Account) -> &'static str {
    match (account.disabled_at, account.is_verified()) {
        (None, true) => "active",
        (None, false) => "unverified",
        (Some(_), true) => "disabled",
        (Some(_), false) => "disabled, unverified",
    }
}

pub(super) fn ended(sessions: u64) -> String {
    match sessions {
        1 => "1 session ended".to_owned(),
        _ => format!("{sessions} sessions ended"),
    }
}

/// What somebody else wrote, with nothing in it that moves a terminal's cursor or turns its text around.
pub(in crate::cli) fn printable(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(is_harmful) {
        return text.into();
    }
    let escaped = |c: char| if is_harmful(c) { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(escaped).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn nothing_that_somebody_wrote_moves_the_cursor_or_turns_the_text_around() {
        assert_eq!(printable("Zoë \u{5d0}\u{5d1}"), "Zoë \u{5d0}\u{5d1}");
        assert_eq!(printable("a\u{1b}[2Jb\nc\u{202e}d"), r"a\u{1b}[2Jb\u{a}c\u{202e}d");
    }
}
