//! What the features rely on from the database, on SQLite and, where `KEYWARD_TEST_DATABASE_URL` names a server,
//! on PostgreSQL.

mod counting;
mod expanding;
mod harness;
mod migrating;
mod opening;
mod prepared_statements;
mod rows;
mod transactions;
