//! What `docs/backup.md` promises: a copy of the database and the secret are enough.

use std::{fs, path::Path};

use sea_orm::ConnectionTrait;

use crate::harness::{Binary, PASSWORD};

/// The same name wherever it runs: it stands in the tokens.
const SETTINGS: [(&str, &str); 2] = [("LISTEN", "127.0.0.1:0"), ("PUBLIC_URL", "http://localhost")];

async fn back_up(from: &Path, to: &Path) {
    fs::create_dir(to.join("data")).expect("a folder");
    fs::copy(from.join("data/secret"), to.join("data/secret")).expect("the secret");
    let there = sea_orm::Database::connect(format!("sqlite://{}", from.join("data/keyward.db").display())).await;
    let copy = format!("VACUUM INTO '{}'", to.join("data/keyward.db").display());
    there.expect("the database").execute_unprepared(&copy).await.expect("a copy");
}

#[tokio::test]
async fn a_backup_of_a_busy_server_is_whole_and_takes_back_what_came_after() {
    let [live, restored] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let server = Binary::start(live.path(), &SETTINGS);
    let alice = server.registered("alice@example.org").await;
    let phone = server.log_in(&alice.email, PASSWORD).await.signs_in();
    let busy = async {
        for number in 0..5 {
            server.registered(&format!("user{number}@example.org")).await;
        }
    };
    tokio::join!(back_up(live.path(), restored.path()), busy);
    let refreshed = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    let later = server.log_in(&alice.email, PASSWORD).await.signs_in();
    server.kill();

    let server = Binary::start(restored.path(), &SETTINGS);
    server.log_in(&alice.email, PASSWORD).await.signs_in();
    server.me().by(&alice).await.succeeds();
    server.refresh(phone.refresh_token()).await.signs_in();
    let unknown = refreshed.refresh_token();
    server.refresh(unknown).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.log_out().input("refreshToken", unknown).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.me().by(&alice).await.succeeds();
    server.me().by(&later).await.is_unauthorized("REVOKED");
}
