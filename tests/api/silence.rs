//! A PostgreSQL whose connections fall silent, as behind a firewall that forgets them or when a host loses its power:
//! nobody says that they have ended, and new ones are as good as ever.

use std::future::{IntoFuture, pending};

use futures_util::future::join_all;
use tokio::{
    io::copy_bidirectional,
    net::TcpStream,
    sync::watch,
    task::spawn_blocking,
    time::{sleep, timeout},
};

use crate::harness::{Binary, Database, Jwt, MINUTE, SECOND, Server, User, way_to, within};

/// What is between a server and its database.
struct Line {
    url: String,
    silences: watch::Sender<u32>,
}

impl Line {
    async fn to(database: &str) -> Self {
        let silences = watch::Sender::new(0);
        let heard = silences.clone();
        let url = way_to(database, move |client, server| pass_on(client, server, heard.subscribe())).await;
        Self { url, silences }
    }

    /// Nothing comes through any more on the connections that there are.
    fn falls_silent(&self) {
        self.silences.send_modify(|silences| *silences += 1);
    }
}

async fn pass_on(mut client: TcpStream, mut server: TcpStream, mut silences: watch::Receiver<u32>) {
    let at_first = *silences.borrow_and_update();
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => return,
        _ = silences.wait_for(|silences| *silences != at_first) => {}
    }
    // Both ends stay open.
    pending::<()>().await;
}

async fn on(line: &Line, database: Database) -> Server {
    let settings = [("DATABASE_URL", line.url.as_str())];
    Server::on(tempfile::tempdir().expect("a folder"), database, None, settings).await
}

/// How many of sixty-four who ask at once, and hang up after five seconds, are answered.
async fn answered(server: &Server, user: &User) -> usize {
    let all = join_all((0..64).map(|_| timeout(5 * SECOND, server.me().by(user).into_future()))).await;
    all.iter().filter(|answer| answer.as_ref().is_ok_and(|answer| answer.status == 200)).count()
}

#[tokio::test]
async fn once_all_connections_fell_silent_new_ones_are_made_and_what_waited_is_done() {
    let Some(database) = Database::on_server_alone().await else { return };
    let line = Line::to(&database.url).await;
    let server = on(&line, database).await;
    let alice = server.registered("alice@example.org").await;
    let leaked = Jwt::kid_of(&alice.tokens.access_token);
    assert_eq!(answered(&server, &alice).await, 64);
    line.falls_silent();
    // It is time to read the keys again, to look for mails, and for everything else that is done now and then.
    server.clock.advance(11 * SECOND);
    assert!(answered(&server, &alice).await < 64, "those who asked on the old connections hung up");
    within(MINUTE, "all to be answered", || async { (answered(&server, &alice).await == 64).then_some(()) }).await;

    server.request_password_reset(&alice.email).await.succeeds();
    within(MINUTE, "the mail", || async { (server.mailbox.arrived().len() == 2).then_some(()) }).await;
    server.operator_runs(&format!("keys revoke {leaked}")).await;
    let refused = || async {
        server.clock.advance(11 * SECOND);
        sleep(SECOND).await;
        (server.me().by(&alice).await.status == 401).then_some(())
    };
    within(MINUTE, "a token by the revoked key to be refused", refused).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_database_fell_silent_stops_when_it_is_told_to() {
    let Some(database) = Database::on_server_alone().await else { return };
    let line = Line::to(&database.url).await;
    let folder = tempfile::tempdir().expect("a folder");
    let server = Binary::start(folder.path(), &[("LISTEN", "127.0.0.1:0"), ("DATABASE_URL", &line.url)]);
    server.registered("alice@example.org").await;
    line.falls_silent();
    sleep(2 * SECOND).await;
    let stopped = timeout(15 * SECOND, spawn_blocking(|| server.terminate())).await;
    assert_eq!(stopped.expect("it stops in time").expect("it ends"), Some(0));
}
