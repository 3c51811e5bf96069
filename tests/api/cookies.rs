//! Refresh tokens that travel as a cookie.

use cookie::{Cookie, SameSite, time::Duration};
use serde_json::{Value, json};

use crate::harness::{Answer, MINUTE, PASSWORD, Server};

/// Alice signs in as a browser on the server's own site does; her cookie's value and her access token.
async fn signed_in(server: &Server) -> (String, String) {
    let answer = server.register("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await;
    (value_of(&answer), access_token_of(&answer))
}

#[track_caller]
fn cookie_of(answer: &Answer) -> Cookie<'static> {
    answer.refresh_cookie().unwrap_or_else(|| panic!("a cookie in {answer:#?}"))
}

#[track_caller]
fn value_of(answer: &Answer) -> String {
    cookie_of(answer).value().to_owned()
}

#[track_caller]
fn access_token_of(answer: &Answer) -> String {
    let token = &answer.payload()["tokens"]["accessToken"];
    token.as_str().unwrap_or_else(|| panic!("an access token in {answer:#?}")).to_owned()
}

#[tokio::test]
async fn a_sign_in_for_a_cookie_keeps_the_refresh_token_out_of_the_body() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let answer = server.log_in("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await;
    assert_eq!(answer.payload()["tokens"]["refreshToken"], Value::Null);
    let cookie = cookie_of(&answer);
    assert_eq!(cookie.name(), "keyward_refresh");
    assert!(cookie.value().starts_with("kwr_"), "{cookie}");
    assert_eq!(cookie.http_only(), Some(true));
    assert_eq!(cookie.same_site(), Some(SameSite::Strict));
    assert_eq!(cookie.path(), Some("/"));
    assert_eq!(cookie.secure(), None);
    assert_eq!(cookie.domain(), None);
    assert_eq!(cookie.max_age().map(Duration::whole_days), Some(7), "{cookie}");
}

#[tokio::test]
async fn a_logout_clears_the_cookie_of_the_session_that_it_ends_and_no_other() {
    let server = Server::start().await;
    let (value, access_token) = signed_in(&server).await;
    let phone = server.log_in("alice@example.org", PASSWORD).await.signs_in();
    let others = server.log_out().input("scope", "OTHERS").bearer(&access_token).cookie(&value).await;
    assert!(others.refresh_cookie().is_none(), "{others:#?}");
    server.me().by(&phone).await.is_unauthorized("REVOKED");

    let phone = server.log_in("alice@example.org", PASSWORD).await.signs_in();
    let body = server.log_out().by(&phone).await;
    assert!(body.refresh_cookie().is_none(), "{body:#?}");
    body.succeeds();
}

#[tokio::test]
async fn signing_in_again_in_a_browser_ends_the_session_whose_cookie_it_shows() {
    let server = Server::start().await;
    let bob = server.registered("bob@example.org").await;
    let (value, first) = signed_in(&server).await;
    let in_a_browser = |email: &str| server.log_in(email, PASSWORD).input("tokenDelivery", "COOKIE");
    let again = in_a_browser("alice@example.org").cookie(&value).await;
    server.me().bearer(&first).await.is_unauthorized("REVOKED");

    let bobs = in_a_browser("bob@example.org").cookie(&value_of(&again)).await;
    server.me().bearer(&access_token_of(&again)).await.is_unauthorized("REVOKED");
    server.me().by(&bob).await.succeeds();
    server.me().bearer(&access_token_of(&bobs)).await.succeeds();
    let noted = "SELECT COUNT(*) FROM audit_events WHERE event = 'logged_out'";
    assert_eq!(server.behind.rows::<i64>(noted).await, [2]);
}

