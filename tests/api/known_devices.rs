//! Devices that have signed in before: no stranger uses up their owner's tries.

use crate::harness::{Answer, PASSWORD, Request, Server};

const WRONG: &str = "another quiet harbour";
const HOME: &str = "203.0.113.1";
const AWAY: &str = "198.51.100.200";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// Strangers use up what the account of `alice@example.org` has in all, four failures.
async fn strangers_guess(server: &Server) {
    for number in 1..=4 {
        let network = format!("198.51.100.{number}");
        server.log_in("alice@example.org", WRONG).from(&network).await.fails_with(["INVALID_CREDENTIALS"]);
    }
}

async fn with_four_failures_an_account() -> Server {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS_PER_ACCOUNT", "4/1d")]).await;
    server.register("alice@example.org", PASSWORD).from("192.0.2.99").await.signs_in();
    server
}

/// Alice signs in as a browser on the server's own site does.
fn browsing<'a>(server: &'a Server, password: &str) -> Request<'a> {
    server.log_in("alice@example.org", password).input("tokenDelivery", "COOKIE")
}

#[track_caller]
fn device_of(answer: &Answer) -> String {
    let cookie = answer.device_cookie().unwrap_or_else(|| panic!("a device's cookie in {answer:#?}"));
    cookie.value().to_owned()
}

#[tokio::test]
async fn whoever_keeps_tokens_is_known_by_network_and_user_agent() {
    let server = with_four_failures_an_account().await;
    server.log_in("alice@example.org", PASSWORD).from(HOME).user_agent(FIREFOX).await.signs_in();
    strangers_guess(&server).await;

    server.log_in("alice@example.org", PASSWORD).from(HOME).user_agent(FIREFOX).await.signs_in();
    server.log_in("alice@example.org", PASSWORD).from(HOME).user_agent("curl/8.14.1").await.throttles();
    server.log_in("alice@example.org", PASSWORD).from(AWAY).user_agent(FIREFOX).await.throttles();
}

#[tokio::test]
async fn a_browser_is_known_by_its_cookie_wherever_it_is() {
    let server = with_four_failures_an_account().await;
    let device = device_of(&browsing(&server, PASSWORD).from(HOME).await);
    strangers_guess(&server).await;

    browsing(&server, PASSWORD).from(AWAY).device_cookie(&device).await.succeeds();
    browsing(&server, PASSWORD).from(HOME).await.throttles();
}

#[tokio::test]
async fn only_a_cookie_that_was_given_to_this_account_counts() {
    let server = with_four_failures_an_account().await;
    let alices = device_of(&browsing(&server, PASSWORD).await);
    let bobs = server.register("bob@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await;
    strangers_guess(&server).await;

    let (head, last) = alices.split_at(alices.len() - 1);
    let forged = format!("{head}{}", if last == "A" { "B" } else { "A" });
    for cookie in [&device_of(&bobs), &forged, "kwd_", ""] {
        browsing(&server, PASSWORD).from(AWAY).device_cookie(cookie).await.throttles();
    }
    let from_another_site = browsing(&server, PASSWORD).from(AWAY).device_cookie(&alices);
    assert_eq!(from_another_site.origin("https://evil.example.org").await.code(), "FORBIDDEN");
    browsing(&server, PASSWORD).from(AWAY).device_cookie(&alices).await.succeeds();
}

#[tokio::test]
async fn a_browser_that_is_known_has_its_own_allowance_and_then_a_strangers() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS", "3/15m")]).await;
    server.registered("alice@example.org").await;
    let device = device_of(&browsing(&server, PASSWORD).await);
    for _ in 0..6 {
        browsing(&server, WRONG).from(AWAY).device_cookie(&device).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    browsing(&server, PASSWORD).from(AWAY).device_cookie(&device).await.throttles();
    browsing(&server, PASSWORD).from(HOME).device_cookie(&device).await.succeeds();
}

#[tokio::test]
async fn whoever_is_known_by_network_and_user_agent_has_one_allowance() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS", "3/15m")]).await;
    server.register("alice@example.org", PASSWORD).from(HOME).user_agent(FIREFOX).await.signs_in();
    let guess = || server.log_in("alice@example.org", WRONG).from(HOME).user_agent(FIREFOX);
    for _ in 0..3 {
        guess().await.fails_with(["INVALID_CREDENTIALS"]);
    }
    guess().await.throttles();
}

