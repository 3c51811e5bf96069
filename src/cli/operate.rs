//! What the commands have in common that work on a server's database, with or without a server beside them.

use std::{
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use anyhow::bail;
use serde_json::Value;

use super::{refused::said, serve};
use crate::{
    config::{Config, Problems, Settings, Sources},
    db::Db,
};

/// Opens the database, which must be there: none is made in a folder that somebody is in by mistake. Says what went
/// wrong.
pub(super) fn on_database(work: impl AsyncFnOnce(&Config, &Db) -> anyhow::Result<()>) -> io::Result<ExitCode> {
    told(try_on_database(|settings| Ok(settings.serving_nothing()), work))
}

/// The same for what the server must be able to decrypt.
pub(super) fn on_database_with_secret(
    work: impl AsyncFnOnce(&Config, &Db) -> anyhow::Result<()>,
) -> io::Result<ExitCode> {
    told(try_on_database(Settings::with_the_servers_secret, work))
}

fn told(done: anyhow::Result<()>) -> io::Result<ExitCode> {
    match done {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            writeln!(io::stderr(), "error: {error:#}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn try_on_database(
    config: impl FnOnce(&Settings) -> Result<Config, Problems>,
    work: impl AsyncFnOnce(&Config, &Db) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let settings = Settings::load(Sources::from_process()?)?;
    serve::log_problems(&settings)?;
    for warning in settings.warnings() {
        writeln!(io::stderr(), "warning: {warning}")?;
    }
    let config = config(&settings)?;
    serve::runtime()?.block_on(async {
        let db = Db::connect_existing(&config.database_url).await?;
        let done = on_migrated(&config, &db, work).await;
        db.close().await;
        done
    })
}

async fn on_migrated(
    config: &Config,
    db: &Db,
    work: impl AsyncFnOnce(&Config, &Db) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if !db.is_migrated().await.map_err(said)? {
        bail!("the database is not up to date: run `keyward migrate`, or start the server, which does so, too");
    }
    work(config, db).await
}

/// Where a command's answer goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    /// Whether a program reads it.
    pub(super) json: bool,
}

impl Answer {
    /// Answers: programs with JSON, people with words.
    pub(super) fn give(self, json: &Value, words: &str) -> anyhow::Result<()> {
        let text = if self.json { format!("{json:#}\n") } else { words.to_owned() };
        match io::stdout().write_all(text.as_bytes()) {
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => Ok(done?),
        }
    }

    /// Tells people what else is good to know.
    pub(super) fn note(self, words: &str) -> anyhow::Result<()> {
        if self.json { Ok(()) } else { Ok(writeln!(io::stderr(), "{words}")?) }
    }
}
