use clap::Args;
use serde_json::json;

use super::{
    desk::{Desk, unknown},
    named::Named,
    present,
};
use crate::cli::{moments, refused::said};

/// The arguments of `keyward user disable`.
#[derive(Debug, Args)]
#[command(after_help = "\
Every session ends, links that were mailed before no longer work, and no new
ones are mailed. Signing in is answered with ACCOUNT_DISABLED, to those who know
the password.")]
pub(super) struct DisableArgs {
    #[command(flatten)]
    named: Named,
}

/// The arguments of `keyward user enable`.
#[derive(Debug, Args)]
#[command(after_help = "\
The password is the one before. Sessions and links that disabling ended stay so.")]
pub(super) struct EnableArgs {
    #[command(flatten)]
    named: Named,
}

impl DisableArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let before = desk.find(&self.named.user).await?;
        let done = desk.users.disable(desk.operator, before.id).await.map_err(said)?;
        let done = done.ok_or_else(|| unknown(&self.named.user))?;

        let (email, ended) = (&done.account.email, present::ended(done.ended_sessions));
        let words = match before.disabled_at {
            Some(since) => format!("{email} was disabled already, since {}; {ended}.\n", moments::in_words(since)),
            None => format!("Disabled {email}; {ended}.\n"),
        };
        desk.answer(&present::administered(&done), &words)?;
        if done.ended_sessions > 0 { desk.note_tokens_elsewhere("are good") } else { Ok(()) }
    }
}

impl EnableArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let before = desk.find(&self.named.user).await?;
        let account = desk.users.enable(desk.operator, before.id).await.map_err(said)?;
        let account = account.ok_or_else(|| unknown(&self.named.user))?;

        let words = match before.disabled_at {
            Some(_) => format!("Enabled {}.\n", account.email),
            None => format!("{} was not disabled.\n", account.email),
        };
        desk.answer(&json!(present::user(&account)), &words)
    }
}
