//! The page that the mailed link leads to.

use reqwest::Method;

use crate::harness::{DAY, Mail, PASSWORD, Server, User};

const FRONTEND: [(&str, &str); 1] = [("FRONTEND_URL", "https://app.example.org")];

async fn with_a_link(server: &Server) -> (User, String) {
    let alice = server.registered("alice@example.org").await;
    let link = server.mailbox.latest_to(&alice.email).await.link();
    (alice, link)
}

async fn is_verified(server: &Server, user: &User) -> bool {
    server.me().by(user).await.succeeds()["emailVerified"] == true
}

#[tokio::test]
async fn opening_the_link_names_the_address_and_changes_nothing() {
    let server = Server::start().await;
    let (alice, link) = with_a_link(&server).await;
    let opened = server.open(&link).await;
    assert_eq!(opened.status, 200, "{opened:#?}");
    assert!(opened.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{opened:#?}");
    assert!(opened.page().says("alice@example.org"), "{opened:#?}");
    assert_eq!(opened.page().buttons().len(), 2, "one to confirm, one for whoever it isn't: {opened:#?}");
    assert!(!is_verified(&server, &alice).await);
}

#[tokio::test]
async fn the_button_verifies_and_leads_to_the_frontend() {
    let server = Server::with(FRONTEND).await;
    let (alice, link) = with_a_link(&server).await;
    assert!(link.starts_with(&server.url), "verification links lead to the server: {link}");
    let button = server.open(&link).await.page().button(0);
    let pressed = server.press(&link, &button).await;
    assert_eq!(pressed.status, 303, "{pressed:#?}");
    assert_eq!(pressed.header("location"), Some("https://app.example.org/email-verified"));
    assert!(is_verified(&server, &alice).await);

    let again = server.press(&link, &button).await;
    assert_eq!(again.header("location"), Some("https://app.example.org/email-verified"));
}

#[tokio::test]
async fn without_a_frontend_the_server_says_so_itself() {
    let server = Server::start().await;
    let (alice, link) = with_a_link(&server).await;
    let button = server.open(&link).await.page().button(0);
    let pressed = server.press(&link, &button).await;
    assert_eq!(pressed.status, 200, "{pressed:#?}");
    assert!(is_verified(&server, &alice).await);
}

#[tokio::test]
async fn a_link_that_came_too_late_leads_to_the_frontends_failure_page() {
    let server = Server::with(FRONTEND).await;
    let (alice, link) = with_a_link(&server).await;
    let button = server.open(&link).await.page().button(0);
    server.clock.advance(DAY);
    let pressed = server.press(&link, &button).await;
    assert_eq!(pressed.status, 303, "{pressed:#?}");
    assert_eq!(pressed.header("location"), Some("https://app.example.org/email-verification-failed?reason=expired"));
    let fresh = server.log_in(&alice.email, &alice.password).await.signs_in();
    assert_eq!(server.me().by(&fresh).await.succeeds()["emailVerified"], false);
}

#[tokio::test]
async fn a_link_that_never_was_leads_to_the_frontends_failure_page() {
    let server = Server::with(FRONTEND).await;
    let (_, link) = with_a_link(&server).await;
    let mut button = server.open(&link).await.page().button(0);
    let other = server.open(&link.replace("kwm_", "kwm_A")).await;
    assert!(other.status.is_success() || other.status.is_redirection() || other.status == 400, "{other:#?}");
    for (_, value) in &mut button.fields {
        *value = value.replace("kwm_", "kwm_A");
    }
    button.action = button.action.replace("kwm_", "kwm_A");
    let pressed = server.press(&link.replace("kwm_", "kwm_A"), &button).await;
    assert_eq!(
        pressed.header("location"),
        Some("https://app.example.org/email-verification-failed?reason=invalid"),
        "{pressed:#?}"
    );
}

#[tokio::test]
async fn a_broken_link_gets_a_page_and_no_fault() {
    let server = Server::start().await;
    for path in ["/verify-email", "/verify-email?token=", "/verify-email?token=nonsense", "/verify-email?token=%00%ff"]
    {
        let answer = server.get(path).accept("text/html").await;
        assert!(!answer.status.is_server_error(), "{path}: {answer:#?}");
        assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{path}: {answer:#?}");
    }
}

#[tokio::test]
async fn looking_at_the_head_changes_nothing() {
    for settings in [[("CONFIRM_EMAIL_ON_GET", "false")], [("CONFIRM_EMAIL_ON_GET", "true")]] {
        let server = Server::with(settings).await;
        let (alice, link) = with_a_link(&server).await;
        let path = link.strip_prefix(&server.url).expect("a link to the server");
        let answer = server.request(Method::HEAD, path).await;
        assert!(!answer.status.is_server_error(), "{answer:#?}");
        assert!(!is_verified(&server, &alice).await, "{settings:?}");
    }
}

#[tokio::test]
async fn where_the_operator_wants_it_opening_the_link_verifies() {
    let server = Server::with(FRONTEND.into_iter().chain([("CONFIRM_EMAIL_ON_GET", "true")])).await;
    let (alice, link) = with_a_link(&server).await;
    let opened = server.open(&link).await;
    assert_eq!(opened.status, 303, "{opened:#?}");
    assert_eq!(opened.header("location"), Some("https://app.example.org/email-verified"));
    assert!(is_verified(&server, &alice).await);

    server.clock.advance(DAY);
    let late = server.open(&link).await;
    assert_eq!(late.header("location"), Some("https://app.example.org/email-verification-failed?reason=expired"));
}

#[tokio::test]
async fn where_the_operator_wants_it_opening_the_link_verifies_without_a_frontend_too() {
    let server = Server::with([("CONFIRM_EMAIL_ON_GET", "true")]).await;
    let (alice, link) = with_a_link(&server).await;
    let opened = server.open(&link).await;
    assert_eq!(opened.status, 200, "{opened:#?}");
    assert!(is_verified(&server, &alice).await);
}

#[tokio::test]
async fn other_parameters_are_ignored() {
    let server = Server::with(FRONTEND).await;
    let (alice, link) = with_a_link(&server).await;
    let link = format!("{link}&utm_source=mail&reason=expired&fbclid=x&redirect=https://evil.example.com/");
    let opened = server.open(&link).await;
    assert_eq!(opened.status, 200, "{opened:#?}");
    let pressed = server.press(&link, &opened.page().button(0)).await;
    assert_eq!(pressed.header("location"), Some("https://app.example.org/email-verified"));
    assert!(is_verified(&server, &alice).await);
}

#[tokio::test]
async fn the_page_keeps_its_token_to_itself() {
    let server = Server::start().await;
    let (_, link) = with_a_link(&server).await;
    let opened = server.open(&link).await;
    assert_eq!(opened.header("referrer-policy"), Some("same-origin"), "{opened:#?}");
    assert_eq!(opened.header("cache-control"), Some("no-store"), "{opened:#?}");
    let policy = opened.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let sources = opened.page().sources();
    assert!(sources.iter().all(|source| !source.starts_with("http") && !source.starts_with("//")), "{sources:?}");
}

#[tokio::test]
async fn the_link_stands_in_both_parts_of_the_mail() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let mail: Mail = server.mailbox.latest_to(&alice.email).await;
    assert!(mail.html.replace("&#x2f;", "/").replace("&amp;", "&").contains(&mail.link()), "{mail:#?}");
}

#[tokio::test]
async fn whoever_did_not_register_deletes_the_account_with_the_other_button() {
    let server = Server::with(FRONTEND).await;
    let (alice, link) = with_a_link(&server).await;
    let button = server.open(&link).await.page().button(1);
    assert_eq!(server.press(&link, &button).await.status, 200);
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.log_in(&alice.email, &alice.password).await.fails_with(["INVALID_CREDENTIALS"]);
    assert_eq!(server.press(&link, &button).await.status, 400, "there is no such account any more");
    server.register(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_verified_account_is_not_deleted_with_that_button() {
    let server = Server::start().await;
    let (alice, link) = with_a_link(&server).await;
    server.resend_verification(&alice.email).await.succeeds();
    let another = server.mailbox.latest_to(&alice.email).await.link();
    let page = server.open(&link).await.page();
    let unused = server.open(&another).await.page();
    server.press(&link, &page.button(0)).await;
    assert_eq!(server.open(&link).await.page().buttons().len(), 1);
    for button in [page.button(1), unused.button(1)] {
        assert_eq!(server.press(&link, &button).await.status, 400);
    }
    assert!(is_verified(&server, &alice).await);
}

#[tokio::test]
async fn only_the_link_that_was_mailed_to_it_deletes_an_account() {
    let server = Server::start().await;
    let (alice, link) = with_a_link(&server).await;
    let mut button = server.open(&link).await.page().button(1);
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await.token();
    for (_, value) in &mut button.fields {
        value.clone_from(&reset);
    }
    assert_eq!(server.press(&link, &button).await.status, 400);
    server.me().by(&alice).await.succeeds();
}
