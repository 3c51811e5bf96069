use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::database::Behind;

/// The tables that grow, with the rows of one account: `$1` is a time.
const ROWS: [(&str, &str); 4] = [
    ("throttle", "key, arrival, expires_at) SELECT {bytes}, {micros}, {micros}"),
    (
        "sessions",
        "id, account_id, generation, nonce_hash, rotated_at, delivery, signed_in_at, last_active_at, expires_at, \
         ends_at, ended_at, device) \
         SELECT {id}, account.id, 0, {bytes}, $1, 'body', $1, $1, $1, $1, CASE WHEN i % 2 = 0 THEN $1 END, ''",
    ),
    (
        "mailed_tokens",
        "id, handle, account_id, purpose, address, created_at, expires_at) \
         SELECT {id}, {bytes}, account.id, 'password_reset', 'a@example.org', $1, $1",
    ),
    (
        "outbox",
        "id, kind, account_id, locale, data, message_id, attempts, created_at, next_attempt_at, sent_at, dead_at) \
         SELECT {id}, 'password_reset', account.id, 'en', '{}', 'x@example.org', 1, $1, $1, \
         CASE WHEN i % 2 = 0 THEN $1 END, CASE WHEN i % 2 = 1 THEN $1 END",
    ),
];

impl Behind {
    /// Puts a million rows into the tables that grow, most of them where they are cheapest; all are over at this time.
    pub(crate) async fn add_a_million_that_are_over(&self, at: DateTime<Utc>) {
        let backend = self.0.get_database_backend();
        let (id, bytes) = match backend {
            DbBackend::Sqlite => ("randomblob(16)", "randomblob(32)"),
            _ => ("gen_random_uuid()", "decode(md5(i::text) || md5((-i)::text), 'hex')"),
        };
        for (table, row) in ROWS {
            let rows = if table == "throttle" { 940_000 } else { 20_000 };
            let row = row.replace("{id}", id).replace("{bytes}", bytes);
            let row = row.replace("{micros}", &at.timestamp_micros().to_string());
            let row = if backend == DbBackend::Sqlite { row } else { row.replace("'{}'", "'{}'::jsonb") };
            let sql = format!(
                "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {rows}) \
                 INSERT INTO {table} ({row} FROM numbers, (SELECT id FROM accounts LIMIT 1) account"
            );
            let values = if row.contains("$1") { vec![Value::from(at)] } else { vec![] };
            let statement = Statement::from_sql_and_values(backend, sql, values);
            self.0.execute_raw(statement).await.unwrap_or_else(|error| panic!("{table}: {error}"));
        }
    }

    /// How many rows there are in the tables that grow.
    pub(crate) async fn rows_that_grow(&self) -> i64 {
        let mut rows = 0;
        for (table, _) in ROWS {
            rows += self.number(&format!("SELECT COUNT(*) AS n FROM {table}")).await;
        }
        rows
    }
}
