//! What an account's owner is told without asking, and which of it an operator turns off.

use crate::harness::{MINUTE, PASSWORD, Server, User};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const NEWER_FIREFOX: &str = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/26.1 Mobile/15E148 Safari/604.1";
const HOME: &str = "203.0.113.7";

/// Someone who registered at home with Firefox, and has read all mail so far.
async fn at_home(server: &Server) -> (User, usize) {
    let tokens = server.register("alice@example.org", PASSWORD).user_agent(FIREFOX).from(HOME).await.signs_in();
    let mails = server.mailbox.to("alice@example.org").await.len();
    let user = User { id: String::new(), email: "alice@example.org".into(), password: PASSWORD.into(), tokens };
    (user, mails)
}

async fn sign_in(server: &Server, user: &User, user_agent: &str, address: &str) {
    server.log_in(&user.email, &user.password).user_agent(user_agent).from(address).await.signs_in();
}

#[tokio::test]
async fn a_sign_in_from_a_new_device_is_mailed_with_what_is_known_of_it() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, before) = at_home(&server).await;
    sign_in(&server, &alice, SAFARI, "198.51.100.9").await;
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
    let mail = server.mailbox.latest_to(&alice.email).await;
    assert_eq!(mail.subject, "New sign-in to your account");
    assert!(mail.text.contains("Safari on iPhone") && mail.text.contains("198.51.100.9"), "{}", mail.text);
    assert!(!mail.has_link(), "{}", mail.text);
}

#[tokio::test]
async fn another_browser_at_home_and_the_same_one_elsewhere_are_both_new_once() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, before) = at_home(&server).await;
    for _ in 0..2 {
        sign_in(&server, &alice, SAFARI, HOME).await;
        sign_in(&server, &alice, FIREFOX, "198.51.100.9").await;
    }
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 2);
}

#[tokio::test]
async fn a_newer_browser_and_another_address_of_the_same_provider_are_not_new() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, before) = at_home(&server).await;
    sign_in(&server, &alice, NEWER_FIREFOX, "203.0.7.200").await;
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before);
}

#[tokio::test]
async fn a_device_stays_known_after_its_session_has_ended() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, before) = at_home(&server).await;
    server.log_out().by(&alice).await.succeeds();
    server.clock.advance(100 * 24 * 60 * MINUTE);
    sign_in(&server, &alice, FIREFOX, HOME).await;
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before);
}

#[tokio::test]
async fn one_persons_device_is_new_to_anothers_account() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, before) = at_home(&server).await;
    server.register("bob@example.org", PASSWORD).user_agent(SAFARI).from(HOME).await.signs_in();
    sign_in(&server, &alice, SAFARI, HOME).await;
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
}

#[tokio::test]
async fn the_first_sign_in_of_all_is_no_news() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_first_login")]).await;
    let alice = server.verified("alice@example.org").await;
    let mails = server.mailbox.to(&alice.email).await;
    assert_eq!(mails.len(), 1, "{mails:#?}");
}

#[tokio::test]
async fn a_failed_sign_in_and_a_refresh_are_no_sign_in() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, before) = at_home(&server).await;
    let wrong = server.log_in(&alice.email, "another quiet harbour").user_agent(SAFARI).from("198.51.100.9").await;
    wrong.fails_with(["INVALID_CREDENTIALS"]);
    server.refresh(alice.tokens.refresh_token()).user_agent(SAFARI).from("198.51.100.9").await.signs_in();
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before);
}

#[tokio::test]
async fn a_client_that_says_nothing_of_itself_is_told_as_unknown() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, before) = at_home(&server).await;
    server.log_in(&alice.email, &alice.password).from("198.51.100.9").await.signs_in();
    server.log_in(&alice.email, &alice.password).from("198.51.100.9").await.signs_in();
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
    assert!(server.mailbox.latest_to(&alice.email).await.text.contains("unknown"));
}

#[tokio::test]
async fn the_news_is_one_statement_more_than_a_login_takes() {
    let server = Server::behind_a_proxy([]).await;
    let (alice, _) = at_home(&server).await;
    let ((), known) = server.statements_during(sign_in(&server, &alice, FIREFOX, HOME)).await;
    let ((), new) = server.statements_during(sign_in(&server, &alice, SAFARI, HOME)).await;
    // Eight for the login, one that asks whether its device is known, one that writes down that it happened.
    assert!(known.len() <= 10 && new.len() == known.len() + 1, "{known:#?} {new:#?}");
}

/// The subjects of what the owner is mailed when a device is new, a token comes back, and the password is reset.
async fn told(notices: &str) -> Vec<String> {
    let server = Server::behind_a_proxy([("SECURITY_NOTICES", notices)]).await;
    let (alice, before) = at_home(&server).await;
    sign_in(&server, &alice, SAFARI, HOME).await;
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.clock.advance(MINUTE);
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.request_password_reset(&alice.email).await.succeeds();
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.reset_password(&token, "a much longer phrase").await.succeeds();
    server.mailbox.to(&alice.email).await.into_iter().skip(before).map(|mail| mail.subject).collect()
}

#[tokio::test]
async fn each_notice_can_be_turned_off_and_what_was_asked_for_cannot() {
    const ASKED_FOR: &str = "Choose a new password";
    const NEW_DEVICE: &str = "New sign-in to your account";
    const REUSED: &str = "We signed out one of your devices";
    const CHANGED: &str = "Your password was changed";
    let all = "password_changed,email_changed,refresh_token_reused,new_device";
    assert_eq!(told(all).await, [NEW_DEVICE, REUSED, ASKED_FOR, CHANGED]);
    assert_eq!(told("password_changed, refresh_token_reused").await, [REUSED, ASKED_FOR, CHANGED]);
    assert_eq!(told("New_Device").await, [NEW_DEVICE, ASKED_FOR]);
    assert_eq!(told("none").await, [ASKED_FOR]);
    assert_eq!(told("").await, [ASKED_FOR]);
}
