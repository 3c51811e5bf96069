//! What was answered stays, whatever happens to the process.

use std::{path::Path, sync::Arc};

use serde_json::json;
use tempfile::TempDir;

use crate::harness::{Binary, Database, MINUTE, PASSWORD, Server, SmtpSink, within};

#[tokio::test]
async fn a_restart_keeps_accounts_sessions_and_keys() {
    let mut server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let keys = server.get("/.well-known/jwks.json").await.json();
    server.restart().await;
    assert_eq!(server.get("/.well-known/jwks.json").await.json(), keys);
    server.me().by(&alice).await.succeeds();
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_restart_keeps_mailed_tokens() {
    let mut server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.restart().await;
    server.verify_email(&token).await.succeeds();
}

#[tokio::test]
async fn two_instances_on_one_database_take_each_others_tokens() {
    let server = Server::start().await;
    let second = server.another().await;
    let alice = server.registered("alice@example.org").await;
    second.me().by(&alice).await.succeeds();
    let next = second.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.me().by(&next).await.succeeds();
    server.log_out().by(&next).await.succeeds();
    second.me().by(&next).await.is_unauthorized("REVOKED");
}

/// An empty folder, a database that is the program's own choice unless the tests name a server, and a mail server.
struct Place {
    folder: TempDir,
    database: Option<Database>,
    mail: Arc<SmtpSink>,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::on_server().await;
        Self { folder, database, mail: SmtpSink::start().await }
    }

    fn start(&self) -> Binary {
        self.start_mailing(&self.mail.url())
    }

    fn start_mailing(&self, mail_url: &str) -> Binary {
        let mut settings = vec![("LISTEN", "127.0.0.1:0"), ("MAIL_URL", mail_url)];
        settings.extend(self.database.as_ref().map(|database| ("DATABASE_URL", database.url.as_str())));
        Binary::start(self.folder.path(), &settings)
    }
}

#[tokio::test]
async fn killed_right_after_an_answer_the_server_loses_nothing_of_it() {
    let place = Place::new().await;
    let server = place.start();
    let alice = server.registered("alice@example.org").await;
    server.kill();

    let server = place.start();
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.kill();

    let server = place.start();
    let again = server.refresh(next.refresh_token()).await.signs_in();
    server.log_out().input("refreshToken", again.refresh_token()).await.succeeds();
    server.kill();

    let server = place.start();
    server.refresh(again.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn the_mail_of_an_account_arrives_though_the_server_is_killed_right_after_it_was_made() {
    let place = Place::new().await;
    let server = place.start_mailing("smtp://127.0.0.1:1");
    server.registered("alice@example.org").await;
    server.kill();
    let server = place.start();
    // Killed in the middle of sending, the mail is somebody's in hand until that lease ends.
    let mail = within(2 * MINUTE, "the mail", || async { place.mail.mails().pop() }).await;
    server.verify_email(&mail.token()).await.succeeds();
}

#[tokio::test]
async fn asked_to_stop_the_server_exits_with_success() {
    let place = Place::new().await;
    let server = place.start();
    server.registered("alice@example.org").await;
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test]
async fn in_an_empty_folder_with_no_settings_the_server_serves() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Binary::start(folder.path(), &[("LISTEN", "127.0.0.1:0")]);
    let answer = server.graphql("{ __typename }", json!({})).await;
    assert_eq!(answer.json()["data"]["__typename"], "Query");
    for (path, mode) in [("data", 0o700), ("data/keyward.db", 0o600), ("data/secret", 0o600)] {
        assert_eq!(mode_of(&folder.path().join(path)), mode, "{path}");
    }
}

fn mode_of(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    metadata.permissions().mode() & 0o777
}
