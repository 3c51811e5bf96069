use std::time::Duration;

use anyhow::anyhow;
use serde_json::Value;

use crate::{
    app,
    caller::Operator,
    cli::{operate::Answer, refused::said},
    config::Config,
    db::Db,
    effects::Clock,
    features::{accounts::Account, administration::Administration},
    languages,
};

/// Where an operator works: the accounts, the authority over them, and where the answer goes.
pub(super) struct Desk {
    pub(super) users: Administration,
    pub(super) operator: Operator,
    answer: Answer,
    access_token_lifetime: Duration,
}

impl Desk {
    pub(super) fn new(config: &Config, db: &Db, answer: Answer) -> Self {
        Self {
            users: app::administration(config, db.clone(), Clock::default()),
            operator: Operator::at_the_command_line(),
            answer,
            access_token_lifetime: config.access_token_lifetime,
        }
    }

    /// The account that somebody names.
    pub(super) async fn find(&self, named: &str) -> anyhow::Result<Account> {
        self.users.find(self.operator, named).await.map_err(said)?.ok_or_else(|| unknown(named))
    }

    /// Answers: programs with JSON, people with words.
    pub(super) fn answer(&self, json: &Value, words: &str) -> anyhow::Result<()> {
        self.answer.give(json, words)
    }

    /// Tells people what else is good to know.
    pub(super) fn note(&self, words: &str) -> anyhow::Result<()> {
        self.answer.note(words)
    }

    /// Tells people what nothing here reaches: services that check access tokens by themselves.
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
