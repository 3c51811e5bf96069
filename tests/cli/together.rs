//! Commands at the same time as each other and as the server.

use std::thread;

use crate::{harness::PASSWORD, place::Place};

#[tokio::test(flavor = "multi_thread")]
async fn commands_and_a_busy_server_wait_for_each_other() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    thread::scope(|scope| {
        for number in 0..6 {
            let place = &place;
            scope.spawn(move || {
                let create = format!("user create u{number}@example.org --verified");
                place.run_with(PASSWORD, &create).succeeds();
                place.run(&format!("user set-roles u{number}@example.org admin")).succeeds();
            });
        }
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                let mut token = ada.tokens.refresh_token().to_owned();
                for _ in 0..20 {
                    token = place.server.refresh(&token).await.signs_in().refresh_token().to_owned();
                }
            });
        });
    });
    assert_eq!(place.run("user list --role admin --json").json().as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn commands_are_silent_but_for_their_answer_unless_the_log_is_asked_for() {
    let place = Place::new().await;
    let quiet = place.run_with(PASSWORD, "user create ada@example.org --verified").succeeds();
    assert_eq!(quiet.err, "");
    let told = crate::place::run(place.command().env("KEYWARD_LOG", "debug").args(["user", "list"]), "").succeeds();
    assert!(told.err.contains("DEBUG"), "{told:#?}");
}
