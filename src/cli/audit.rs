//! `keyward audit`: what the audit log says.

use std::{
    collections::{HashMap, hash_map::Entry},
    io,
    process::ExitCode,
};

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    moments,
    operate::{Answer, on_database},
    refused::said,
    table,
    user::printable,
};
use crate::{
    app,
    caller::Operator,
    config::Config,
    db::Db,
    effects::Clock,
    features::{
        accounts::Account,
        administration::Administration,
        audit::{self, Chosen, Event, Recorded},
    },
};

/// The arguments of `keyward audit`.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
    /// Write JSON, for programs
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// List what happened, the newest first
    List(ListArgs),
}

/// The arguments of `keyward audit list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward audit list --since 7d --event login_failed
  keyward audit list --account ada@example.org
  keyward audit list --since 2026-11-01T00:00:00Z --limit 1000 --json

docs/audit.md lists the events. A user who was deleted is found by the id.")]
struct ListArgs {
    /// Only what is about this user: an email address, a username or an id
    #[arg(long, value_name = "USER")]
    account: Option<String>,
    /// Only this event, e.g. `login_failed`
    #[arg(long, value_name = "WORD", value_parser = |text: &str| text.parse::<Event>())]
    event: Option<Event>,
    /// Only from then on: a time ago, e.g. `7d`, or a moment, e.g. `2026-11-21T05:19:00Z`
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<DateTime<Utc>>,
    /// How many at most, up to 1000
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1000))]
    limit: u64,
    /// Go on after this event's id, the last one of the page before
    #[arg(long, value_name = "ID")]
    after: Option<Uuid>,
}

impl AuditArgs {
    pub(super) fn run(self) -> io::Result<ExitCode> {
        let answer = Answer { json: self.json };
        match self.command {
            AuditCommand::List(args) => on_database(async move |config, db| args.run(answer, config, db).await),
        }
    }
}

impl ListArgs {
    async fn run(self, answer: Answer, config: &Config, db: &Db) -> anyhow::Result<()> {
        let operator = Operator::at_the_command_line();
        let users = app::administration(config, db.clone(), Clock::default());
        let account = match &self.account {
            Some(named) => Some(whose(&users, operator, named).await?),
            None => None,
        };
        let chosen = Chosen { before: self.after, account, event: self.event, since: self.since };
        // One more than is shown tells whether there is another page.
        let mut events = audit::list(operator, db, &chosen, self.limit + 1).await.map_err(said)?;
        let is_all = events.len() as u64 <= self.limit;
        if !is_all {
            events.pop();
        }

        let accounts = named(&users, operator, &events).await?;
        let json = events.iter().map(|event| to_json(event, &accounts)).collect();
        answer.give(&json, &to_table(&events, &accounts))?;
        match events.last() {
            None => answer.note("No events."),
            Some(last) if !is_all => answer.note(&format!("There are more: add --after {}", last.id)),
            Some(_) => Ok(()),
        }
    }
}

/// An id may be that of somebody who is gone.
async fn whose(users: &Administration, operator: Operator, called: &str) -> anyhow::Result<Uuid> {
    let found = users.find(operator, called).await.map_err(said)?.map(|account| account.id);
    found.or_else(|| called.trim().parse().ok()).ok_or_else(|| {
        anyhow!("no user is called {called}: name one by email, username or id; one who was deleted, by id")
    })
}

/// The accounts that are still there, each asked for once.
async fn named(
    users: &Administration,
    operator: Operator,
    events: &[Recorded],
) -> anyhow::Result<HashMap<Uuid, Option<Account>>> {
    let mut accounts = HashMap::new();
    for id in events.iter().filter_map(|event| event.account) {
        if let Entry::Vacant(unknown) = accounts.entry(id) {
            unknown.insert(users.find(operator, &id.to_string()).await.map_err(said)?);
        }
    }
    Ok(accounts)
}

fn to_json(event: &Recorded, accounts: &HashMap<Uuid, Option<Account>>) -> Value {
    let account = event.account.and_then(|id| accounts.get(&id)).and_then(Option::as_ref);
    json!({
        "id": event.id,
        "at": moments::rfc3339(event.at),
        "event": event.event,
        "actor": event.actor,
        "accountId": event.account,
        "email": account.map(|account| &account.email),
        "username": account.and_then(|account| account.username.as_ref()),
        "sessionId": event.session,
        "network": event.network,
        "device": event.device,
        "details": event.details,
    })
}

fn to_table(events: &[Recorded], accounts: &HashMap<Uuid, Option<Account>>) -> String {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = |event: &Recorded| {
        [
            moments::in_column(event.at),
            event.event.clone(),
            event.account.map_or_else(|| "-".to_owned(), |id| name(id, accounts)),
            event.actor.clone(),
            or_none(&event.network),
            or_none(&event.device),
            printable(&details(&event.details)).into_owned(),
        ]
    };
    let header = ["AT (UTC)", "EVENT", "USER", "BY", "NETWORK", "DEVICE", "DETAILS"];
    table::columns(header, events.iter().map(row).collect())
}

/// How somebody is called while their account is there, and by their id after.
fn name(id: Uuid, accounts: &HashMap<Uuid, Option<Account>>) -> String {
    accounts.get(&id).and_then(Option::as_ref).map_or_else(|| id.to_string(), |account| account.email.clone())
}

/// As JSON without what only JSON needs, e.g. `why=disabled`.
fn details(details: &Value) -> String {
    let Some(details) = details.as_object().filter(|details| !details.is_empty()) else { return "-".to_owned() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    details.iter().map(|(key, value)| format!("{key}={}", text(value))).collect::<Vec<_>>().join(" ")
}

fn since(text: &str) -> Result<DateTime<Utc>, &'static str> {
    let ago = humantime::parse_duration(text).ok().filter(|_| !text.contains('M'));
    let moment = match ago.map(chrono::TimeDelta::from_std) {
        Some(ago) => ago.ok().and_then(|ago| Clock::default().now().checked_sub_signed(ago)),
        None => text.parse().ok(),
    };
    moment.ok_or("a time ago, e.g. `12h` or `7d`, or a moment, e.g. `2026-11-21T05:19:00Z`")
}
