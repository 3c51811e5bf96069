use std::{io, process::ExitCode};

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{
    moments,
    operate::{Answer, on_database, on_database_with_secret},
    refused::said,
    table,
};
use crate::{
    caller::Operator,
    config::Config,
    db::Db,
    effects::Clock,
    features::signing_keys::{self, KeyUse, Keyring, PublishedKey},
};

/// The arguments of `keyward keys`.
#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
    /// Write JSON, for programs
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// List the keys that access tokens are verified with, the newest first
    List,
    /// Publish a key that takes over from the one that signs, once everyone knows it
    ///
    /// Nobody is signed out: the earlier key verifies until its last token has expired. Where a key waits to take over
    /// already, this tells of it and makes no other.
    Rotate,
    /// Take a key that has leaked away at once
    ///
    /// Every access token under it is refused: by the servers within 30 s, by other services once they fetch the public
    /// keys anew, 5 minutes later at most. Apps refresh their tokens as at any expiry; nobody has to sign in again. If
    /// nothing is left to sign with, the servers make a new key, which signs at once.
    Revoke {
        /// As `keyward keys list` shows it
        #[arg(value_name = "KEY ID", allow_hyphen_values = true)]
        kid: String,
    },
}

impl KeysArgs {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        let answer = Answer { json: self.json };
        match self.command {
            KeysCommand::List => on_database(async move |_, db| list(answer, db).await),
            KeysCommand::Rotate => on_database_with_secret(async move |config, db| rotate(answer, config, db).await),
            KeysCommand::Revoke { kid } => on_database(async move |_, db| revoke(answer, db, &kid).await),
        }
    }
}

async fn list(answer: Answer, db: &Db) -> anyhow::Result<()> {
    let keys = signing_keys::list(Operator::at_the_command_line(), db, Clock::default().now()).await.map_err(said)?;
    answer.give(&keys.iter().map(key).collect(), &to_table(&keys))?;
    if keys.is_empty() { answer.note("No keys yet: the server makes one when it starts.") } else { Ok(()) }
}

async fn rotate(answer: Answer, config: &Config, db: &Db) -> anyhow::Result<()> {
    let keyring = Keyring::new(db.clone(), &config.secrets, config.into());
    let next = keyring.rotate(Operator::at_the_command_line(), Clock::default().now()).await.map_err(said)?;
    let words = format!("{} ({}) signs from {}.\n", next.kid, next.algorithm, moments::in_words(next.signs_from));
    answer.give(&key(&next), &words)
}

async fn revoke(answer: Answer, db: &Db, kid: &str) -> anyhow::Result<()> {
    if !signing_keys::revoke(Operator::at_the_command_line(), db, kid, Clock::default().now()).await.map_err(said)? {
        bail!("no key is called {kid}: `keyward keys list` shows them");
    }
    answer.give(&json!({ "revoked": kid }), &format!("Revoked {kid}.\n"))?;
    answer.note("The servers refuse its tokens within 30 s, others within 5 minutes; apps refresh theirs.")
}

fn key(key: &PublishedKey) -> Value {
    json!({
        "kid": key.kid,
        "algorithm": key.algorithm,
        "use": name(key.used),
        "createdAt": moments::rfc3339(key.created_at),
        "signsFrom": moments::rfc3339(key.signs_from),
        "signsUntil": key.signs_until.map(moments::rfc3339),
        "publishedUntil": key.published_until.map(moments::rfc3339),
    })
}

fn to_table(keys: &[PublishedKey]) -> String {
    let until = |moment: Option<DateTime<Utc>>| moment.map_or_else(|| "-".to_owned(), moments::in_column);
    let row = |key: &PublishedKey| {
        [
            key.kid.clone(),
            key.algorithm.clone(),
            name(key.used).to_owned(),
            moments::in_column(key.signs_from),
            until(key.signs_until),
            until(key.published_until),
        ]
    };
    let header = ["KEY ID", "ALGORITHM", "USE", "SIGNS FROM (UTC)", "SIGNS UNTIL", "PUBLISHED UNTIL"];
    table::columns(header, keys.iter().map(row).collect())
}

fn name(used: KeyUse) -> &'static str {
    match used {
        KeyUse::Waits => "waits",
        KeyUse::Signs => "signs",
        KeyUse::Verifies => "verifies",
    }
}
