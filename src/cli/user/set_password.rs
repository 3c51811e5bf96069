use clap::Args;

use super::{
    desk::{Desk, unknown},
    named::Named,
    password, present,
};
use crate::cli::refused::said;

/// The arguments of `keyward user set-password`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct SetPasswordArgs {
    #[command(flatten)]
    named: Named,
}

const HELP: &str = "\
The password is asked for, or is the first line of standard input. Every session
of the user ends, links that were mailed before no longer work, and the user is
told by mail.

Examples:
  keyward user set-password ada@example.org
  openssl rand -base64 18 | tee /dev/tty | keyward user set-password ada";

impl SetPasswordArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let account = desk.find(&self.named.user).await?;
        let password = password::read(&account.email)?;
        let done = desk.users.set_password(desk.operator, account.id, &password).await.map_err(said)?;
        let done = done.ok_or_else(|| unknown(&self.named.user))?;

        let email = &done.account.email;
        let words = format!("Set the password of {email}; {}.\n", present::ended(done.ended_sessions));
        desk.answer(&present::administered(&done), &words)?;
        desk.note(&format!("{email} is told by mail, by the running server or by the next one that starts."))
    }
}
