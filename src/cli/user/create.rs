use clap::Args;
use serde_json::json;

use super::{desk::Desk, password, present, set_roles};
use crate::{
    cli::refused::{in_english, said},
    features::{
        accounts::{Account, EmailAddress, FullName, Role, Username},
        administration::NewUser,
    },
};

/// The arguments of `keyward user create`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct CreateArgs {
    /// Where mail to the user goes
    #[arg(value_parser = |text: &str| EmailAddress::parse(text).map_err(|refusal| in_english(&refusal)))]
    email: EmailAddress,
    /// A second name to sign in with: 3 to 32 of a-z, 0-9, `.`, `_` and `-`
    #[arg(long, value_name = "NAME",
          value_parser = |text: &str| Username::parse(text).map_err(|refusal| in_english(&refusal)))]
    username: Option<Username>,
    /// The person's name
    #[arg(long, value_name = "NAME",
          value_parser = |text: &str| FullName::parse(text).map_err(|refusal| in_english(&refusal)))]
    full_name: Option<FullName>,
    /// The language of mails and messages, e.g. `de` [default: the first of LOCALES]
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// A role, instead of those in DEFAULT_ROLES; may be given several times
    #[arg(long = "role", value_name = "ROLE", value_delimiter = ',', value_parser = set_roles::role)]
    roles: Vec<Role>,
    /// The address is known to be the user's: mail no link to verify it
    #[arg(long)]
    verified: bool,
    /// Set no password: mail the user a link to choose one
    #[arg(long)]
    no_password: bool,
}

const HELP: &str = "\
The password is asked for, or is the first line of standard input. Unless
--verified is given, the user is mailed a link to verify the address; a link to
choose a password does that, too.

Examples:
  keyward user create ada@example.org --verified --role user --role admin
  keyward user create ada@example.org --no-password
  pass show ada | keyward user create ada@example.org --username ada --json";

impl CreateArgs {
    pub(super) async fn run(self, desk: &Desk) -> anyhow::Result<()> {
        let (verified, invited) = (self.verified, self.no_password);
        let new = NewUser {
            email: self.email,
            username: self.username,
            full_name: self.full_name,
            locale: self.locale,
            roles: (!self.roles.is_empty()).then(|| set_roles::all("create", self.roles)),
            verified,
        };
        let whose = new.email.as_str().to_owned();
        let applicant = desk.users.check(desk.operator, new).await.map_err(said)?;
        let password = if invited { None } else { Some(password::read(&whose)?) };
        let account = desk.users.create(desk.operator, &applicant, password.as_ref()).await.map_err(said)?;

        let words = format!("Created {}, id {}.\n", account.email, account.id);
        desk.answer(&json!(present::user(&account)), &words)?;
        match link(invited, verified) {
            Some(link) => desk.note(&mailed(link, &account)),
            None => Ok(()),
        }
    }
}

fn link(invited: bool, verified: bool) -> Option<&'static str> {
    match (invited, verified) {
        (true, _) => Some("A link to choose a password"),
        (false, false) => Some("A link to verify the address"),
        (false, true) => None,
    }
}

fn mailed(what: &str, account: &Account) -> String {
    format!("{what} is mailed to {} by the running server, or by the next one that starts.", account.email)
}