#[tokio::test]
async fn however_many_devices_somebody_left_behind_they_share_what_an_account_has() {
    let server = with_four_failures_an_account().await;
    let mut devices = Vec::new();
    for _ in 0..5 {
        devices.push(device_of(&browsing(&server, PASSWORD).await));
    }
    strangers_guess(&server).await;
    for device in &devices[..4] {
        browsing(&server, WRONG).from(AWAY).device_cookie(device).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    browsing(&server, PASSWORD).from(AWAY).device_cookie(&devices[4]).await.throttles();
}

#[tokio::test]
async fn whoever_passes_for_a_device_of_their_network_does_not_keep_a_browser_out() {
    let server = with_four_failures_an_account().await;
    let device = device_of(&browsing(&server, PASSWORD).from(AWAY).await);
    server.log_in("alice@example.org", PASSWORD).from(HOME).await.signs_in();
    strangers_guess(&server).await;
    for _ in 0..4 {
        server.log_in("alice@example.org", WRONG).from(HOME).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in("alice@example.org", PASSWORD).from(HOME).await.throttles();
    browsing(&server, PASSWORD).from(AWAY).device_cookie(&device).await.succeeds();
}

#[tokio::test]
async fn registering_shows_by_no_count_whether_an_address_was_known() {
    let policy = [("EMAIL_VERIFICATION", "before_first_login"), ("LOGIN_ATTEMPTS", "3/15m")];
    let server = Server::behind_a_proxy(policy).await;
    for _ in 0..3 {
        server.log_in("nobody@example.org", WRONG).from(HOME).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.register("nobody@example.org", PASSWORD).await.succeeds();
    server.mailbox.latest_to("nobody@example.org").await;
    server.log_in("nobody@example.org", WRONG).from(HOME).await.throttles();
}

#[tokio::test]
async fn whoever_fails_in_its_network_does_not_keep_a_browser_out() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS_PER_ADDRESS", "4/15m")]).await;
    server.registered("alice@example.org").await;
    let device = device_of(&browsing(&server, PASSWORD).from(HOME).await);
    server.log_in("alice@example.org", PASSWORD).from(HOME).await.signs_in();
    for number in 0..4 {
        let nobody = format!("nobody{number}@example.org");
        server.log_in(&nobody, WRONG).from(HOME).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    browsing(&server, PASSWORD).from(HOME).device_cookie(&device).await.succeeds();
    // Anybody there can say what a client calls itself, at each of the accounts that were used there.
    server.log_in("alice@example.org", PASSWORD).from(HOME).await.throttles();
}

#[tokio::test]
async fn strangers_do_not_keep_whoever_is_signed_in_from_giving_the_password_again() {
    let server = with_four_failures_an_account().await;
    let alice = server.log_in("alice@example.org", PASSWORD).from(HOME).await.signs_in();
    strangers_guess(&server).await;

    server.change_password(WRONG, "a much longer phrase").by(&alice).await.fails_with(["INVALID_CREDENTIALS"]);
    server.change_password(PASSWORD, "a much longer phrase").by(&alice).from(AWAY).await.signs_in();
}

#[tokio::test]
async fn a_device_stays_known_when_its_sessions_have_ended() {
    let server = with_four_failures_an_account().await;
    let alice = server.log_in("alice@example.org", PASSWORD).from(HOME).await.signs_in();
    server.log_out().by(&alice).await.succeeds();
    strangers_guess(&server).await;
    server.log_in("alice@example.org", PASSWORD).from(HOME).await.signs_in();
}

#[tokio::test]
async fn a_browser_keeps_one_cookie_whoever_signs_in_there() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let first = browsing(&server, PASSWORD).await;
    let cookie = first.device_cookie().expect("a cookie");
    insta::assert_snapshot!(
        cookie.to_string().replace(cookie.value(), "kwd_…"),
        @"keyward_device=kwd_…; HttpOnly; SameSite=Strict; Path=/; Max-Age=34560000"
    );
    assert!(cookie.value().starts_with("kwd_"), "{cookie}");

    let bobs = server.register("bob@example.org", PASSWORD).input("tokenDelivery", "COOKIE");
    assert_eq!(device_of(&bobs.device_cookie(cookie.value()).await), cookie.value());
    assert_ne!(device_of(&browsing(&server, PASSWORD).await), cookie.value(), "another browser");
    let in_the_body = server.log_in("alice@example.org", PASSWORD).device_cookie(cookie.value()).await;
    assert_eq!(in_the_body.device_cookie(), None);
}
