use clap::Args;
use serde_json::Value;

use super::{desk::Desk, present, set_roles};
use crate::{
    cli::{moments, refused::said, table},
    features::accounts::{Account, Chosen, Role},
};

/// The arguments of `keyward user list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward user list --unverified
  keyward user list --limit 1000 --json | jq -r '.[].email'
  keyward user list --after ada@example.org")]
pub(super) struct ListArgs {
    /// How many at most, up to 1000
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1000))]
    limit: u64,
    /// Go on after this user, the last one of the page before
    #[arg(long, value_name = "USER")]
    after: Option<String>,
    /// Only those whose address is not verified
    #[arg(long)]
    unverified: bool,
    /// Only those who are disabled
    #[arg(long)]
    disabled: bool,
    /// Only those who have this role
    #[arg(long, value_parser = set_roles::role)]
    role: Option<Role>,
}

impl ListArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let before = match &self.after {
            Some(last) => Some(desk.find(last).await?.id),
            None => None,
        };
        let chosen = Chosen { before, unverified: self.unverified, disabled: self.disabled, role: self.role };
        // One more than is shown tells whether there is another page.
        let mut accounts = desk.users.list(desk.operator, &chosen, self.limit + 1).await.map_err(said)?;
        let is_all = accounts.len() as u64 <= self.limit;
        if !is_all {
            accounts.pop();
        }

        desk.answer(&accounts.iter().map(present::user).collect::<Value>(), &to_table(&accounts))?;
        match accounts.last() {
            None => desk.note("No users."),
            Some(last) if !is_all => desk.note(&format!("There are more: add --after {}", last.email)),
            Some(_) => Ok(()),
        }
    }
}

fn to_table(accounts: &[Account]) -> String {
    let header = ["EMAIL", "USERNAME", "STATUS", "CREATED (UTC)", "LAST LOGIN (UTC)", "ROLES"];
    table::columns(header, accounts.iter().map(row).collect())
}

fn row(account: &Account) -> [String; 6] {
    let login = account.last_login_at.map_or_else(|| "never".to_owned(), moments::in_column);
    [
        account.email.clone(),
        account.username.clone().unwrap_or_else(|| "-".to_owned()),
        present::status(account).to_owned(),
        moments::in_column(account.created_at),
        login,
        present::printable(&account.roles.join(",")).into_owned(),
    ]
}
