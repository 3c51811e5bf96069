//! The pages that the mails of a move lead to.

use reqwest::Method;

use crate::{
    email_change::{NEW, moving},
    harness::{DAY, Server},
};

const FRONTEND: [(&str, &str); 1] = [("FRONTEND_URL", "https://app.example.org")];

#[tokio::test]
async fn the_new_address_is_proved_with_the_pages_one_button() {
    let server = Server::with(FRONTEND).await;
    let (alice, new, _) = moving(&server).await;
    let page = server.open(&new.link()).await.page();
    assert!(page.says(NEW) && !page.says("alice@example.org"), "{page:#?}");
    assert_eq!(page.buttons().len(), 1, "nobody deletes an account that is moving to them: {page:#?}");
    let pressed = server.press(&new.link(), &page.button(0)).await;
    assert_eq!(pressed.header("location"), Some("https://app.example.org/email-verified"), "{pressed:#?}");
    assert_eq!(server.me().by(&alice).await.succeeds()["email"], NEW);
}

#[tokio::test]
async fn where_the_operator_wants_it_opening_the_link_moves_the_account() {
    let server = Server::with(FRONTEND.into_iter().chain([("CONFIRM_EMAIL_ON_GET", "true")])).await;
    let (alice, new, _) = moving(&server).await;
    let path = new.link().strip_prefix(&server.url).expect("a link to the server").to_owned();
    server.request(Method::HEAD, &path).await;
    assert_eq!(server.me().by(&alice).await.succeeds()["email"], "alice@example.org");
    server.open(&new.link()).await;
    assert_eq!(server.me().by(&alice).await.succeeds()["email"], NEW);
}

#[tokio::test]
async fn a_taken_address_leads_to_the_frontends_failure_page() {
    let server = Server::with(FRONTEND).await;
    let (_, new, _) = moving(&server).await;
    let button = server.open(&new.link()).await.page().button(0);
    server.registered(NEW).await;
    let pressed = server.press(&new.link(), &button).await;
    assert_eq!(
        pressed.header("location"),
        Some("https://app.example.org/email-verification-failed?reason=taken"),
        "{pressed:#?}"
    );
}

#[tokio::test]
async fn the_undo_page_does_it_with_one_button_and_opening_it_changes_nothing() {
    let server = Server::with(FRONTEND.into_iter().chain([("CONFIRM_EMAIL_ON_GET", "true")])).await;
    let (alice, _, old) = moving(&server).await;
    assert!(old.link().starts_with(&server.url), "undo links lead to the server: {old:#?}");
    let opened = server.open(&old.link()).await;
    assert_eq!((opened.status.as_u16(), opened.page().buttons().len()), (200, 1), "{opened:#?}");
    assert!(opened.page().says("alice@example.org"), "{opened:#?}");
    server.me().by(&alice).await.succeeds();

    let pressed = server.press(&old.link(), &opened.page().button(0)).await;
    assert_eq!(pressed.status, 200, "{pressed:#?}");
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    let reset = server.mailbox.latest_to(&alice.email).await;
    assert!(reset.link().starts_with("https://app.example.org/reset-password?token="), "{reset:#?}");
    assert_eq!(server.press(&old.link(), &opened.page().button(0)).await.status, 400);
}

#[tokio::test]
async fn an_undo_link_that_is_no_good_says_so() {
    let server = Server::start().await;
    for path in ["/undo-email-change", "/undo-email-change?token=nonsense"] {
        let answer = server.get(path).accept("text/html").await;
        assert_eq!(answer.status, 400, "{answer:#?}");
    }
    let (_, new, old) = moving(&server).await;
    let button = server.open(&old.link()).await.page().button(0);
    server.verify_email(&new.token()).await.succeeds();
    server.verified("alice@example.org").await;
    assert_eq!(server.press(&old.link(), &button).await.status, 409);
    server.clock.advance(7 * DAY);
    assert_eq!(server.press(&old.link(), &button).await.status, 410);
    assert_eq!(server.open(&old.link()).await.status, 410);
}

#[tokio::test]
async fn the_undo_page_keeps_its_token_to_itself() {
    let server = Server::start().await;
    let (_, _, old) = moving(&server).await;
    let opened = server.open(&old.link()).await;
    assert_eq!(opened.header("referrer-policy"), Some("same-origin"), "{opened:#?}");
    assert_eq!(opened.header("cache-control"), Some("no-store"), "{opened:#?}");
}
