//! Opening: what `DATABASE_URL` may be, and the connections behind it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread::available_parallelism,
    time::Duration,
};

use log::LevelFilter;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{
    ConnectOptions, Connection, Error as SqlxError, PgConnection, SqliteConnection,
    pool::PoolOptions,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::time::{sleep, timeout};

use super::{
    Db, Single,
    begin::Beginnings,
    failure::is_in_the_way,
    silence::{ACQUIRE_TIMEOUT, Doubt, is_there},
};

/// How long SQLite waits while another process writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How often to open a file that others are opening, and the pause in between.
const BUSY_OPENINGS: u32 = 50;
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// After how long unused a PostgreSQL connection is tried before it is used: firewalls and restarts end idle ones
/// silently, while asking before each use would double the way.
const PING_AFTER: Duration = Duration::from_secs(10);

/// How many connections to a PostgreSQL server, whose own default is 100 for everybody.
const POSTGRES_CONNECTIONS: u32 = 16;

/// What to mend. None of these prints the URL, which may hold a password, or more of it than host and port.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    #[error("DATABASE_URL must be `sqlite://PATH` or `postgres://USER:PASSWORD@HOST:PORT/NAME`")]
    Scheme,
    #[error(
        "DATABASE_URL is no {kind} URL ({why}); in user and password, `@ : / ? # %` are written as `%40` and so on"
    )]
    Url { kind: &'static str, why: SqlxError },
    #[error("DATABASE_URL must name a file: SQLite in memory would be another database for each connection")]
    InMemory,
    #[error(
        "there is no database at {}: work where the server does, or set KEYWARD_DATABASE_URL; `keyward migrate` makes a new one", path.display()
    )]
    Missing { path: PathBuf },
    #[error("DATABASE_URL's folder {} can't be made ({why}): make it, or name one that this user may write to", path.display())]
    Folder { path: PathBuf, why: io::Error },
    #[error("DATABASE_URL's file {} can't be opened for writing ({why}): let this user write to it and its folder", path.display())]
    File { path: PathBuf, why: io::Error },
    #[error("SQLite can't use DATABASE_URL's file {} ({why}): is it a database, and is its folder writable?", path.display())]
    Sqlite { path: PathBuf, why: SqlxError },
    #[error(
        "PostgreSQL at DATABASE_URL's {server} doesn't let us in ({}): check that it runs, and user, password and database name",
        said(why)
    )]
    Postgres { server: String, why: SqlxError },
    #[error("PostgreSQL at DATABASE_URL's {server} doesn't answer: check host, port and what is in between")]
    Silent { server: String },
}

/// What the server said, without the line of its own source that the driver adds.
fn said(why: &SqlxError) -> String {
    why.as_database_error().map_or_else(|| why.to_string(), |error| error.message().to_owned())
}

/// What becomes of a database that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    IsMade,
    IsRefused,
}

pub(super) async fn open(url: &SecretString, missing: Missing) -> Result<Db, OpenError> {
    match url.expose_secret().split_once(':') {
        Some(("sqlite", _)) => open_sqlite(url.expose_secret(), missing).await,
        Some(("postgres" | "postgresql", _)) => open_postgres(url.expose_secret()).await,
        _ => Err(OpenError::Scheme),
    }
}

/// For those who only look: what there is stays as it is, SQLite's journal mode included.
pub(super) async fn open_to_read(url: &SecretString) -> Result<Db, OpenError> {
    let url = url.expose_secret();
    let Some(path) = sqlite_file(url)? else { return open(&url.into(), Missing::IsRefused).await };
    if !path.exists() {
        return Err(OpenError::Missing { path });
    }
    let options = quiet(sqlite_options(url)?).busy_timeout(BUSY_TIMEOUT).pragma("query_only", "ON");
    let connected = connect_sqlite(1, options).await;
    let only = Single(connected.map_err(|why| OpenError::Sqlite { path, why })?.into());
    Ok(Db { readers: only.clone(), writer: only, beginnings: Beginnings::on(1, Doubt::default()) })
}

/// The file that a `DATABASE_URL` names; none on a PostgreSQL server.
pub(super) fn sqlite_file(url: &str) -> Result<Option<PathBuf>, OpenError> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let path = sqlite_options(url)?.get_filename().to_owned();
    if path.as_os_str().is_empty() || url.contains(":memory:") || url.contains("mode=memory") {
        return Err(OpenError::InMemory);
    }
    Ok(Some(path))
}

fn sqlite_options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    url.parse().map_err(|why| OpenError::Url { kind: "SQLite", why })
}