#[tokio::test]
async fn signing_in_ends_no_session_by_a_cookie_that_is_spent_forged_or_does_not_count() {
    let server = Server::start().await;
    let (spent, _) = signed_in(&server).await;
    let refreshed = server.refresh_by_cookie(&spent).await;
    let (value, token) = (value_of(&refreshed), access_token_of(&refreshed));
    let log_in = || server.log_in("alice@example.org", PASSWORD);
    let in_a_browser = || log_in().input("tokenDelivery", "COOKIE");
    let other = if &value[30..31] == "A" { "B" } else { "A" };
    let forged = format!("{}{other}{}", &value[..30], &value[31..]);
    for shown in [&spent, &forged] {
        in_a_browser().cookie(shown).await.succeeds();
    }
    in_a_browser().header("cookie", &format!("keyward_refresh={value}")).await.succeeds();
    log_in().cookie(&value).await.succeeds();
    in_a_browser().input("password", "a wrong password").cookie(&value).await.fails_with(["INVALID_CREDENTIALS"]);
    server.me().bearer(&token).await.succeeds();
}

#[tokio::test]
async fn in_production_cookies_are_secure_and_bound_to_the_host() {
    let server = Server::with([
        ("MODE", "production"),
        ("PUBLIC_URL", "https://auth.example.org"),
        ("MAIL_URL", "smtp://127.0.0.1:1"),
    ])
    .await;
    let answer = server.register("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await;
    let cookies = [answer.refresh_cookie(), answer.device_cookie()].map(|cookie| cookie.expect("a cookie"));
    assert_eq!(cookies.each_ref().map(Cookie::name), ["__Host-keyward_refresh", "__Host-keyward_device"]);
    for cookie in &cookies {
        assert_eq!((cookie.secure(), cookie.path(), cookie.domain()), (Some(true), Some("/"), None));
    }
}

#[tokio::test]
async fn a_sign_in_for_the_body_sets_no_cookie() {
    let server = Server::start().await;
    let answer = server.register("alice@example.org", PASSWORD).await;
    assert_eq!(answer.refresh_cookie(), None);
}

#[tokio::test]
async fn the_delivery_is_the_sessions_for_good() {
    let server = Server::start().await;
    let (value, _) = signed_in(&server).await;

    let refreshed = server.refresh_by_cookie(&value).await;
    assert_eq!(refreshed.payload()["tokens"]["refreshToken"], Value::Null, "{refreshed:#?}");
    assert_ne!(value_of(&refreshed), value);

    let by_body = server.refresh(&value_of(&refreshed)).await;
    assert_eq!(by_body.payload()["tokens"]["refreshToken"], Value::Null, "{by_body:#?}");
    value_of(&by_body);
}

#[tokio::test]
async fn a_session_for_the_body_stays_one() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let answer = server.refresh_by_cookie(alice.tokens.refresh_token()).await;
    assert_eq!(answer.refresh_cookie(), None);
    answer.signs_in().refresh_token();
}

#[tokio::test]
async fn the_cookie_counts_only_where_the_request_comes_from_an_own_page() {
    let server = Server::with([("ALLOWED_ORIGINS", "https://app.example.org")]).await;
    let (value, _) = signed_in(&server).await;
    let own = server.url.clone();
    let request = || server.refresh_by_cookie(&value).without_header("origin");

    let foreign = [
        request(),
        request().origin("https://evil.example.com"),
        request().origin("null"),
        request().origin("https://app.example.org.evil.example.com"),
        request().header("sec-fetch-site", "same-site"),
        request().header("sec-fetch-site", "none"),
        request().origin("https://evil.example.com").header("sec-fetch-site", "same-origin"),
    ];
    for (number, request) in foreign.into_iter().enumerate() {
        let answer = request.await;
        assert!(answer.refresh_cookie().is_none_or(|cookie| cookie.value().is_empty()), "{number}: {answer:#?}");
        let codes: Vec<_> = answer.refusals().iter().map(|refusal| refusal["code"].clone()).collect();
        assert!(answer.status == 403 || codes == ["REFRESH_TOKEN_INVALID"], "{number}: {answer:#?}");
    }
    for request in [
        request().header("sec-fetch-site", "same-origin"),
        request().origin(&own),
        request().origin("https://app.example.org"),
    ] {
        let answer = request.await;
        assert!(answer.refusals().is_empty(), "{answer:#?}");
    }
}

