use std::{io, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{
    moments,
    operate::{Answer, on_database},
    table,
};
use crate::{
    caller::Operator,
    effects::Clock,
    features::signing_keys::{self, KeyUse, PublishedKey},
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
}

impl KeysArgs {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        let KeysCommand::List = self.command;
        let answer = Answer { json: self.json };
        on_database(async move |config, db| {
            let (by, now) = (Operator::at_the_command_line(), Clock::default().now());
            let keys = signing_keys::list(by, db, config.signing_algorithm, now).await?;
            answer.give(&keys.iter().map(key).collect(), &to_table(&keys))?;
            if keys.is_empty() { answer.note("No keys yet: the server makes one when it starts.") } else { Ok(()) }
        })
    }
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
