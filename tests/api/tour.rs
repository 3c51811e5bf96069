//! Every operation once, for those tests that look at what it does to the database.

use crate::harness::{HOUR, PASSWORD, Server, User};

const ANOTHER_PASSWORD: &str = "a louder harbour at noon";

/// Somebody comes, does everything that can be done, and goes.
pub(crate) async fn tour(server: &Server, name: &str) {
    let email = format!("{name}@example.org");
    let user = server.registered_as(&email, name).await;
    verify(server, &user).await;
    come_and_go(server, &user, name).await;
    lose_the_password(server, &user).await;
    move_away(server, &user, name).await;
}

async fn verify(server: &Server, user: &User) {
    server.resend_verification(&user.email).await.succeeds();
    let mail = server.mailbox.latest_to(&user.email).await;
    assert_eq!(server.open(&mail.link()).await.status, 200);
    server.verify_email(&mail.token()).await.succeeds();

    let email = format!("not-{}", user.email);
    server.registered(&email).await;
    let link = server.mailbox.latest_to(&email).await.link();
    let page = server.open(&link).await.page();
    assert_eq!(server.press(&link, &page.button(1)).await.status, 200);
}

async fn come_and_go(server: &Server, user: &User, name: &str) {
    let new_name = format!("{name}2");
    server.log_in(name, "wrong").await.fails_with(["INVALID_CREDENTIALS"]);
    let tokens = server.log_in(name, PASSWORD).user_agent("another device").await.signs_in();
    server.auth_settings().await.succeeds();
    server.me().by(&tokens).await.succeeds();
    server.current_session().by(&tokens).await.succeeds();
    let profile = server.update_profile().input("displayName", name).input("username", new_name.as_str());
    profile.by(&tokens).await.succeeds();
    server.refresh(tokens.refresh_token()).await.signs_in();
    server.reissue().by(&tokens).await.signs_in();
    server.refresh(tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    let tokens = server.log_in(&new_name, PASSWORD).await.signs_in();
    server.revoke_session(&user.tokens.session_id()).by(&tokens).await.succeeds();
    // Its use is written down a while later.
    server.clock.advance(HOUR / 2);
    server.me().by(&tokens).await.succeeds();
    for scope in ["CURRENT", "OTHERS", "ALL"] {
        let tokens = server.log_in(&user.email, PASSWORD).await.signs_in();
        server.log_out().input("scope", scope).by(&tokens).await.succeeds();
    }
}

async fn lose_the_password(server: &Server, user: &User) {
    server.request_password_reset(&user.email).await.succeeds();
    let link = server.mailbox.latest_to(&user.email).await;
    assert_eq!(server.open(&link.link()).await.status, 200);
    server.reset_password(&link.token(), ANOTHER_PASSWORD).await.succeeds();
    let tokens = server.log_in(&user.email, ANOTHER_PASSWORD).await.signs_in();
    server.change_password(ANOTHER_PASSWORD, PASSWORD).by(&tokens).await.signs_in();
}

async fn move_away(server: &Server, user: &User, name: &str) {
    let elsewhere = format!("{name}@example.com");
    let tokens = server.log_in(&user.email, PASSWORD).await.signs_in();
    server.request_email_change(&elsewhere, PASSWORD).by(&tokens).await.succeeds();
    let undo = server.mailbox.latest_to(&user.email).await.token();
    let confirmation = server.mailbox.latest_to(&elsewhere).await.token();
    server.verify_email(&confirmation).await.succeeds();
    server.undo_email_change(&undo).await.succeeds();
    let reset = server.mailbox.latest_to(&user.email).await.token();
    server.reset_password(&reset, PASSWORD).await.succeeds();
    let tokens = server.log_in(&user.email, PASSWORD).await.signs_in();
    server.delete_account(PASSWORD).by(&tokens).await.succeeds();
}
