//! Whole stories, from the first visit to the last, with a real mail server.

use serde_json::json;

use crate::harness::{HOUR, MINUTE, PASSWORD, Server, SmtpSink, Tokens};

const NEW_PASSWORD: &str = "a much longer phrase";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/26.1 Mobile/15E148 Safari/604.1";

#[tokio::test]
async fn someone_registers_verifies_loses_the_password_and_comes_back() {
    let frontend = [("FRONTEND_URL", "https://app.example.org"), ("EMAIL_VERIFICATION", "before_next_login")];
    let server = Server::mailing(SmtpSink::start().await, frontend).await;

    let settings = server.auth_settings().await.payload();
    assert_eq!(settings["emailVerification"], "BEFORE_NEXT_LOGIN");
    let alice = server.registered_as("alice@example.org", "alice").await;
    assert_eq!(server.me().by(&alice).await.succeeds()["emailVerified"], false);

    let link = server.mailbox.latest_to(&alice.email).await.link();
    let button = server.open(&link).await.page().button(0);
    let done = server.press(&link, &button).await;
    assert_eq!(done.header("location"), Some("https://app.example.org/email-verified"));
    assert_eq!(server.me().by(&alice).await.succeeds()["emailVerified"], true);

    server.clock.advance(2 * HOUR);
    server.me().by(&alice).await.is_unauthorized("EXPIRED");
    let refreshed = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.me().by(&refreshed).await.succeeds();
    server.log_out().by(&refreshed).await.succeeds();
    server.me().by(&refreshed).await.is_unauthorized("REVOKED");

    server.log_in("alice", "forgotten phrase").await.fails_with(["INVALID_CREDENTIALS"]);
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await;
    assert!(reset.link().starts_with("https://app.example.org/reset-password?token="), "{reset:#?}");
    server.reset_password(&reset.token(), "a much longer phrase").await.succeeds();

    let back = server.log_in("alice", "a much longer phrase").await.signs_in();
    let me = server.me().by(&back).await.succeeds();
    assert_eq!((&me["id"], &me["emailVerified"]), (&json!(alice.id), &json!(true)));
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(1), "{me:#}");
}

