//! What all pages have in common, whatever they are for.

use reqwest::Method;

use crate::harness::{Answer, PASSWORD, Server};

/// What every page may do: no script, no style but the one sheet, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const FORMS: [&str; 4] = ["/verify-email", "/verify-email/disown", "/undo-email-change", "/reset-password"];

#[track_caller]
fn is_a_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:#?}");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{answer:#?}");
    assert!(answer.body.contains("<h1"), "{answer:#?}");
    assert_eq!(policy(answer), POLICY);
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:#?}");
}

#[track_caller]
fn policy(answer: &Answer) -> &str {
    let mut policies = answer.headers.get_all("content-security-policy").iter();
    let (first, None) = (policies.next(), policies.next()) else { panic!("one policy in {answer:#?}") };
    first.and_then(|policy| policy.to_str().ok()).unwrap_or_else(|| panic!("a policy in {answer:#?}"))
}

/// Links to the three pages with a form: to verify an address, to reset a password, to undo a move.
async fn links(server: &Server) -> [String; 3] {
    let alice = server.registered("alice@example.org").await;
    let verification = server.mailbox.latest_to(&alice.email).await.link();
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await.link();
    server.request_email_change("alice@example.com", PASSWORD).by(&alice).await.succeeds();
    [verification, reset, server.mailbox.latest_to(&alice.email).await.link()]
}

#[tokio::test]
async fn a_page_may_do_what_its_policy_says_and_no_more() {
    let server = Server::start().await;
    for link in links(&server).await {
        let opened = server.open(&link).await;
        is_a_page(&opened, 200);
        let form = opened.page().button(0).with_passwords("a much longer phrase");
        is_a_page(&server.press(&link, &form).await, 200);
        is_a_page(&server.open(&format!("{link}A")).await, 400);
    }
    for path in ["/mailbox", "/mailbox/1"] {
        is_a_page(&server.get(path).accept("text/html").await, 200);
    }
}

/// A browser follows a form's answer only where `form-action` has it (Content Security Policy Level 3, §6.4.1).
#[tokio::test]
async fn where_there_is_an_app_a_form_may_be_answered_by_it() {
    let server = Server::with([("FRONTEND_URL", "https://app.example.org/start")]).await;
    let [verification, _, undo] = links(&server).await;
    for link in [verification, undo] {
        let opened = server.open(&link).await;
        let with_the_app = POLICY.replace("form-action 'self'", "form-action 'self' https://app.example.org");
        assert_eq!((opened.status.as_u16(), policy(&opened)), (200, with_the_app.as_str()));
    }
}

/// The explorer's editor and a mail's looks need styles within; neither gets a script within.
#[tokio::test]
async fn two_places_have_inline_styles_and_none_an_inline_script() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    server.mailbox.latest_to("alice@example.org").await;
    let explorer = server.get("/graphiql").accept("text/html").await;
    assert_eq!(
        policy(&explorer),
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
         img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let mail = server.get("/mailbox/1/html").accept("text/html").await;
    assert_eq!(mail.status, 200, "{mail:#?}");
    assert_eq!(
        policy(&mail),
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; \
         sandbox allow-top-navigation-by-user-activation"
    );
}

#[tokio::test]
async fn what_is_no_page_may_do_nothing() {
    let server = Server::start().await;
    for path in ["/graphql?query={__typename}", "/health/live", "/.well-known/jwks.json", "/pages.css", "/nowhere"] {
        let nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        assert_eq!(policy(&server.get(path).await), nothing, "{path}");
    }
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
    let [verification, reset, undo] = links(&server).await;

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
