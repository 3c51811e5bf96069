//! Taking a change of address back from the old one.

use crate::harness::{DAY, Mail, PASSWORD, Server, User};

const OLD: &str = "alice@example.org";
const NEW: &str = "alice@example.com";

/// Somebody who knows Alice's password has moved her account; the mail with which she can undo it.
async fn moved(server: &Server) -> (User, Mail) {
    let alice = server.verified(OLD).await;
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    let undo = server.mailbox.latest_to(OLD).await;
    let confirmation = server.mailbox.latest_to(NEW).await.token();
    server.verify_email(&confirmation).await.succeeds();
    (alice, undo)
}

#[tokio::test]
async fn a_move_is_undone_from_the_old_address() {
    let server = Server::start().await;
    let (alice, undo) = moved(&server).await;
    server.clock.advance(6 * DAY);
    let mallory = server.log_in(NEW, PASSWORD).await.signs_in();
    server.undo_email_change(&undo.token()).await.succeeds();

    server.me().by(&mallory).await.is_unauthorized("REVOKED");
    server.log_in(NEW, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in(OLD, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    let reset = server.mailbox.latest_to(OLD).await.token();
    server.reset_password(&reset, "a much longer phrase").await.succeeds();
    let back = server.log_in(OLD, "a much longer phrase").await.signs_in();
    let me = server.me().by(&back).await.succeeds();
    assert_eq!((me["id"].as_str(), me["emailVerified"].as_bool()), (Some(alice.id.as_str()), Some(true)));
    server.undo_email_change(&undo.token()).await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_move_is_undone_before_it_is_confirmed_too() {
    let server = Server::start().await;
    let alice = server.verified(OLD).await;
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    let confirmation = server.mailbox.latest_to(NEW).await.token();
    let undo = server.mailbox.latest_to(OLD).await.token();
    server.undo_email_change(&undo).await.succeeds();
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.verify_email(&confirmation).await.fails_with(["TOKEN_INVALID"]);
    let reset = server.mailbox.latest_to(OLD).await.token();
    server.reset_password(&reset, "a much longer phrase").await.succeeds();
    let back = server.log_in(OLD, "a much longer phrase").await.signs_in();
    assert!(server.me().by(&back).await.succeeds()["pendingEmail"].is_null());
}

#[tokio::test]
async fn a_chain_of_moves_is_undone_from_its_beginning_for_good() {
    let server = Server::start().await;
    let (_, undo) = moved(&server).await;
    let mallory = server.log_in(NEW, PASSWORD).await.signs_in();
    server.request_email_change("mallory@example.net", PASSWORD).by(&mallory).await.succeeds();
    let further = server.mailbox.latest_to(NEW).await.token();
    let confirmation = server.mailbox.latest_to("mallory@example.net").await.token();
    server.verify_email(&confirmation).await.succeeds();
    server.undo_email_change(&undo.token()).await.succeeds();

    server.undo_email_change(&further).await.fails_with(["TOKEN_INVALID"]);
    server.verify_email(&confirmation).await.fails_with(["TOKEN_INVALID"]);
    let reset = server.mailbox.latest_to(OLD).await.token();
    server.reset_password(&reset, "a much longer phrase").await.succeeds();
    server.log_in(OLD, "a much longer phrase").await.signs_in();
}

#[tokio::test]
async fn a_link_that_moved_an_account_does_not_move_it_again_once_that_was_undone() {
    let server = Server::start().await;
    let alice = server.verified(OLD).await;
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    let (spent, undo) = (server.mailbox.latest_to(NEW).await, server.mailbox.latest_to(OLD).await);
    server.verify_email(&spent.token()).await.succeeds();
    server.undo_email_change(&undo.token()).await.succeeds();
    let reset = server.mailbox.latest_to(OLD).await.token();
    server.reset_password(&reset, "a much longer phrase").await.succeeds();

    let back = server.log_in(OLD, "a much longer phrase").await.signs_in();
    server.request_email_change(NEW, "a much longer phrase").by(&back).await.succeeds();
    server.verify_email(&spent.token()).await.fails_with(["TOKEN_INVALID"]);
    assert_eq!(server.open(&spent.link()).await.status, 400);
    assert_eq!(server.me().by(&back).await.succeeds()["email"], OLD);
    let fresh = server.mailbox.latest_to(NEW).await.token();
    server.verify_email(&fresh).await.succeeds();
}

#[tokio::test]
async fn whoever_moved_an_account_on_voids_no_earlier_undo_link_with_their_own() {
    let server = Server::start().await;
    let (alice, undo) = moved(&server).await;
    let mallory = server.log_in(NEW, PASSWORD).await.signs_in();
    server.request_email_change("mallory@example.net", PASSWORD).by(&mallory).await.succeeds();
    let of_mallory = server.mailbox.latest_to(NEW).await.token();
    server.undo_email_change(&of_mallory).await.succeeds();
    let reset = server.mailbox.latest_to(NEW).await.token();

    server.undo_email_change(&undo.token()).await.succeeds();
    server.reset_password(&reset, "mallory's own phrase").await.fails_with(["TOKEN_INVALID"]);
    let reset = server.mailbox.latest_to(OLD).await.token();
    server.reset_password(&reset, "a much longer phrase").await.succeeds();
    let back = server.log_in(OLD, "a much longer phrase").await.signs_in();
    assert_eq!(server.me().by(&back).await.succeeds()["id"], alice.id);
}

#[tokio::test]
async fn an_undo_link_outlives_a_new_password_but_not_its_week() {
    let server = Server::start().await;
    let (alice, undo) = moved(&server).await;
    server.change_password(PASSWORD, "somebody else's phrase").by(&alice).await.signs_in();
    server.request_password_reset(NEW).await.succeeds();
    let reset = server.mailbox.latest_to(NEW).await.token();
    server.reset_password(&reset, "yet another phrase").await.succeeds();
    server.undo_email_change(&undo.token()).await.succeeds();

    let server = Server::start().await;
    let (_, undo) = moved(&server).await;
    server.clock.advance(7 * DAY);
    server.undo_email_change(&undo.token()).await.fails_with(["TOKEN_EXPIRED"]);
}

#[tokio::test]
async fn a_squatter_on_the_old_address_gives_way() {
    let server = Server::start().await;
    let (alice, undo) = moved(&server).await;
    let squatter = server.registered(OLD).await;
    server.undo_email_change(&undo.token()).await.succeeds();
    server.me().by(&squatter).await.is_unauthorized("REVOKED");
    let reset = server.mailbox.latest_to(OLD).await.token();
    server.reset_password(&reset, "a much longer phrase").await.succeeds();
    let back = server.log_in(OLD, "a much longer phrase").await.signs_in();
    assert_eq!(server.me().by(&back).await.succeeds()["id"], alice.id);
}

#[tokio::test]
async fn somebody_who_has_proved_the_old_address_since_keeps_it() {
    let server = Server::start().await;
    let (alice, undo) = moved(&server).await;
    let other = server.verified(OLD).await;
    server.undo_email_change(&undo.token()).await.fails_with(["EMAIL_TAKEN"]);
    server.me().by(&other).await.succeeds();
    server.me().by(&alice).await.succeeds();
    server.delete_account(PASSWORD).by(&other).await.succeeds();
    server.undo_email_change(&undo.token()).await.succeeds();
}

#[tokio::test]
async fn of_two_that_undo_at_once_one_does() {
    let server = Server::start().await;
    let (_, undo) = moved(&server).await;
    let token = undo.token();
    let before = server.mailbox.to(OLD).await.len();
    let (one, other) = tokio::join!(server.undo_email_change(&token), server.undo_email_change(&token));
    let refused = [&one, &other].iter().filter(|answer| !answer.refusals().is_empty()).count();
    assert_eq!(refused, 1, "{one:#?} {other:#?}");
    assert_eq!(server.mailbox.to(OLD).await.len(), before + 1);
}

#[tokio::test]
async fn undoing_lets_nobody_into_a_disabled_account() {
    let server = Server::start().await;
    let (_, undo) = moved(&server).await;
    server.behind.disable(NEW).await;
    let before = server.mailbox.to(OLD).await.len();
    server.undo_email_change(&undo.token()).await.succeeds();
    assert_eq!(server.mailbox.to(OLD).await.len(), before);
    server.log_in(OLD, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
}

#[tokio::test]
async fn no_other_mailed_token_undoes_a_move() {
    let server = Server::start().await;
    let (_, undo) = moved(&server).await;
    server.request_password_reset(NEW).await.succeeds();
    let reset = server.mailbox.latest_to(NEW).await.token();
    server.undo_email_change(&reset).await.fails_with(["TOKEN_INVALID"]);
    server.undo_email_change("kwm_nonsense").await.fails_with(["TOKEN_INVALID"]);
    server.verify_email(&undo.token()).await.fails_with(["TOKEN_INVALID"]);
    server.reset_password(&undo.token(), "a much longer phrase").await.fails_with(["TOKEN_INVALID"]);
}
