use clap::{Args, error::ErrorKind};
use serde_json::json;

use super::{
    desk::{Desk, unknown},
    named::Named,
    present,
};
use crate::{
    cli::{refused::said, usage},
    features::accounts::{Role, Roles},
};

/// The arguments of `keyward user set-roles`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct SetRolesArgs {
    #[command(flatten)]
    named: Named,
    /// The roles from now on: your own words, their case is kept
    #[arg(value_name = "ROLE", required_unless_present = "none", value_delimiter = ',', value_parser = role)]
    roles: Vec<Role>,
    /// Take all roles away
    #[arg(long, conflicts_with = "roles")]
    none: bool,
}

const HELP: &str = "\
The user's next access token has the new roles; `me` shows them at once.

Examples:
  keyward user set-roles ada@example.org admin user
  keyward user set-roles ada --none";

impl SetRolesArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let roles = all("set-roles", self.roles);
        let before = desk.find(&self.named.user).await?;
        let changed = desk.users.set_roles(desk.operator, before.id, &roles).await.map_err(said)?;
        let account = changed.ok_or_else(|| unknown(&self.named.user))?;

        let words = match account.roles.as_slice() {
            [] => format!("{} has no roles.\n", account.email),
            [role] => format!("{} has the role {role}.\n", account.email),
            roles => format!("{} has the roles {}.\n", account.email, roles.join(", ")),
        };
        desk.answer(&json!(present::user(&account)), &words)?;
        let loses_some = before.roles.iter().any(|role| !account.roles.contains(role));
        if loses_some { desk.note_tokens_elsewhere("keep the roles they have") } else { Ok(()) }
    }
}

/// Reads a role.
pub(super) fn role(text: &str) -> Result<Role, &'static str> {
    Role::parse(text).map_err(|_| "a role has 1 to 64 characters, and no control characters")
}

/// The roles of one account; does not come back when they are too many.
pub(super) fn all(subcommand: &str, roles: Vec<Role>) -> Roles {
    let too_many = "an account has at most 64 roles, of 4096 bytes together";
    Roles::new(roles).unwrap_or_else(|| usage(&["user", subcommand], ErrorKind::TooManyValues, too_many))
}