async fn open_sqlite(url: &str, missing: Missing) -> Result<Db, OpenError> {
    let options = sqlite_options(url)?;
    let path = sqlite_file(url)?.ok_or(OpenError::Scheme)?;
    if missing == Missing::IsRefused && !path.exists() {
        return Err(OpenError::Missing { path });
    }
    make_file(&path)?;
    let refused = |why| OpenError::Sqlite { path: path.clone(), why };
    let options = quiet(options).busy_timeout(BUSY_TIMEOUT).foreign_keys(true);
    let writer = options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let writer = connect_sqlite(1, writer).await.map_err(refused)?;
    let readers = available_parallelism().map_or(4, |cores| cores.get().clamp(4, 16));
    let readers = u32::try_from(readers).unwrap_or(4);
    let readers = connect_sqlite(readers, options.pragma("query_only", "ON")).await.map_err(refused)?;
    let beginnings = Beginnings::on(1, Doubt::default());
    Ok(Db { readers: Single(readers.into()), writer: Single(writer.into()), beginnings })
}

/// SQLite does not wait for its time-out where another process is just switching the file to its write-ahead log:
/// the waiting is done here.
async fn connect_sqlite(connections: u32, options: SqliteConnectOptions) -> Result<SqlitePool, SqlxError> {
    for _ in 0..BUSY_OPENINGS {
        match sqlite_pool(connections).connect_with(options.clone()).await {
            Err(error) if is_in_the_way(&error) => sleep(BUSY_PAUSE).await,
            done => return done,
        }
    }
    sqlite_pool(connections).connect_with(options).await
}

/// A connection to a file does not go stale: it is neither tried nor replaced, unless it is stuck in a transaction.
fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_out_of_transactions(connection)))
}

/// A commit that fails, as on a full disk, ends SQLite's transaction. The driver then rolls back what is not there any
/// more, fails, and goes on counting it as open: its next `BEGIN` would be a savepoint, and nothing that was answered
/// from then on would ever be committed. Such a connection is closed, and the pool opens another one.
async fn is_out_of_transactions(connection: &mut SqliteConnection) -> Result<bool, SqlxError> {
    if connection.is_in_transaction() {
        // The rollback that an unfinished one was given may still be on its way.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

async fn open_postgres(url: &str) -> Result<Db, OpenError> {
    let options: PgConnectOptions = url.parse().map_err(|why| OpenError::Url { kind: "PostgreSQL", why })?;
    let options = bounded(quiet(options));
    greet(&options).await?;
    let doubt = Doubt::default();
    let beginnings = Beginnings::on(POSTGRES_CONNECTIONS, doubt.clone());
    let pool = PoolOptions::<sqlx::Postgres>::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection: &mut PgConnection, meta| {
            Box::pin(async move {
                if meta.idle_for >= PING_AFTER {
                    is_there(connection).await?;
                }
                Ok(true)
            })
        })
        .after_release(move |connection, _| {
            let is_doubtful = doubt.is_raised();
            Box::pin(async move {
                is_there(connection).await?;
                Ok(!is_doubtful)
            })
        })
        .connect_lazy_with(options);
    let pool = Single(pool.into());
    Ok(Db { readers: pool.clone(), writer: pool, beginnings })
}

/// Connects once by itself, as the pool would keep trying for as long as it may and then not say why it failed.
async fn greet(options: &PgConnectOptions) -> Result<(), OpenError> {
    let server = || match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let refused = |why| OpenError::Postgres { server: server(), why };
    let connected = timeout(ACQUIRE_TIMEOUT, PgConnection::connect_with(options)).await;
    let connection = connected.map_err(|_| OpenError::Silent { server: server() })?.map_err(refused)?;
    connection.close().await.map_err(refused)
}

/// No statement waits for ever, and no forgotten transaction keeps its locks, unless the URL's own `options` say
/// how it is to be.
fn bounded(options: PgConnectOptions) -> PgConnectOptions {
    if options.get_options().is_some() {
        return options;
    }
    options.options([("statement_timeout", "10s"), ("idle_in_transaction_session_timeout", "30s")])
}

/// Statements are logged without their values, and for those who look for them; slow ones, too.
fn quiet<O: ConnectOptions>(options: O) -> O {
    options.log_statements(LevelFilter::Debug).log_slow_statements(LevelFilter::Debug, Duration::from_secs(1))
}

/// The file and the folders that are missing, for this user alone: SQLite gives its log beside the file the same
/// mode.
fn make_file(path: &Path) -> Result<(), OpenError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut making = fs::DirBuilder::new();
        making.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
        making.create(folder).map_err(|why| OpenError::Folder { path: folder.to_owned(), why })?;
    }
    let mut opening = fs::OpenOptions::new();
    opening.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut opening, 0o600);
    opening.open(path).map(drop).map_err(|why| OpenError::File { path: path.to_owned(), why })
}
