use std::{
    io::{self, ErrorKind, Write},
    time::Duration,
};

use anyhow::{anyhow, bail};
use serde_json::Value;

use super::refused::said;
use crate::{
    app,
    caller::Operator,
    config::Settings,
    db::Db,
    effects::Clock,
    features::{accounts::Account, administration::Administration},
    languages,
};

/// Where an operator works: the accounts, the authority over them, and where the answer goes.
pub(super) struct Desk {
    pub(super) users: Administration,
    pub(super) operator: Operator,
    db: Db,
    json: bool,
    access_token_lifetime: Duration,
}

impl Desk {
    /// Opens the database, which must be there: none is made in a folder that somebody is in by mistake.
    pub(super) async fn open(settings: &Settings, json: bool) -> anyhow::Result<Self> {
        let config = settings.serving_nothing();
        let db = Db::connect_existing(&config.database_url).await?;
        if !db.is_migrated().await.map_err(said)? {
            bail!("the database is not up to date: run `keyward migrate`, or start the server, which does so, too");
        }
        Ok(Self {
            users: app::administration(&config, db.clone(), Clock::default()),
            operator: Operator::at_the_command_line(),
            db,
            json,
            access_token_lifetime: config.access_token_lifetime,
        })
    }

    pub(super) async fn close(self) {
        self.db.close().await;
    }

    /// The account that somebody names.
    pub(super) async fn find(&self, named: &str) -> anyhow::Result<Account> {
        self.users.find(self.operator, named).await.map_err(said)?.ok_or_else(|| unknown(named))
    }

    /// Answers: programs with JSON, people with words.
    pub(super) fn answer(&self, json: &Value, words: &str) -> anyhow::Result<()> {
        let text = if self.json { format!("{json:#}\n") } else { words.to_owned() };
        match io::stdout().write_all(text.as_bytes()) {
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => Ok(done?),
        }
    }

    /// Tells people what else is good to know, beside the answer.
    pub(super) fn note(&self, words: &str) -> anyhow::Result<()> {
        if self.json { Ok(()) } else { Ok(writeln!(io::stderr(), "{words}")?) }
    }

    /// Tells people what ending sessions does not reach.
    pub(super) fn note_tokens_elsewhere(&self, keep: &str) -> anyhow::Result<()> {
        let english = &languages::available()[0];
        let lifetime = languages::in_words(self.access_token_lifetime, english);
        self.note(&format!("Elsewhere, access tokens that are out {keep} until they expire, in {lifetime} at most."))
    }
}

/// Says that nobody is called so.
pub(super) fn unknown(named: &str) -> anyhow::Error {
    anyhow!("no user is called {named}: name one by email, username or id; `keyward user list` shows them")
}
