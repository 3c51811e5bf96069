//! What holds on one instance holds across all that share its database.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use crate::harness::{Answer, PASSWORD, Server, SmtpSink, Tokens, UNLIMITED, User};

async fn three() -> [Server; 3] {
    let first = Server::mailing(SmtpSink::start().await, UNLIMITED).await;
    let (second, third) = (first.another().await, first.another().await);
    [first, second, third]
}

#[tokio::test]
async fn refreshes_at_once_on_three_instances_get_one_successor_and_a_late_one_ends_the_session_on_all() {
    let instances = three().await;
    let alice = instances[0].registered("alice@example.org").await;
    let spent = alice.tokens.refresh_token();
    let racing = (0..30).map(|number| instances[number % 3].refresh(spent).into_future());
    let successors: Vec<Tokens> = join_all(racing).await.into_iter().map(|answer| answer.signs_in()).collect();
    let different: BTreeSet<&str> = successors.iter().map(Tokens::refresh_token).collect();
    assert_eq!(different.len(), 1);

    let newest = instances[1].refresh(successors[0].refresh_token()).await.signs_in();
    instances[2].refresh(spent).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    is_over_everywhere(&instances, &newest).await;
}

#[tokio::test]
async fn a_mailed_token_works_once_whatever_instances_it_is_shown_to_at_once() {
    let instances = three().await;
    let alice = instances[0].registered("alice@example.org").await;
    instances[0].request_password_reset(&alice.email).await.succeeds();
    let token = instances[0].mailbox.latest_to(&alice.email).await.token();
    let phrase = |number: usize| format!("the phrase number {number}");
    let racing = (0..6).map(|number| {
        let new = phrase(number);
        let (instance, token) = (&instances[number % 3], &token);
        async move { instance.reset_password(token, &new).await }
    });
    let (worked, refused): (Vec<_>, Vec<_>) =
        join_all(racing).await.into_iter().enumerate().partition(|(_, answer)| answer.refusals().is_empty());
    for (_, answer) in refused {
        answer.fails_with(["TOKEN_INVALID"]);
    }
    assert_eq!(worked.len(), 1, "{worked:#?}");
    for instance in &instances {
        instance.log_in(&alice.email, &phrase(worked[0].0)).await.signs_in();
        instance.log_in(&alice.email, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    }
}

#[tokio::test]
async fn of_registrations_at_once_on_three_instances_one_makes_the_account() {
    let instances = three().await;
    let racing = (0..6).map(|number| instances[number % 3].register("alice@example.org", PASSWORD).into_future());
    let refused: Vec<_> = join_all(racing).await.iter().flat_map(Answer::refusals).collect();
    assert_eq!(refused.len(), 5, "{refused:#?}");
    assert!(refused.iter().all(|refusal| refusal["code"] == "EMAIL_TAKEN"), "{refused:#?}");
}

#[tokio::test]
async fn whatever_ends_sessions_on_one_instance_ends_them_on_all_at_once() {
    let instances = three().await;
    let [first, second, _] = &instances;
    for way in ["log out", "change", "reset", "undo", "delete"] {
        let alice = first.registered(&format!("{}@example.org", way.replace(' ', "-"))).await;
        let phone = second.log_in(&alice.email, PASSWORD).await.signs_in();
        end_all_sessions(first, &alice, way).await;
        for tokens in [&alice.tokens, &phone] {
            is_over_everywhere(&instances, tokens).await;
        }
    }
}

async fn end_all_sessions(server: &Server, user: &User, way: &str) {
    match way {
        "log out" => drop(server.log_out().input("scope", "ALL").by(user).await.succeeds()),
        "change" => drop(server.change_password(PASSWORD, "a much longer phrase").by(user).await.signs_in()),
        "reset" => {
            server.request_password_reset(&user.email).await.succeeds();
            let token = server.mailbox.latest_to(&user.email).await.token();
            server.reset_password(&token, "a much longer phrase").await.succeeds();
        }
        "undo" => {
            server.request_email_change("elsewhere@example.com", PASSWORD).by(user).await.succeeds();
            let token = server.mailbox.latest_to(&user.email).await.token();
            server.undo_email_change(&token).await.succeeds();
        }
        _ => drop(server.delete_account(PASSWORD).by(user).await.succeeds()),
    }
}

async fn is_over_everywhere(instances: &[Server], tokens: &Tokens) {
    for instance in instances {
        instance.me().by(tokens).await.is_unauthorized("REVOKED");
        instance.refresh(tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    }
}
