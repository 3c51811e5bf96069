//! `keyward doctor`: looks at everything that a server needs, and says what to mend.
//!
//! Always true: it makes and changes nothing, beside a server as well as before there is one; no check waits for ever;
//! one problem hides no other, and what can't be looked at because of it is left out and says so; no secret is shown.

mod address;
mod clock;
mod database;
mod files;
mod finding;
mod keys;
mod mail;
mod migrations;
mod outbox;
mod redis;
mod report;
mod settings;

use std::{
    io::{self, IsTerminal as _},
    process::ExitCode,
    time::Duration,
};

use clap::Args;
use lettre::Address;
use serde_json::json;

use super::{operate::Answer, serve};
use crate::{
    config::{Config, Settings, Sources},
    db::Db,
    error::{Chain, Error},
};
use finding::{Check, Finding, Status};

/// How long the database may take for the answers to one check.
const PATIENCE: Duration = Duration::from_secs(5);

/// The arguments of `keyward doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Send a test mail to this address
    #[arg(long, value_name = "ADDRESS")]
    send_to: Option<Address>,
    /// Write JSON, for programs
    #[arg(long)]
    json: bool,
}

impl DoctorArgs {
    /// Looks at everything; fails if there is a problem.
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let findings = match Sources::from_process().and_then(Settings::load) {
            Ok(settings) => {
                serve::log_problems(&settings)?;
                serve::runtime()?.block_on(examine(&settings, self.send_to))
            }
            Err(problems) => settings::wrong(&problems),
        };
        let page = report::Page::for_output(io::stdout().is_terminal());
        Answer { json: self.json }.give(&json!(findings), &page.of(&findings))?;
        let is_well = findings.iter().all(|finding| finding.status != Status::Problem);
        Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What waits for others waits for them at the same time.
async fn examine(settings: &Settings, send_to: Option<Address>) -> Vec<Finding> {
    let config = settings.serving_nothing();
    let (stored, redis, mail) =
        tokio::join!(stored(settings, &config), redis::examine(&config), mail::examine(&config, send_to));
    [settings::examine(settings, &config), files::examine(settings, &config), stored, redis, mail].concat()
}

/// What the database tells, and what is compared with it.
async fn stored(settings: &Settings, config: &Config) -> Vec<Finding> {
    let (database, db) = database::examine(config).await;
    let (migrations, db) = migrations::examine(db.as_ref().map_err(|why| *why)).await;
    let (clock, keys, outbox, address) = tokio::join!(
        clock::examine(db),
        keys::examine(settings, db),
        outbox::examine(config, db),
        address::examine(config, db),
    );
    [vec![database, migrations, clock], keys, outbox, address].concat()
}

/// The database, or why it can't be asked.
type Reachable<'d> = Result<&'d Db, &'static str>;

/// What the database answers, unless it fails or takes too long: that is a finding of its own.
async fn asked<T>(check: Check, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Finding> {
    let mend = "look at the database's own log";
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(check.problem(Chain(&error).to_string(), mend)),
        Err(_) => Err(check.problem("the database takes too long to answer", mend)),
    }
}
