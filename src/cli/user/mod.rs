//! `keyward user`: what an operator does to accounts, beside a running server or before there is one.

mod create;
mod delete;
mod desk;
mod disable;
mod end_sessions;
mod list;
mod named;
mod password;
mod present;
mod set_password;
mod set_roles;
mod show;

use std::{io, process::ExitCode};

use clap::{Args, Subcommand};

use super::operate::{Answer, on_database};
use desk::Desk;
pub(super) use present::printable;

/// The arguments of `keyward user`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
    /// Write JSON, for programs
    #[arg(long, global = true)]
    json: bool,
}

const HELP: &str = "\
A USER is an email address, a username or an id.

These commands work on the database that KEYWARD_DATABASE_URL names, with or
without a server beside them; what they do holds there at once. Mails are sent
by that server, or by the next one that starts.

Exit codes: 0 done, 1 failed, 2 wrong usage.";

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make an account
    Create(create::CreateArgs),
    /// List users, the newest first
    List(list::ListArgs),
    /// Show what is known of a user
    Show(show::ShowArgs),
    /// Set a user's password, and sign them out everywhere
    SetPassword(set_password::SetPasswordArgs),
    /// Give a user these roles instead of those they have
    SetRoles(set_roles::SetRolesArgs),
    /// Keep a user from signing in, and sign them out everywhere
    Disable(disable::DisableArgs),
    /// Let a disabled user sign in again
    Enable(disable::EnableArgs),
    /// Sign a user out everywhere
    EndSessions(end_sessions::EndSessionsArgs),
    /// Delete a user with everything that belongs to them
    Delete(delete::DeleteArgs),
}

impl UserArgs {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        self.command.check_usage();
        on_database(async move |config, db| {
            let desk = Desk::new(config, db, Answer { json: self.json });
            self.command.run(&desk).await
        })
    }
}

impl UserCommand {
    /// What the command line's parser can't know; does not come back from wrong usage.
    fn check_usage(&self) {
        if let Self::Delete(args) = self {
            args.check_usage();
        }
    }

    async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        match self {
            Self::Create(args) => args.run(desk).await,
            Self::List(args) => args.run(desk).await,
            Self::Show(args) => args.run(desk).await,
            Self::SetPassword(args) => args.run(desk).await,
            Self::SetRoles(args) => args.run(desk).await,
            Self::Disable(args) => args.run(desk).await,
            Self::Enable(args) => args.run(desk).await,
            Self::EndSessions(args) => args.run(desk).await,
            Self::Delete(args) => args.run(desk).await,
        }
    }
}
