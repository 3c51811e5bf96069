//! Changing `SECRET` while several servers run: nobody is signed out, and no link becomes void.

use crate::harness::{DAY, MINUTE, PASSWORD, SECOND, Server, SmtpSink, User, eventually};

/// Settings with this secret, and this one beside it.
fn secrets<'a>(current: &'a str, previous: &'a str) -> [(&'static str, &'a str); 2] {
    [("SECRET", current), ("SECRET_PREVIOUS", previous)]
}

/// What three people hold when a server is about to restart.
struct Held {
    signed_in: User,
    verification: String,
    mover: User,
    undo: String,
    reset: String,
}

async fn hold(server: &Server, name: &str) -> Held {
    let address = |who: &str| format!("{who}-{name}@example.org");
    let signed_in = server.registered(&address("signed-in")).await;
    let verification = server.mailbox.latest_to(&signed_in.email).await.token();
    let mover = server.verified(&address("mover")).await;
    server.request_email_change(&address("moved"), PASSWORD).by(&mover).await.succeeds();
    let undo = server.mailbox.latest_to(&mover.email).await.token();
    let forgetful = server.registered(&address("forgetful")).await;
    server.request_password_reset(&forgetful.email).await.succeeds();
    let reset = server.mailbox.latest_to(&forgetful.email).await.token();
    Held { signed_in, verification, mover, undo, reset }
}

impl Held {
    /// All of it still works, wherever it is shown.
    async fn works(&self, servers: [&Server; 2]) {
        let [one, other] = servers;
        for server in servers {
            server.me().by(&self.signed_in).await.succeeds();
        }
        let next = one.refresh(self.signed_in.tokens.refresh_token()).await.signs_in();
        let last = other.refresh(next.refresh_token()).await.signs_in();
        one.me().by(&last).await.succeeds();
        one.log_in(&self.signed_in.email, PASSWORD).await.signs_in();
        other.verify_email(&self.verification).await.succeeds();
        one.reset_password(&self.reset, "a much longer phrase").await.succeeds();
        other.me().by(&self.mover).await.succeeds();
        one.undo_email_change(&self.undo).await.succeeds();
    }
}

#[tokio::test]
async fn everything_survives_every_step_of_the_change_on_two_servers() {
    let mut one = Server::mailing(SmtpSink::start().await, [("REGISTRATIONS_PER_ADDRESS", "off")]).await;
    let mut other = one.another().await;
    let keys = one.get("/.well-known/jwks.json").await.json();
    let throughout = one.registered("throughout@example.org").await;

    let (old, new) = (one.secret().to_owned(), Server::another_secret());
    for (step, settings) in [secrets(&old, &new), secrets(&new, &old)].into_iter().enumerate() {
        let held = hold(&other, &format!("{step}-one")).await;
        one.restart_with(settings).await;
        held.works([&one, &other]).await;

        let held = hold(&one, &format!("{step}-other")).await;
        one.clock.advance(31 * SECOND);
        other.restart_with(settings).await;
        held.works([&other, &one]).await;
    }
    one.clock.advance(31 * SECOND);
    eventually("the keys to be sealed anew", || async { (!one.needs_previous_secret().await).then_some(()) }).await;
    let held = hold(&other, "done").await;
    one.restart_with(secrets(&new, "")).await;
    other.restart_with(secrets(&new, "")).await;
    held.works([&one, &other]).await;
    one.me().by(&throughout).await.succeeds();
    assert_eq!(other.get("/.well-known/jwks.json").await.json(), keys, "the keys are the same all the while");
}

#[tokio::test]
async fn a_server_with_the_former_secret_alone_goes_on_serving_after_another_has_sealed_the_keys_anew() {
    let mut one = Server::start().await;
    let behind = one.another().await;
    let alice = behind.registered("alice@example.org").await;
    one.restart_with(secrets(&Server::another_secret(), behind.secret())).await;
    assert!(!one.needs_previous_secret().await);

    // Late enough for it to have read the keys again.
    behind.clock.advance(31 * SECOND);
    tokio::time::sleep(3 * SECOND).await;
    let tokens = behind.log_in(&alice.email, PASSWORD).await.signs_in();
    one.me().by(&tokens).await.succeeds();
    behind.me().by(&alice).await.succeeds();
}

#[tokio::test]
async fn a_key_that_a_server_cannot_open_verifies_there_all_the_same() {
    let mut one = Server::start().await;
    let behind = one.another().await;
    let alice = behind.registered("alice@example.org").await;
    one.restart_with(secrets(&Server::another_secret(), behind.secret())).await;
    one.clock.advance(90 * DAY);
    tokio::time::sleep(3 * SECOND).await;
    one.clock.advance(30 * MINUTE);
    let tokens = one.log_in(&alice.email, PASSWORD).await.signs_in();
    behind.me().by(&tokens).await.succeeds();
}