#[tokio::test]
async fn a_thief_of_a_refresh_token_is_found_out() {
    let server = Server::mailing(SmtpSink::start().await, []).await;
    let alice = server.registered("alice@example.org").await;
    let stolen = alice.tokens.refresh_token().to_owned();
    let thief = server.refresh(&stolen).await.signs_in();
    let before = server.mailbox.to(&alice.email).await.len();

    server.clock.advance(MINUTE);
    server.refresh(&stolen).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.me().by(&thief).await.is_unauthorized("REVOKED");
    server.refresh(thief.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn an_account_lives_and_ends() {
    let server = Server::mailing(SmtpSink::start().await, []).await;
    let alice = server.verified("alice@example.org").await;
    server.update_profile().input("displayName", "Alice").input("locale", "de").by(&alice).await.succeeds();
    server.request_email_change("alice@example.com", PASSWORD).by(&alice).await.succeeds();
    let token = server.mailbox.latest_to("alice@example.com").await.token();
    server.verify_email(&token).await.succeeds();
    let moved = server.log_in("alice@example.com", PASSWORD).await.signs_in();
    let changed = server.change_password(PASSWORD, "a much longer phrase").by(&moved).await.signs_in();
    server.delete_account("a much longer phrase").by(&changed).await.succeeds();
    server.me().by(&changed).await.is_unauthorized("REVOKED");
    server.log_in("alice@example.com", "a much longer phrase").await.fails_with(["INVALID_CREDENTIALS"]);
    let last = server.mailbox.latest_to("alice@example.com").await;
    assert!(last.subject.contains("gelöscht") && !last.has_link(), "in the language of the profile: {last:#?}");
    assert_eq!(server.behind.rows_of_accounts().await + server.behind.traces_of("alice").await, 0);
}

#[tokio::test]
async fn a_thief_moves_an_account_away_and_its_owner_takes_it_back_by_the_pages() {
    let server = Server::mailing(SmtpSink::start().await, [("EMAIL_VERIFICATION", "before_first_login")]).await;
    let (old, new) = ("alice@example.org", "mallory@example.com");
    server.register(old, PASSWORD).input("username", "alice").await.succeeds();
    server.log_in("alice", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    press_the_first_button(&server, &server.mailbox.latest_to(old).await.link()).await;
    let alice = server.log_in("alice", PASSWORD).await.signs_in();
    server.update_profile().input("displayName", "Alice").input("bio", "Hello").by(&alice).await.succeeds();

    server.request_email_change(new, PASSWORD).by(&alice).await.succeeds();
    press_the_first_button(&server, &server.mailbox.latest_to(new).await.link()).await;
    let thief = server.log_in(new, PASSWORD).await.signs_in();
    let thief = server.change_password(PASSWORD, "mallory's own phrase").by(&thief).await.signs_in();
    server.log_in(old, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);

    press_the_first_button(&server, &server.mailbox.latest_to(old).await.link()).await;
    server.me().by(&thief).await.is_unauthorized("REVOKED");
    for name in [old, new, "alice"] {
        server.log_in(name, "mallory's own phrase").await.fails_with(["INVALID_CREDENTIALS"]);
    }
    choose_a_password(&server, &server.mailbox.latest_to(old).await.link()).await;
    let back = server.log_in("alice", NEW_PASSWORD).await.signs_in();
    let me = server.me().by(&back).await.succeeds();
    assert_eq!((&me["email"], &me["emailVerified"], &me["pendingEmail"]), (&json!(old), &json!(true), &json!(null)));
    assert_eq!((&me["profile"]["displayName"], &me["profile"]["bio"]), (&json!("Alice"), &json!("Hello")));
}

#[tokio::test]
async fn a_lost_password_is_set_anew_without_a_frontend() {
    let server = Server::mailing(SmtpSink::start().await, []).await;
    let alice = server.registered("alice@example.org").await;
    server.log_in(&alice.email, "forgotten phrase").await.fails_with(["INVALID_CREDENTIALS"]);
    server.request_password_reset(&alice.email).await.succeeds();
    let link = server.mailbox.latest_to(&alice.email).await.link();
    assert!(link.starts_with(&format!("{}/reset-password?token=", server.url)), "{link}");

    let form = server.open(&link).await.page().button(0);
    let again = server.press(&link, &form.with_passwords("short")).await.page();
    server.me().by(&alice).await.succeeds();
    server.press(&link, &again.button(0).with_passwords(NEW_PASSWORD)).await;
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.log_in(&alice.email, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    let back = server.log_in(&alice.email, NEW_PASSWORD).await.signs_in();
    assert_eq!(server.me().by(&back).await.succeeds()["emailVerified"], true);
    assert_eq!(server.mailbox.latest_to(&alice.email).await.subject, "Your password was changed");
    assert_eq!(server.open(&link).await.status, 400, "the link worked once");
}

#[tokio::test]
async fn of_three_devices_one_is_ended_and_then_the_others() {
    let server = Server::mailing(SmtpSink::start().await, []).await;
    let email = "alice@example.org";
    let laptop = server.register(email, PASSWORD).user_agent(FIREFOX).await.signs_in();
    let phone = server.log_in(email, PASSWORD).user_agent(SAFARI).await.signs_in();
    let script = server.log_in(email, PASSWORD).user_agent("curl/8.14.1").await.signs_in();
    let mut devices = devices_of(&server, &laptop).await;
    devices.sort();
    assert_eq!(devices, ["Firefox on Linux", "Safari on iPhone", "curl"]);
    let told: Vec<_> = server.mailbox.to(email).await.into_iter().map(|mail| mail.subject).skip(1).collect();
    assert_eq!(told, ["New sign-in to your account"; 2]);

    server.revoke_session(&phone.session_id()).by(&laptop).await.succeeds();
    server.me().by(&phone).await.is_unauthorized("REVOKED");
    server.refresh(phone.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.me().by(&script).await.succeeds();

    let ended = server.log_out().input("scope", "OTHERS").by(&laptop).await.succeeds();
    assert_eq!(ended["endedSessions"], 1);
    server.me().by(&script).await.is_unauthorized("REVOKED");
    server.refresh(script.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_eq!(devices_of(&server, &laptop).await, ["Firefox on Linux"]);
    server.refresh(laptop.refresh_token()).await.signs_in();
}

#[tokio::test]
async fn an_operator_disables_an_account_and_enables_it_again() {
    let server = Server::mailing(SmtpSink::start().await, []).await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    let verification = server.mailbox.latest_to(&alice.email).await.token();
    server.operator_runs("user disable alice").await;

    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.log_in("alice", PASSWORD).await.fails_with(["ACCOUNT_DISABLED"]);
    server.log_in("alice", "a wrong guess").await.fails_with(["INVALID_CREDENTIALS"]);
    server.verify_email(&verification).await.fails_with(["TOKEN_INVALID"]);
    let mails = server.mailbox.to(&alice.email).await.len();
    server.request_password_reset(&alice.email).await.succeeds();
    assert_eq!(server.mailbox.to(&alice.email).await.len(), mails, "no link is mailed");

    server.operator_runs("user enable alice").await;
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    let back = server.log_in("alice", PASSWORD).await.signs_in();
    server.resend_verification(&alice.email).await.succeeds();
    let fresh = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&fresh).await.succeeds();
    assert_eq!(server.me().by(&back).await.succeeds()["emailVerified"], true);
}

async fn press_the_first_button(server: &Server, link: &str) {
    let button = server.open(link).await.page().button(0);
    let pressed = server.press(link, &button).await;
    assert_eq!(pressed.status, 200, "{pressed:#?}");
}

async fn choose_a_password(server: &Server, link: &str) {
    let form = server.open(link).await.page().button(0).with_passwords(NEW_PASSWORD);
    let pressed = server.press(link, &form).await;
    assert_eq!(pressed.status, 200, "{pressed:#?}");
}

async fn devices_of(server: &Server, who: &Tokens) -> Vec<String> {
    let me = server.me().by(who).await.succeeds();
    let sessions = me["sessions"].as_array().into_iter().flatten();
    sessions.map(|session| session["device"].as_str().unwrap_or_default().to_owned()).collect()
}
