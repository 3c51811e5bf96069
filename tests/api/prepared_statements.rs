//! A statement is prepared once for each connection, and then only executed.

use crate::harness::{Database, PASSWORD, Server, Wire};

#[tokio::test]
async fn on_postgresql_operations_that_ran_before_prepare_nothing() {
    let Some(database) = Database::on_server_alone().await else { return };
    let wire = Wire::to(&database.url).await;
    let settings = [("DATABASE_URL", wire.url.as_str()), ("LOGIN_ATTEMPTS", "1000/15m")];
    let server = Server::on(tempfile::tempdir().expect("a folder"), database, None, settings).await;
    server.registered("alice@example.org").await;

    // Each of the pool's connections has a first time, and the worker that sends mail may open one more.
    let mut last = wire.since(0);
    for _ in 0..15 {
        let before = wire.count();
        come_and_go(&server).await;
        last = wire.since(before);
        if last.is_empty() {
            return;
        }
    }
    panic!("still prepared: {last:#?}");
}

async fn come_and_go(server: &Server) {
    server.log_in("alice@example.org", "wrong").await.fails_with(["INVALID_CREDENTIALS"]);
    let tokens = server.log_in("alice@example.org", PASSWORD).await.signs_in();
    server.me().by(&tokens).await.succeeds();
    server.refresh(tokens.refresh_token()).await.signs_in();
    server.update_profile().input("bio", "Sails.").by(&tokens).await.succeeds();
    server.log_out().by(&tokens).await.succeeds();
}
