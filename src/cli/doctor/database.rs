use std::error::Error as _;

use super::{Check, Finding, asked};
use crate::{config::Config, db::Db, error::Error};

const CHECK: Check = Check("database");

/// PostgreSQL before that gets no fixes any more.
const OLDEST: u32 = 14;

/// The database itself, and why it can't be asked.
pub(super) async fn examine(config: &Config) -> (Finding, Result<Db, &'static str>) {
    if Db::file(&config.database_url).is_some_and(|path| !path.exists()) {
        return (missing(config), Err("there is no database yet"));
    }
    match Db::connect_to_read(&config.database_url).await {
        Err(error) => {
            let said = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            let (says, mend) = said.rsplit_once(": ").unwrap_or((&said, "set DATABASE_URL right"));
            (CHECK.problem(says, mend), Err("the database can't be asked"))
        }
        Ok(db) => match asked(CHECK, look(&db)).await {
            Ok(finding) => (finding, Ok(db)),
            Err(finding) => (finding, Err("the database doesn't answer")),
        },
    }
}

fn missing(config: &Config) -> Finding {
    let path = Db::file(&config.database_url).unwrap_or_default();
    let mend = "start the server, which makes it; if one runs already, work in its folder";
    CHECK.warning(format!("there is no database at {} yet", path.display()), mend)
}

async fn look(db: &Db) -> Result<Finding, Error> {
    let (version, journal) = (db.version().await?, db.journal_mode().await?);
    Ok(match journal {
        Some(mode) if mode == "wal" => CHECK.ok(format!("SQLite {version}, with a write-ahead log")),
        Some(mode) => CHECK.warning(
            format!("SQLite {version} with the journal mode {mode}: readers and writers wait for each other"),
            "start the server, which turns the write-ahead log on; if it runs, its disk can't have one",
        ),
        None if is_old(&version) => CHECK.warning(
            format!("PostgreSQL {version} gets no fixes any more"),
            format!("move to PostgreSQL {OLDEST} or later"),
        ),
        None => CHECK.ok(format!("PostgreSQL {version}")),
    })
}

fn is_old(version: &str) -> bool {
    version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major < OLDEST)
}
