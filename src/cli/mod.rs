//! The command line: one file per subcommand.

mod audit;
pub mod config;
mod core_dumps;
mod doctor;
mod keys;
mod migrate;
mod moments;
mod operate;
mod refused;
mod schema;
mod serve;
mod table;
mod user;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, error::ErrorKind};

/// The GraphQL authentication server.
///
/// Without a command, it serves. Settings come from keyward.toml, .env and the environment:
/// `keyward config` shows them.
#[derive(Debug, Parser)]
#[command(name = "keyward", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrate the database, and serve until SIGTERM or Ctrl-C [default]
    Serve,
    /// Bring the database up to date, and exit
    Migrate,
    /// Print the GraphQL schema in its definition language
    Schema,
    /// Show the settings in force, secrets masked, and where each comes from
    Config(config::ConfigArgs),
    /// Check the settings and everything they name, and say what to mend
    ///
    /// Changes nothing, whether a server runs or not. Exits with 1 if there is a problem, with 0 otherwise.
    Doctor(doctor::DoctorArgs),
    /// Create, find, change and delete users
    User(user::UserArgs),
    /// Show, rotate and revoke the keys that sign access tokens
    Keys(keys::KeysArgs),
    /// Show what happened to accounts and keys: who, what, when, from where
    Audit(audit::AuditArgs),
}

impl Cli {
    /// Carries out the command.
    ///
    /// # Errors
    /// What went wrong, in words for whoever typed it.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::run()?,
            Command::Migrate => migrate::run()?,
            Command::Schema => schema::run()?,
            Command::Config(args) => config::run(args)?,
            Command::Doctor(args) => return args.run(),
            Command::User(args) => return Ok(args.run()?),
            Command::Keys(args) => return Ok(args.run()?),
            Command::Audit(args) => return Ok(args.run()?),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Ends the program as the parser does when arguments are wrong, for what the parser can't know.
fn usage(path: &[&str], kind: ErrorKind, what: &str) -> ! {
    let mut command = Cli::command();
    command.build();
    let mut named = &mut command;
    for name in path {
        named = named.find_subcommand_mut(name).expect("the path is one of this file's commands");
    }
    named.error(kind, what).exit()
}
