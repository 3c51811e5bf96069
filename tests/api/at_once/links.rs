//! Of many who follow one mailed link at the same moment.

use std::collections::BTreeSet;

use super::{
    NEW, NEW_PASSWORD, OLD,
    crowd::{FIFTY, count, counts, fifty, noted, outcome, tally},
    unlimited,
};
use crate::harness::{PASSWORD, Server};

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_resets_by_one_link_one_sets_the_password() {
    let server = unlimited([]).await;
    let alice = server.registered(OLD).await;
    let phone = server.log_in(OLD, PASSWORD).await.signs_in();
    server.request_password_reset(OLD).await.succeeds();
    let token = server.mailbox.latest_to(OLD).await.token();
    let before = server.mailbox.to(OLD).await.len();
    let phrase = |number: usize| format!("the phrase number {number}");
    let answers = fifty(&server, |number| server.reset_password(&token, &phrase(number))).await;

    assert_eq!(tally(&answers), counts([("done", 1), ("TOKEN_INVALID", FIFTY - 1)]));
    let winner = answers.iter().position(|answer| outcome(answer) == "done").expect("one");
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.me().by(&phone).await.is_unauthorized("REVOKED");
    assert_eq!(noted(&server, "password_reset").await, 1);
    assert_eq!(server.mailbox.to(OLD).await.len(), before + 1, "one mail tells of it");
    server.log_in(OLD, &phrase(winner)).await.signs_in();
    for wrong in [PASSWORD.to_owned(), phrase((winner + 1) % FIFTY), phrase((winner + 49) % FIFTY)] {
        server.log_in(OLD, &wrong).await.fails_with(["INVALID_CREDENTIALS"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_resets_by_five_links_one_sets_the_password() {
    let server = unlimited([]).await;
    server.registered(OLD).await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        server.request_password_reset(OLD).await.succeeds();
        tokens.push(server.mailbox.latest_to(OLD).await.token());
    }
    let answers = fifty(&server, |number| server.reset_password(&tokens[number % 5], NEW_PASSWORD)).await;
    assert_eq!(tally(&answers), counts([("done", 1), ("TOKEN_INVALID", FIFTY - 1)]));
    assert_eq!(noted(&server, "password_reset").await, 1);
    server.log_in(OLD, NEW_PASSWORD).await.signs_in();
}

/// A token that has proved its address keeps succeeding, and so do others for the same address.
#[tokio::test(flavor = "multi_thread")]
async fn all_fifty_who_prove_an_address_succeed_and_it_is_proved_once() {
    let server = unlimited([]).await;
    let alice = server.registered(OLD).await;
    let first = server.mailbox.latest_to(OLD).await.token();
    server.resend_verification(OLD).await.succeeds();
    let second = server.mailbox.latest_to(OLD).await.token();
    assert_ne!(first, second);
    let token = |number: usize| if number.is_multiple_of(2) { &first } else { &second };
    let answers = fifty(&server, |number| server.verify_email(token(number))).await;

    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    assert_eq!(server.me().by(&alice).await.succeeds()["emailVerified"], true);
    assert_eq!(noted(&server, "email_verified").await, 1);
    server.verify_email(&first).await.succeeds();
    server.verify_email(&second).await.succeeds();
}

/// The username is claimed with the address, by one of them for all.
#[tokio::test(flavor = "multi_thread")]
async fn all_fifty_who_prove_an_address_before_the_first_login_give_the_account_its_username() {
    let server = unlimited([("EMAIL_VERIFICATION", "before_first_login")]).await;
    server.register(OLD, PASSWORD).input("username", "alice").await.succeeds();
    let token = server.mailbox.latest_to(OLD).await.token();
    let answers = fifty(&server, |_| server.verify_email(&token)).await;

    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    assert_eq!(noted(&server, "email_verified").await, 1);
    let me = server.log_in("alice", PASSWORD).await;
    assert_eq!(me.payload()["user"]["username"], "alice", "{me:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_fifty_who_confirm_a_move_succeed_and_the_account_moves_once() {
    let server = unlimited([]).await;
    let alice = server.verified(OLD).await;
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    let confirmation = server.mailbox.latest_to(NEW).await.token();
    let before = server.mailbox.to(OLD).await.len();
    let answers = fifty(&server, |_| server.verify_email(&confirmation)).await;

    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    assert_eq!(server.me().by(&alice).await.succeeds()["email"], NEW);
    assert_eq!(noted(&server, "email_change_confirmed").await, 1);
    assert_eq!(server.mailbox.to(OLD).await.len(), before + 1, "one mail tells of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_undo_a_move_by_one_link_one_does() {
    let server = unlimited([]).await;
    let alice = server.verified(OLD).await;
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    let undo = server.mailbox.latest_to(OLD).await.token();
    let confirmation = server.mailbox.latest_to(NEW).await.token();
    server.verify_email(&confirmation).await.succeeds();
    let before = server.mailbox.to(OLD).await.len();
    let answers = fifty(&server, |_| server.undo_email_change(&undo)).await;

    assert_eq!(tally(&answers), counts([("done", 1), ("TOKEN_INVALID", FIFTY - 1)]));
    assert_eq!(noted(&server, "email_change_undone").await, 1);
    let mails = server.mailbox.to(OLD).await;
    assert_eq!(mails.len(), before + 1, "one mail has the link to reset the password");
    server.reset_password(&mails[before].token(), NEW_PASSWORD).await.succeeds();
    server.log_in(OLD, NEW_PASSWORD).await.signs_in();
}

/// Links to prove an address leave as they are asked for: each is another, and all of them work.
#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_links_asked_for_at_once_as_many_are_mailed_as_the_limit_says() {
    let server = Server::with([("MAILS_PER_RECIPIENT", "5/1d")]).await;
    server.registered(OLD).await;
    let before = server.mailbox.to(OLD).await.len();
    let answers = fifty(&server, |_| server.request_password_reset(OLD)).await;
    assert_eq!(tally(&answers), counts([("done", 5), ("TOO_MANY_ATTEMPTS", FIFTY - 5)]));
    let mails = server.mailbox.to(OLD).await.split_off(before);
    let different: BTreeSet<_> = mails.iter().map(|mail| mail.token()).collect();
    assert_eq!((mails.len(), different.len()), (5, 5));
    assert_eq!(count(&server, "mailed_tokens WHERE purpose = 'password_reset'").await, 5);
}
