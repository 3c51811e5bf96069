//! What all pages have in common, whatever they are for.

use reqwest::Method;

use crate::harness::{Answer, PASSWORD, Server};

const FORMS: [&str; 4] = ["/verify-email", "/verify-email/disown", "/undo-email-change", "/reset-password"];

#[track_caller]
fn is_a_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:#?}");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{answer:#?}");
    assert!(answer.body.contains("<h1"), "{answer:#?}");
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("style-src 'self'"), "{policy}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:#?}");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_answered_with_a_page() {
    let server = Server::start().await;
    for path in FORMS {
        for accepted in ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*"] {
            let form = server.request(Method::POST, path).accept(accepted);
            is_a_page(&form.clone().header("content-type", "text/plain").body("token=x").await, 415);
            is_a_page(&form.clone().await, 415);
            let form = form.header("content-type", "application/x-www-form-urlencoded");
            is_a_page(&form.clone().body(format!("token={}", "x".repeat(20_000))).await, 413);
            is_a_page(&form.clone().body("token=x&token=y").await, 422);
        }
    }
}

#[tokio::test]
async fn whoever_reads_pages_gets_one_where_nothing_is() {
    let server = Server::start().await;
    for path in ["/nowhere", "/graphiql/nowhere", "/mailbox/4711", "/mailbox/first", "/mailbox/4711/html"] {
        let asked = server.get(path).accept("text/html").header("accept-language", "de");
        let answer = asked.await;
        is_a_page(&answer, 404);
        assert!(answer.page().says("Hier ist nichts"), "{answer:#?}");
    }
    let answer = server.get("/verify-email/disown").accept("text/html").await;
    is_a_page(&answer, 405);
    assert_eq!(answer.header("allow"), Some("POST"), "{answer:#?}");
}

#[tokio::test]
async fn programs_are_told_what_is_wrong_as_programs_are() {
    let server = Server::start().await;
    for accepted in ["*/*", "application/json"] {
        let answer = server.get("/nowhere").accept(accepted).await;
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:#?}");
    }
    let answer = server.get("/graphql?query={").accept("text/html,*/*;q=0.8").await;
    assert!(answer.header("content-type").is_some_and(|kind| kind.contains("json")), "{answer:#?}");
    server.behind.forget_migrations().await;
    let answer = server.get("/health/ready").accept("text/html").await;
    assert_eq!(answer.header("content-type"), Some("application/health+json"), "{answer:#?}");
}

#[tokio::test]
async fn a_page_answers_in_the_language_it_asked_in() {
    let server = Server::start().await;
    server.register("alice@example.org", PASSWORD).header("accept-language", "de").await.signs_in();
    let link = server.mailbox.latest_to("alice@example.org").await.link();
    let opened = server.open(&link).header("accept-language", "fr").await;
    assert!(opened.page().says("Bestätigen Sie"), "{opened:#?}");
    let pressed = server.press(&link, &opened.page().button(0)).header("accept-language", "fr").await;
    assert!(pressed.page().says("Ihre Adresse ist bestätigt"), "{pressed:#?}");
}

#[tokio::test]
async fn behind_the_path_of_the_public_url_a_page_finds_what_belongs_to_it() {
    let server = Server::with([("PUBLIC_URL", "http://localhost:8000/auth")]).await;
    let alice = server.registered("alice@example.org").await;
    let verification = server.mailbox.latest_to(&alice.email).await.link();
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await.link();
    server.request_email_change("alice@example.com", PASSWORD).by(&alice).await.succeeds();
    let undo = server.mailbox.latest_to(&alice.email).await.link();

    for (link, actions) in [
        (verification, &["/auth/verify-email", "/auth/verify-email/disown"][..]),
        (reset, &["/auth/reset-password"]),
        (undo, &["/auth/undo-email-change"]),
    ] {
        // As a proxy does that serves the server at this path.
        let path = link.strip_prefix("http://localhost:8000/auth").unwrap_or_else(|| panic!("{link}"));
        let page = server.get(path).accept("text/html").await.page();
        let led: Vec<_> = page.buttons().into_iter().map(|button| button.action).collect();
        assert_eq!(led, actions, "{page:#?}");
        assert_eq!(page.sources(), ["/auth/pages.css"], "{page:#?}");
    }
    assert!(server.get("/mailbox").await.page().says("href=\"/auth/mailbox/1\""));
    let mail = server.get("/mailbox/1").await.page();
    assert!(mail.says("href=\"/auth/mailbox\"") && mail.says("src=\"/auth/mailbox/1/html\""), "{mail:#?}");
    assert_eq!(server.get("/").await.header("location"), Some("/auth/graphiql"));
}
