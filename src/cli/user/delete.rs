use std::io::{self, IsTerminal, Write};

use anyhow::ensure;
use clap::{Args, error::ErrorKind};
use serde_json::json;

use super::{
    desk::{Desk, unknown},
    named::Named,
    present,
};
use crate::{
    cli::{moments, refused::said, usage},
    features::accounts::Account,
};

/// The arguments of `keyward user delete`.
#[derive(Debug, Args)]
#[command(after_help = "\
It can't be undone: sessions end at once, and the address and the username are
free again. To keep somebody out, use `keyward user disable`.")]
pub(super) struct DeleteArgs {
    #[command(flatten)]
    named: Named,
    /// Don't ask first
    #[arg(long, short)]
    yes: bool,
}

impl DeleteArgs {
    /// Without a terminal, there is nobody to ask.
    pub(super) fn check_usage(&self) {
        if !self.yes && !io::stdin().is_terminal() {
            let missing = "nobody can be asked without a terminal: add --yes to delete without being asked";
            usage(&["user", "delete"], ErrorKind::MissingRequiredArgument, missing)
        }
    }

    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let account = desk.find(&self.named.user).await?;
        ensure!(self.yes || confirm(&account)?, "nothing was deleted");
        let deleted = desk.users.delete(desk.operator, account.id).await.map_err(said)?;
        ensure!(deleted, unknown(&self.named.user));
        desk.answer(&json!(present::user(&account)), &format!("Deleted {}.\n", account.email))
    }
}

fn confirm(account: &Account) -> io::Result<bool> {
    let name = account.full_name.as_ref().map(|name| format!(" ({})", present::printable(name))).unwrap_or_default();
    let since = moments::in_words(account.created_at);
    let mut terminal = io::stderr();
    write!(terminal, "Delete {}{name}, a user since {since}? It can't be undone. [y/N] ", account.email)?;
    terminal.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
