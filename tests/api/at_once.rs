//! At the same moment. Here: different operations on one account; whichever comes first, what the later one promises
//! holds. Below, a file for each kind of thing that may happen once: the same operation by fifty at once.

mod accounts;
mod crowd;
mod links;
mod passwords;
mod refreshes;

use std::{
    pin::Pin,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

use futures_util::future::{join, join_all, join3};
use serde_json::Value;

use crate::harness::{Answer, PASSWORD, Server, Tokens, UNLIMITED, User};

const NEW_PASSWORD: &str = "a much longer phrase";
const OLD: &str = "alice@example.org";
const NEW: &str = "alice@example.com";
/// One network gets half the places of the queue of hashes: with two hashes at once that is more than fifty.
const ROOM: (&str, &str) = ("HASH_CONCURRENCY", "2");

/// A server that counts nothing, and has room for fifty.
async fn unlimited<'a>(own: impl IntoIterator<Item = (&'a str, &'a str)>) -> Server {
    Server::with([ROOM].into_iter().chain(UNLIMITED).chain(own)).await
}

type Asking<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// What somebody with two devices, and with the mails so far, may do at any moment.
fn everything<'a>(server: &'a Server, user: &'a User, phone: &'a Tokens) -> Vec<Asking<'a>> {
    [
        server.log_in(&user.email, PASSWORD),
        server.refresh(phone.refresh_token()),
        server.update_profile().input("username", "alice").input("bio", "Hello").by(phone),
        server.me().by(user),
        server.reissue().by(phone),
        server.request_email_change("alice@example.net", PASSWORD).by(user),
        server.request_password_reset(&user.email),
        server.resend_verification(&user.email),
        server.log_out().input("scope", "OTHERS").by(user),
        server.log_in(&user.email, PASSWORD),
        server.revoke_session(&phone.session_id()).by(user),
        server.change_password("not my password", NEW_PASSWORD).by(user),
    ]
    .into_iter()
    .map(IntoFuture::into_future)
    .collect()
}

#[track_caller]
fn nothing_broke(answers: &[Answer]) {
    for answer in answers {
        let broke = answer.status.is_server_error() || answer.body.contains("INTERNAL_SERVER_ERROR");
        assert!(!broke, "{answer:#?}");
    }
}

/// The tokens of those answers that signed somebody in.
fn tokens_in(answers: &[Answer]) -> Vec<Tokens> {
    let tokens = answers.iter().map(|answer| answer.payload()["tokens"].clone()).filter(Value::is_object);
    tokens.map(|tokens| serde_json::from_value(tokens).expect("tokens")).collect()
}

async fn nobody_is_signed_in(server: &Server, tokens: &[Tokens]) {
    for tokens in tokens {
        server.me().by(tokens).await.is_unauthorized("REVOKED");
    }
}

#[tokio::test]
async fn a_login_that_was_checked_with_the_old_password_begins_nothing_after_the_change() {
    let server = unlimited([("HASH_CONCURRENCY", "1")]).await;
    let alice = server.registered(OLD).await;
    let is_changed = AtomicBool::new(false);
    // One hash after the other, and two who never stop: some wait behind the new password's hash.
    let keeps_trying = || async {
        let mut answers = Vec::new();
        while !is_changed.load(Relaxed) {
            answers.push(server.log_in(OLD, PASSWORD).await);
        }
        answers
    };
    let change = async {
        let changed = server.change_password(PASSWORD, NEW_PASSWORD).by(&alice).await;
        is_changed.store(true, Relaxed);
        changed.signs_in()
    };
    let (changed, one, other) = join3(change, keeps_trying(), keeps_trying()).await;

    let logins: Vec<Answer> = one.into_iter().chain(other).collect();
    nothing_broke(&logins);
    nobody_is_signed_in(&server, &tokens_in(&logins)).await;
    let me = server.me().by(&changed).await.succeeds();
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(1), "{me:#}");
}