#[tokio::test]
async fn a_cookie_is_not_for_frontends_on_another_site() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example.org")] {
        for request in [server.log_in("alice@example.org", PASSWORD), server.register("bob@example.org", PASSWORD)] {
            let answer = request.input("tokenDelivery", "COOKIE").header(header, value).await;
            assert_eq!(answer.code(), "FORBIDDEN", "{answer:#?}");
            assert_eq!((answer.refresh_cookie(), answer.device_cookie()), (None, None));
        }
    }
    server.log_in("bob@example.org", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in("alice@example.org", PASSWORD).header("sec-fetch-site", "cross-site").await.signs_in();
}

#[tokio::test]
async fn logging_out_clears_the_cookie() {
    let server = Server::start().await;
    let (value, _) = signed_in(&server).await;
    let answer = server.log_out().cookie(&value).await;
    let cookie = cookie_of(&answer);
    assert_eq!(cookie.value(), "");
    assert_eq!(cookie.max_age().map(Duration::whole_seconds), Some(0), "{cookie}");
    assert_eq!(cookie.path(), Some("/"));
    assert_eq!(answer.succeeds()["endedSessions"], 1);
    server.refresh(&value).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn logging_out_by_the_access_token_clears_the_cookie_too() {
    let server = Server::start().await;
    let (value, access_token) = signed_in(&server).await;
    let answer = server.log_out().bearer(&access_token).cookie(&value).await;
    assert_eq!(value_of(&answer), "");
    assert_eq!(answer.succeeds()["endedSessions"], 1);
}

#[tokio::test]
async fn where_both_carry_a_token_the_bodys_counts() {
    let server = Server::start().await;
    let (value, _) = signed_in(&server).await;
    let bob = server.registered("bob@example.org").await;
    let answer = server.refresh(bob.tokens.refresh_token()).cookie(&value).await;
    assert_eq!(answer.payload()["user"]["email"], "bob@example.org");
    let out = server.log_out().cookie(&value).input("refreshToken", "kwr_nonsense").await;
    out.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert!(server.refresh_by_cookie(&value).await.refusals().is_empty());
}

#[tokio::test]
async fn a_spent_cookie_after_the_grace_period_ends_the_session() {
    let server = Server::start().await;
    let (value, _) = signed_in(&server).await;
    server.refresh_by_cookie(&value).await.succeeds();
    server.clock.advance(MINUTE);
    server.refresh_by_cookie(&value).await.fails_with(["REFRESH_TOKEN_REUSED"]);
}

#[tokio::test]
async fn the_refresh_needs_no_input_at_all() {
    let server = Server::start().await;
    let (value, _) = signed_in(&server).await;
    let query = "mutation { refreshToken { tokens { accessToken } errors { code } } }";
    let answer = server.graphql(query, json!({})).about("refreshToken").cookie(&value).await;
    assert!(answer.succeeds()["tokens"]["accessToken"].is_string());
}

#[tokio::test]
async fn changing_the_password_answers_with_a_cookie_too() {
    let server = Server::start().await;
    let (_, access_token) = signed_in(&server).await;
    let changed = server.change_password(PASSWORD, "a much longer phrase").bearer(&access_token).await;
    assert_eq!(changed.payload()["tokens"]["refreshToken"], Value::Null, "{changed:#?}");
    value_of(&changed);
}

#[tokio::test]
async fn another_site_cannot_have_the_cookie_of_a_new_password() {
    let server = Server::start().await;
    let (_, access_token) = signed_in(&server).await;
    let changed = server.change_password(PASSWORD, "a much longer phrase").bearer(&access_token);
    let answer = changed.header("sec-fetch-site", "cross-site").await;
    assert_eq!(answer.code(), "FORBIDDEN", "{answer:#?}");
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn deleting_the_account_clears_the_cookie() {
    let server = Server::start().await;
    let (_, access_token) = signed_in(&server).await;
    let refused = server.delete_account("not my password").bearer(&access_token).await;
    assert!(refused.refresh_cookie().is_none(), "nothing was deleted: {refused:#?}");
    let deleted = server.delete_account(PASSWORD).bearer(&access_token).await;
    assert_eq!(value_of(&deleted), "");
    deleted.succeeds();
}
