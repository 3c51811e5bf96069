use clap::Args;
use serde_json::{Value, json};

use super::{
    desk::{Desk, unknown},
    named::Named,
    present::{self, printable},
};
use crate::{
    cli::{
        moments::{self, in_words},
        refused::said,
        table,
    },
    features::{administration::Details, sessions::Session},
};

/// The arguments of `keyward user show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    named: Named,
}

impl ShowArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let found = desk.users.look(desk.operator, &self.named.user).await.map_err(said)?;
        let details = found.ok_or_else(|| unknown(&self.named.user))?;
        desk.answer(&to_json(&details), &to_card(&details))
    }
}

fn to_json(details: &Details) -> Value {
    let mut user = present::user(&details.account);
    user["passwordSetAt"] = json!(details.password_set_at.map(moments::rfc3339));
    user["sessions"] = details.sessions.iter().map(session).collect();
    user
}

fn session(session: &Session) -> Value {
    json!({
        "id": session.id,
        "createdAt": moments::rfc3339(session.signed_in_at),
        "lastActiveAt": moments::rfc3339(session.last_active_at),
        "expiresAt": moments::rfc3339(session.expires_at),
        "ipAddress": session.ip,
        "userAgent": session.user_agent,
        "device": session.device(),
    })
}

fn to_card(details: &Details) -> String {
    let account = &details.account;
    let verified =
        account.email_verified_at.map_or("not verified".to_owned(), |at| format!("verified {}", in_words(at)));
    let status = account.disabled_at.map_or("may sign in".to_owned(), |since| format!("disabled {}", in_words(since)));
    let optional = |value: &Option<String>| value.as_deref().map_or("-".into(), printable).into_owned();
    let roles = if account.roles.is_empty() { "-".to_owned() } else { account.roles.join(", ") };
    let mut rows = vec![
        ["Email".to_owned(), format!("{} ({verified})", account.email)],
        ["Pending email".to_owned(), optional(&account.pending_email)],
        ["Username".to_owned(), optional(&account.username)],
        ["Full name".to_owned(), optional(&account.full_name)],
        ["Id".to_owned(), account.id.to_string()],
        ["Status".to_owned(), status],
        ["Roles".to_owned(), printable(&roles).into_owned()],
        ["Locale".to_owned(), account.language.to_string()],
        [
            "Password".to_owned(),
            details.password_set_at.map_or("none".to_owned(), |at| format!("set {}", in_words(at))),
        ],
        ["Created".to_owned(), in_words(account.created_at)],
        ["Updated".to_owned(), in_words(account.updated_at)],
        ["Last login".to_owned(), account.last_login_at.map_or("never".to_owned(), in_words)],
        ["Sessions".to_owned(), details.sessions.len().to_string()],
    ];
    rows.retain(|[label, value]| label != "Pending email" || value != "-");
    rows.extend(details.sessions.iter().map(|session| [String::new(), line(session)]));
    table::rows(&rows)
}

fn line(session: &Session) -> String {
    let device = session.device().or_else(|| session.user_agent.clone()).unwrap_or_else(|| "unknown device".to_owned());
    let address = session.ip.as_deref().unwrap_or("unknown address");
    format!("{}, {address}, last active {}", printable(&device), in_words(session.last_active_at))
}