#[tokio::test]
async fn of_a_change_and_a_reset_at_once_one_sets_the_password() {
    let server = unlimited([]).await;
    for round in 0..4 {
        let alice = server.registered(&format!("alice{round}@example.org")).await;
        server.request_password_reset(&alice.email).await.succeeds();
        let token = server.mailbox.latest_to(&alice.email).await.token();
        let change = server.change_password(PASSWORD, NEW_PASSWORD).by(&alice);
        let reset = server.reset_password(&token, "the phrase of the reset");
        let (change, reset) = join(change.into_future(), reset.into_future()).await;

        let changed = change.payload()["tokens"].is_object();
        assert_ne!(changed, reset.refusals().is_empty(), "{change:#?} {reset:#?}");
        let (right, wrong) =
            if changed { (NEW_PASSWORD, "the phrase of the reset") } else { ("the phrase of the reset", NEW_PASSWORD) };
        server.log_in(&alice.email, right).await.signs_in();
        server.log_in(&alice.email, wrong).await.fails_with(["INVALID_CREDENTIALS"]);
    }
}

#[tokio::test]
async fn nothing_that_is_under_way_brings_a_deleted_account_back_or_breaks() {
    let server = unlimited([]).await;
    for _ in 0..6 {
        let alice = server.registered(OLD).await;
        let verification = server.mailbox.latest_to(OLD).await.token();
        let phone = server.log_in(OLD, PASSWORD).await.signs_in();
        let mut all = everything(&server, &alice, &phone);
        all.insert(3, server.delete_account(PASSWORD).by(&alice).into_future());
        all.push(server.verify_email(&verification).into_future());
        let answers = join_all(all).await;

        nothing_broke(&answers);
        assert_eq!(answers[3].payload()["errors"], serde_json::json!([]), "{:#?}", answers[3]);
        nobody_is_signed_in(&server, &tokens_in(&answers)).await;
        server.mailbox.all().await;
        assert_eq!(server.behind.rows_of_accounts().await, 0);
        assert_eq!(server.behind.traces_of("alice").await, 0);
    }
}

#[tokio::test]
async fn nothing_that_is_under_way_outlives_the_undoing_of_a_move() {
    for confirmed in [true, false] {
        let server = unlimited([]).await;
        let alice = server.verified(OLD).await;
        server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
        let undo = server.mailbox.latest_to(OLD).await.token();
        let confirmation = server.mailbox.latest_to(NEW).await.token();
        let mut mallory = alice.clone();
        if confirmed {
            server.verify_email(&confirmation).await.succeeds();
            mallory.email = NEW.to_owned();
        }
        let phone = server.log_in(&mallory.email, PASSWORD).await.signs_in();
        let mut all = everything(&server, &mallory, &phone);
        all.push(server.verify_email(&confirmation).into_future());
        all.push(server.change_password(PASSWORD, "mallory's own phrase").by(&phone).into_future());
        all.insert(2, server.undo_email_change(&undo).into_future());
        let answers = join_all(all).await;

        nothing_broke(&answers);
        assert_eq!(answers[2].refusals(), [Value::Null; 0], "{:#?}", answers[2]);
        let of_mallory: Vec<Tokens> = tokens_in(&answers).into_iter().chain([phone, alice.tokens.clone()]).collect();
        nobody_is_signed_in(&server, &of_mallory).await;
        for (email, password) in [(OLD, PASSWORD), (NEW, PASSWORD), (OLD, "mallory's own phrase")] {
            server.log_in(email, password).await.fails_with(["INVALID_CREDENTIALS"]);
        }
        server.verify_email(&confirmation).await.fails_with(["TOKEN_INVALID"]);

        server.request_password_reset(OLD).await.succeeds();
        let reset = server.mailbox.latest_to(OLD).await.token();
        server.reset_password(&reset, NEW_PASSWORD).await.succeeds();
        let back = server.log_in(OLD, NEW_PASSWORD).await.signs_in();
        let me = server.me().by(&back).await.succeeds();
        assert_eq!((&me["id"], &me["pendingEmail"]), (&Value::from(alice.id.clone()), &Value::Null), "{me:#}");
    }
}

