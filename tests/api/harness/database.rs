use std::{env, path::Path, thread};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement, TryGetable, Value};

use super::left_out;

/// Names a PostgreSQL server, e.g. `postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable` (TLS would take most
/// of the time in a debug build); without it, SQLite.
const SERVER: &str = "KEYWARD_TEST_DATABASE_URL";

/// A database of a test's own: a file in its folder or, where a PostgreSQL server is named, one there.
pub(crate) struct Database {
    pub(crate) url: String,
    on_server: Option<OnServer>,
}

struct OnServer {
    server: String,
    name: String,
}

impl Database {
    pub(crate) async fn create(folder: &Path) -> Self {
        Self::on_server().await.unwrap_or_else(|| Self::in_folder(folder))
    }

    /// A SQLite file in a folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { url: format!("sqlite://{}", folder.join("keyward.db").display()), on_server: None }
    }

    /// A new database on the PostgreSQL server, where one is named.
    pub(crate) async fn on_server() -> Option<Self> {
        let server = env::var(SERVER).ok()?;
        let name = format!("keyward_test_{}", uuid::Uuid::now_v7().simple());
        let there = connect(&server).await;
        there.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a new database");
        // No test pulls the plug of the database server.
        let hasty = format!("ALTER DATABASE {name} SET synchronous_commit = off");
        there.execute_unprepared(&hasty).await.expect("a setting of the database");
        let mut url = url::Url::parse(&server).expect("the server's URL");
        url.set_path(&name);
        Some(Self { url: url.into(), on_server: Some(OnServer { server, name }) })
    }

    /// The same for a test that is left out where none is named.
    pub(crate) async fn on_server_alone() -> Option<Self> {
        let database = Self::on_server().await;
        if database.is_none() {
            left_out(&format!("{SERVER} names no PostgreSQL server"));
        }
        database
    }

    /// The same database for a second server; the first one's end is its end.
    pub(crate) fn borrowed(&self) -> Self {
        Self { url: self.url.clone(), on_server: None }
    }

    /// A look behind the surface, on a connection of its own.
    pub(crate) async fn look(&self) -> Behind {
        Behind(connect(&self.url).await)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(OnServer { server, name }) = self.on_server.take() else { return };
        let drop = async move {
            let done = connect(&server).await.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
            done.map_err(|error| eprintln!("{name} stays: {error}")).ok();
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        thread::spawn(move || runtime.block_on(drop)).join().ok();
    }
}

/// What the surface doesn't show.
#[derive(Clone)]
pub(crate) struct Behind(pub(super) DatabaseConnection);

impl Behind {
    /// Whether every mail has been sent or given up.
    pub(crate) async fn outbox_is_empty(&self) -> bool {
        self.number("SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL").await == 0
    }

    /// How many mails were given up.
    pub(crate) async fn dead_letters(&self) -> i64 {
        self.number("SELECT COUNT(*) AS n FROM outbox WHERE dead_at IS NOT NULL").await
    }

    /// How many passwords are kept as hashes with these parameters.
    pub(crate) async fn hashes_with(&self, parameters: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) AS n FROM passwords WHERE hash LIKE '%{parameters}%'")).await
    }

    /// In how many rows tries are counted.
    pub(crate) async fn counts(&self) -> i64 {
        self.number("SELECT COUNT(*) AS n FROM throttle").await
    }

    /// How many accounts there are, and rows that belong to one.
    pub(crate) async fn rows_of_accounts(&self) -> i64 {
        let mut rows = 0;
        for table in ["accounts", "passwords", "sessions", "mailed_tokens"] {
            rows += self.number(&format!("SELECT COUNT(*) AS n FROM {table}")).await;
        }
        rows
    }

    /// How many rows tell of an address that has this in it.
    pub(crate) async fn traces_of(&self, part: &str) -> i64 {
        let accounts = format!("SELECT COUNT(*) AS n FROM accounts WHERE email LIKE '%{part}%'");
        let tokens = format!("SELECT COUNT(*) AS n FROM mailed_tokens WHERE address LIKE '%{part}%'");
        let mails = format!(
            "SELECT COUNT(*) AS n FROM outbox WHERE recipient LIKE '%{part}%' OR CAST(data AS TEXT) LIKE '%{part}%'"
        );
        self.number(&accounts).await + self.number(&tokens).await + self.number(&mails).await
    }

    /// How many keys are kept for access tokens, published or not.
    pub(crate) async fn signing_keys(&self) -> i64 {
        self.number("SELECT COUNT(*) AS n FROM signing_keys").await
    }

    /// Makes the database look as before the first start.
    pub(crate) async fn forget_keys(&self) {
        self.0.execute_unprepared("DELETE FROM signing_keys").await.expect("a statement that works");
    }

    /// What an administrator does to an account.
    pub(crate) async fn disable(&self, email: &str) {
        self.change("UPDATE accounts SET disabled_at = created_at WHERE email = $1", email).await;
    }

    /// Makes every question about a session fail.
    pub(crate) async fn break_sessions(&self) {
        self.0.execute_unprepared("ALTER TABLE sessions RENAME TO elsewhere").await.expect("a statement that works");
    }

    /// Makes every mail fail to be written, until [`Self::mend_mails`].
    pub(crate) async fn break_mails(&self) {
        self.0.execute_unprepared("ALTER TABLE outbox RENAME TO elsewhere").await.expect("a statement that works");
    }

    pub(crate) async fn mend_mails(&self) {
        self.0.execute_unprepared("ALTER TABLE elsewhere RENAME TO outbox").await.expect("a statement that works");
    }

    /// Makes the database look as before its first migration.
    pub(crate) async fn forget_migrations(&self) {
        self.0.execute_unprepared("DELETE FROM seaql_migrations").await.expect("a statement that works");
    }

    /// Any statements at all, without values.
    pub(crate) async fn run(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The first column of what a statement answers.
    pub(crate) async fn rows<T: TryGetable>(&self, sql: &str) -> Vec<T> {
        self.column(sql, 0).await
    }

    /// Another column.
    pub(crate) async fn column<T: TryGetable>(&self, sql: &str, place: usize) -> Vec<T> {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let rows = self.0.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter().map(|row| row.try_get_by_index(place).expect("a value of the type")).collect()
    }

    async fn change(&self, sql: &str, email: &str) {
        let values = [Value::from(email)];
        let statement = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        let done = self.0.execute_raw(statement).await.expect("a statement that works");
        assert_eq!(done.rows_affected(), 1, "one row for {email}");
    }

    pub(super) async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let row = self.0.query_one_raw(statement).await.expect("a query that works").expect("a row");
        row.try_get("", "n").expect("a number")
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}
