//! What has to hold of the tables whenever the program was killed: each operation left all of its rows, or none.

use std::fs;

use crate::{
    fleet::Fleet,
    harness::{Behind, Database},
};

/// Each counts what must not be.
const NONE_OF: [(&str, &str); 9] = [
    (
        "accounts without a password",
        "SELECT COUNT(*) FROM accounts LEFT JOIN passwords ON account_id = accounts.id WHERE account_id IS NULL",
    ),
    (
        "accounts that nobody registered",
        "SELECT COUNT(*) FROM accounts WHERE (SELECT COUNT(*) FROM audit_events
            WHERE event = 'account_registered' AND account_id = accounts.id) <> 1",
    ),
    (
        "accounts that are gone without a trace",
        "SELECT COUNT(*) FROM audit_events registered WHERE event = 'account_registered'
            AND NOT EXISTS (SELECT 1 FROM accounts WHERE id = registered.account_id)
            AND (SELECT COUNT(*) FROM audit_events
                WHERE event = 'account_deleted' AND account_id = registered.account_id) <> 1",
    ),
    (
        "sessions that began otherwise than was noted",
        "SELECT COUNT(*) FROM accounts WHERE (SELECT COUNT(*) FROM sessions WHERE account_id = accounts.id) <>
            (SELECT COUNT(*) FROM audit_events WHERE account_id = accounts.id
                AND event IN ('account_registered', 'login_succeeded', 'password_changed'))",
    ),
    (
        "sessions that were ended from a list otherwise than was noted",
        "SELECT COUNT(*) FROM sessions WHERE (end_reason IS NOT NULL AND end_reason = 'revoked') <> EXISTS (
            SELECT 1 FROM audit_events WHERE event = 'session_revoked' AND session_id = sessions.id)",
    ),
    (
        "sessions that a spent token ended otherwise than was noted",
        "SELECT COUNT(*) FROM sessions WHERE (end_reason IS NOT NULL AND end_reason = 'reused') <> EXISTS (
            SELECT 1 FROM audit_events WHERE event = 'refresh_token_reused' AND session_id = sessions.id)",
    ),
    (
        "passwords that were set without a mail",
        "SELECT COUNT(*) FROM accounts WHERE (SELECT COUNT(*) FROM outbox
                WHERE kind = 'password_changed' AND account_id = accounts.id) <>
            (SELECT COUNT(*) FROM audit_events WHERE account_id = accounts.id
                AND event IN ('password_changed', 'password_reset'))",
    ),
    (
        "tokens without their mail",
        "SELECT COUNT(*) FROM mailed_tokens WHERE void_at IS NULL AND used_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE mailed_token_id = mailed_tokens.id)",
    ),
    (
        "addresses that were proved otherwise than was noted",
        "SELECT COUNT(*) FROM accounts WHERE (email_verified_at IS NOT NULL) <> EXISTS (
            SELECT 1 FROM audit_events
            WHERE event IN ('email_verified', 'password_reset') AND account_id = accounts.id)",
    ),
];

/// Looks at what the killed program left behind; on SQLite at a copy, so that it is the program that mends its file.
pub(crate) async fn is_whole(fleet: &Fleet) {
    let file = fleet.folder().join("keyward.db");
    if !file.exists() {
        return fits_together(&fleet.database.look().await).await;
    }
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["keyward.db", "keyward.db-wal"] {
        // The log is missing where it was folded into the file.
        fs::copy(file.with_file_name(name), copy.path().join(name)).ok();
    }
    let behind = Database::in_folder(copy.path()).look().await;
    is_sound(&behind).await;
    fits_together(&behind).await;
}

/// SQLite's own checks.
pub(crate) async fn is_sound(behind: &Behind) {
    assert_eq!(behind.rows::<String>("PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(behind.rows::<String>("PRAGMA foreign_key_check").await, [""; 0]);
}

pub(crate) async fn fits_together(behind: &Behind) {
    for (what, sql) in NONE_OF {
        assert_eq!(behind.rows::<i64>(sql).await, [0], "{what}");
    }
    let keys: Vec<i64> = behind.rows("SELECT COUNT(*) FROM signing_keys").await;
    let noted: Vec<i64> = behind.rows("SELECT COUNT(*) FROM audit_events WHERE event = 'signing_key_made'").await;
    assert_eq!((keys, noted), (vec![1], vec![1]), "one signing key, and who made it");
}