#[tokio::test]
async fn of_a_registration_and_a_move_to_one_address_at_once_one_has_it() {
    for policy in ["optional", "before_first_login"] {
        let server = unlimited([("EMAIL_VERIFICATION", policy)]).await;
        for round in 0..4 {
            let alice = server.verified(&format!("alice{round}@example.org")).await;
            let new = format!("alice{round}@example.com");
            server.request_email_change(&new, PASSWORD).by(&alice).await.succeeds();
            let token = server.mailbox.latest_to(&new).await.token();
            let registered = server.register(&new, NEW_PASSWORD).into_future();
            let answers: [Answer; 2] = join(server.verify_email(&token).into_future(), registered).await.into();

            nothing_broke(&answers);
            let moved = answers[0].refusals().is_empty();
            let email = server.me().by(&alice).await.succeeds()["email"].clone();
            assert_eq!(email == new.as_str(), moved, "{answers:#?}");
            if policy == "optional" {
                assert_ne!(moved, answers[1].payload()["tokens"].is_object(), "{answers:#?}");
            }
        }
    }
}

#[tokio::test]
async fn of_two_who_disown_an_account_or_one_who_proves_it_at_once_one_does() {
    let server = unlimited([]).await;
    for round in 0..4 {
        let alice = server.registered(&format!("alice{round}@example.org")).await;
        let mail = server.mailbox.latest_to(&alice.email).await;
        let disown = server.open(&mail.link()).await.page().button(1);
        let press = || server.press(&mail.link(), &disown).into_future();
        let answers = join_all([press(), server.verify_email(&mail.token()).into_future(), press()]).await;

        nothing_broke(&answers);
        let disowned = answers.iter().step_by(2).filter(|answer| answer.status == 200).count();
        let proved = usize::from(answers[1].refusals().is_empty());
        assert_eq!(disowned + proved, 1, "{answers:#?}");
        let login = server.log_in(&alice.email, PASSWORD).await;
        assert_eq!(login.refusals().is_empty(), proved == 1, "{login:#?}");
    }
}

#[tokio::test]
async fn many_operations_on_many_accounts_at_once_wait_for_each_other_in_vain_nowhere() {
    let server = unlimited([]).await;
    let mut people = Vec::new();
    for number in 0..4 {
        let user = server.registered(&format!("user{number}@example.org")).await;
        let phone = server.log_in(&user.email, PASSWORD).await.signs_in();
        people.push((user, phone));
    }
    for _ in 0..3 {
        let answers = join_all(people.iter().flat_map(|(user, phone)| everything(&server, user, phone))).await;
        nothing_broke(&answers);
        for (user, phone) in &mut people {
            user.tokens = server.log_in(&user.email, PASSWORD).await.signs_in();
            *phone = server.log_in(&user.email, PASSWORD).await.signs_in();
        }
    }
}

#[tokio::test]
async fn a_right_password_that_is_turned_away_counts_as_no_failure() {
    let busy = [("LOGIN_ATTEMPTS_PER_ADDRESS", "off"), ("HASH_CONCURRENCY", "1"), ("LOGIN_ATTEMPTS", "1/1d")];
    let server = Server::with(busy).await;
    let alice = server.registered(OLD).await;
    let (others, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    // More than may wait for a hash, all the time.
    let crowd = join_all((0..72).map(|_| async {
        while !is_over.load(Relaxed) {
            server.log_in(&format!("nobody{}", others.fetch_add(1, Relaxed)), PASSWORD).await;
        }
    }));
    let alices = async {
        let mut turned_away = 0;
        while turned_away < 2 {
            let login = server.log_in(OLD, PASSWORD).await;
            if login.status == 503 {
                turned_away += 1;
            } else {
                login.signs_in();
            }
        }
        is_over.store(true, Relaxed);
    };
    join(crowd, alices).await;
    server.me().by(&alice).await.succeeds();
}
