//! A client that says the server is called otherwise: no link, no redirect and no issuer follows it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Jwt, PASSWORD, Request, Server};

const EVIL: &str = "evil.example.org";

/// Everything that ever steered somebody's links.
fn misled(request: Request<'_>) -> Request<'_> {
    let names = ["x-forwarded-host", "x-forwarded-server", "x-host", "x-http-host-override", "x-original-host"];
    let request = names.into_iter().fold(request.header("host", EVIL), |request, name| request.header(name, EVIL));
    let paths = ["x-original-url", "x-rewrite-url", "x-forwarded-prefix", "referer"];
    let evil = format!("https://{EVIL}/");
    let request = paths.into_iter().fold(request, |request, name| request.header(name, &evil));
    request.header("forwarded", &format!("host={EVIL};proto=https")).header("x-forwarded-proto", "https")
}

#[track_caller]
fn is_not_misled(answer: &Answer) {
    assert!(!answer.body.contains(EVIL), "{answer:#?}");
    for (name, value) in &answer.headers {
        assert!(!String::from_utf8_lossy(value.as_bytes()).contains(EVIL), "{name}: {answer:#?}");
    }
}

#[tokio::test]
async fn links_in_mails_and_the_issuer_are_the_servers_own() {
    for server in [Server::start().await, Server::behind_a_proxy([]).await] {
        let registered = misled(server.register("alice@example.org", PASSWORD)).await;
        is_not_misled(&registered);
        let tokens = registered.signs_in();
        assert_eq!(Jwt::parse(&tokens.access_token).text("iss"), server.url);
        misled(server.request_password_reset("alice@example.org")).await.succeeds();
        misled(server.resend_verification("alice@example.org")).await.succeeds();
        misled(server.request_email_change("new@example.org", PASSWORD).by(&tokens)).await.succeeds();
        let mails = server.mailbox.all().await;
        assert!(mails.len() >= 5, "{mails:#?}");
        for mail in mails {
            assert!(!format!("{mail:?}").contains(EVIL), "{mail:#?}");
            assert!(!mail.has_link() || mail.link().starts_with(&server.url), "{mail:#?}");
        }
    }
}

#[tokio::test]
async fn pages_and_redirects_stay_at_home() {
    let server = Server::with([("FRONTEND_URL", "https://app.example.org")]).await;
    server.registered("alice@example.org").await;
    let link = server.mailbox.latest_to("alice@example.org").await.link();
    for path in
        ["/", "/graphiql", "/nowhere", "/verify-email", "/reset-password", "/.well-known/jwks.json", "/health/ready"]
    {
        is_not_misled(&misled(server.get(path).accept("text/html")).await);
    }
    let opened = misled(server.open(&link)).await;
    is_not_misled(&opened);
    let pressed = misled(server.press(&link, &opened.page().button(0))).await;
    is_not_misled(&pressed);
    assert_eq!(pressed.header("location"), Some("https://app.example.org/email-verified"));
}

#[tokio::test]
async fn a_cookie_counts_for_the_servers_own_origin_not_for_one_that_the_client_names() {
    let server = Server::start().await;
    let begun = server.register("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await;
    let cookie = begun.refresh_cookie().expect("a cookie");
    let evil = format!("https://{EVIL}");
    let stolen = misled(server.refresh_by_cookie(cookie.value())).origin(&evil).await;
    stolen.fails_with(["REFRESH_TOKEN_INVALID"]);
    let preflight = misled(server.request(Method::OPTIONS, "/graphql")).origin(&evil);
    let allowed = preflight.header("access-control-request-method", "POST").await;
    assert_eq!(allowed.header("access-control-allow-origin"), None, "{allowed:#?}");
    let data = server.graphql("{ __typename }", json!({})).header("host", EVIL).await.json();
    assert_eq!(data.get("errors"), None::<&Value>);
}
