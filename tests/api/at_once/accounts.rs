//! Of many who want one name at the same moment.

use super::{
    NEW_PASSWORD, OLD,
    crowd::{FIFTY, count, counts, fifty, noted, tally, those},
    unlimited,
};
use crate::harness::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_register_one_address_one_has_an_account_and_is_signed_in() {
    let server = unlimited([]).await;
    let answers = fifty(&server, |_| server.register(OLD, PASSWORD)).await;

    assert_eq!(tally(&answers), counts([("done", 1), ("EMAIL_TAKEN", FIFTY - 1)]));
    let [one] = super::tokens_in(&answers).try_into().expect("one is signed in");
    assert_eq!(server.me().by(&one).await.succeeds()["email"], OLD);
    // Its password, its session, its link: nothing of the others was left behind.
    assert_eq!(server.behind.rows_of_accounts().await, 4);
    assert_eq!(server.mailbox.to(OLD).await.len(), 1);
    assert_eq!(noted(&server, "account_registered").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_register_with_one_username_one_has_it() {
    let server = unlimited([]).await;
    let answers = fifty(&server, |number| {
        server.register(&format!("user{number}@example.org"), PASSWORD).input("username", "alice")
    })
    .await;
    assert_eq!(tally(&answers), counts([("done", 1), ("USERNAME_TAKEN", FIFTY - 1)]));
    assert_eq!(server.behind.rows_of_accounts().await, 4);
    assert_eq!(server.mailbox.all().await.len(), 1);
}

/// Nobody learns there who was first: all are answered alike, one's password counts in the end, and only its link works.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_register_one_address_that_is_to_be_verified_first_make_one_account_with_one_link() {
    let server = unlimited([("EMAIL_VERIFICATION", "before_first_login")]).await;
    let phrase = |number: usize| format!("the phrase number {number}");
    let answers = fifty(&server, |number| server.register(OLD, &phrase(number))).await;

    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    for answer in &answers {
        assert_eq!(answer.json(), answers[0].json());
    }
    server.mailbox.all().await;
    assert_eq!((count(&server, "accounts").await, count(&server, "passwords").await), (1, 1));
    assert_eq!(count(&server, "mailed_tokens WHERE used_at IS NULL AND void_at IS NULL").await, 1);
    let mut works = 0;
    for mail in server.mailbox.to(OLD).await.iter().filter(|mail| mail.has_link()) {
        works += usize::from(server.verify_email(&mail.token()).await.refusals().is_empty());
    }
    assert_eq!(works, 1);
    let logins = fifty(&server, |number| server.log_in(OLD, &phrase(number))).await;
    assert_eq!(tally(&logins), counts([("done", 1), ("INVALID_CREDENTIALS", FIFTY - 1)]));
}

/// All of them say what the account is called from then on, and it is called so once.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_give_an_account_one_username_change_it_once() {
    let server = unlimited([]).await;
    let alice = server.registered(OLD).await;
    let answers = fifty(&server, |_| server.update_profile().input("username", "alice").by(&alice)).await;
    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    assert_eq!(noted(&server, "username_changed").await, 1);
}

/// Each one that is written down was one, and there were as many as there are names: the first, and each other.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_rename_an_account_each_to_another_name_change_it_fifty_times() {
    let server = unlimited([]).await;
    let alice = server.registered_as(OLD, "alice0").await;
    let answers =
        fifty(&server, |number| server.update_profile().input("username", format!("alice{number}")).by(&alice)).await;
    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(answer.payload()["user"]["username"], format!("alice{number}"));
    }
    // Whoever keeps the name it has changes nothing, if that one is the first to come; after another, it does.
    let noted = noted(&server, "username_changed").await;
    assert!(noted == 49 || noted == 50, "{noted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_delete_an_account_one_does() {
    let server = unlimited([]).await;
    let alice = server.registered(OLD).await;
    let before = server.mailbox.to(OLD).await.len();
    let answers = fifty(&server, |_| server.delete_account(PASSWORD).by(&alice)).await;

    // The others' password is nobody's any more; or their session has ended before they were looked at.
    let wrong = those(&answers, "INVALID_CREDENTIALS").len();
    let late = those(&answers, "UNAUTHENTICATED").len();
    assert_eq!((those(&answers, "done").len(), wrong + late), (1, FIFTY - 1), "{:?}", tally(&answers));
    assert_eq!(noted(&server, "account_deleted").await, 1);
    assert_eq!(server.mailbox.to(OLD).await.len(), before + 1, "one mail tells of it");
    assert_eq!(server.behind.rows_of_accounts().await, 0);
    server.register(OLD, NEW_PASSWORD).await.signs_in();
}
