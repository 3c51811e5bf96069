//! What is over is forgotten, and nothing else.

use crate::harness::{DAY, MINUTE, PASSWORD, SECOND, Server, eventually, within};

#[tokio::test]
async fn what_is_over_is_deleted_and_what_lives_stays() {
    let server = Server::with([("SESSION_LIFETIME", "500d"), ("REFRESH_TOKEN_LIFETIME", "400d")]).await;
    let alice = server.registered("alice@example.org").await;
    let elsewhere = server.log_in("alice@example.org", PASSWORD).await.signs_in();
    server.log_out().by(&elsewhere).await.succeeds();
    server.request_password_reset("alice@example.org").await.succeeds();
    server.mailbox.latest_to("alice@example.org").await;

    server.clock.advance(200 * DAY);
    eventually("the live session's row alone to be left", || async {
        (server.behind.rows_that_grow().await == 1).then_some(())
    })
    .await;
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
}

#[tokio::test]
async fn a_session_that_was_left_alone_goes_too() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    server.mailbox.latest_to("alice@example.org").await;
    server.clock.advance(200 * DAY);
    eventually("no row to be left", || async { (server.behind.rows_that_grow().await == 0).then_some(()) }).await;
}

#[tokio::test]
async fn a_link_says_for_a_month_that_it_came_too_late() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    server.request_password_reset("alice@example.org").await.succeeds();
    let token = server.mailbox.latest_to("alice@example.org").await.token();

    server.clock.advance(29 * DAY);
    server.reset_password(&token, "a much longer phrase").await.fails_with(["TOKEN_EXPIRED"]);
    server.clock.advance(2 * DAY);
    eventually("the token to be forgotten", || async {
        let answer = server.reset_password(&token, "a much longer phrase").await;
        (answer.refusals()[0]["code"] == "TOKEN_INVALID").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_million_rows_that_are_over_go_while_people_sign_in() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    server.mailbox.latest_to("alice@example.org").await;
    server.behind.add_a_million_that_are_over(server.clock.now() + DAY).await;
    assert!(server.behind.rows_that_grow().await >= 1_000_000);

    server.clock.advance(200 * DAY);
    within(10 * MINUTE, "a million rows to go", || async {
        server.log_in("alice@example.org", PASSWORD).await.signs_in();
        server.clock.advance(MINUTE);
        // Counting them is what takes long.
        tokio::time::sleep(SECOND).await;
        (server.behind.rows_that_grow().await < 1000).then_some(())
    })
    .await;
}
