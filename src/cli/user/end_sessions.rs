use clap::Args;

use super::{
    desk::{Desk, unknown},
    named::Named,
    present,
};
use crate::cli::refused::said;

/// The arguments of `keyward user end-sessions`.
#[derive(Debug, Args)]
pub(super) struct EndSessionsArgs {
    #[command(flatten)]
    named: Named,
}

impl EndSessionsArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let account = desk.find(&self.named.user).await?;
        let done = desk.users.end_sessions(desk.operator, account.id).await.map_err(said)?;
        let done = done.ok_or_else(|| unknown(&self.named.user))?;

        let words = format!("{}: {}.\n", done.account.email, present::ended(done.ended_sessions));
        desk.answer(&present::administered(&done), &words)?;
        if done.ended_sessions > 0 { desk.note_tokens_elsewhere("are good") } else { Ok(()) }
    }
}
