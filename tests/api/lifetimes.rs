//! How long tokens live, as the operator sets it and clients see it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::harness::{HOUR, Jwt, Server, Tokens};

/// From its `iat` on: how long the access token lives by its claims and by the answer, and the refresh token.
fn lifetimes(tokens: &Tokens) -> (i64, TimeDelta, TimeDelta) {
    let jwt = Jwt::parse(&tokens.access_token);
    let issued = DateTime::<Utc>::from_timestamp_secs(jwt.seconds("iat")).expect("a moment");
    let to_the_second = |moment: DateTime<Utc>| TimeDelta::seconds((moment - issued).num_seconds());
    let (access, refresh) = (tokens.access_token_expires_at, tokens.refresh_token_expires_at);
    (jwt.seconds("exp") - jwt.seconds("iat"), to_the_second(access), to_the_second(refresh))
}

#[tokio::test]
async fn by_default_an_access_token_lives_an_hour_and_a_refresh_token_a_week() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    assert_eq!(lifetimes(&alice.tokens), (3_600, TimeDelta::hours(1), TimeDelta::days(7)));
}

#[tokio::test]
async fn a_day_and_a_week_show_in_every_answer() {
    let server = Server::with([("ACCESS_TOKEN_LIFETIME", "24h"), ("REFRESH_TOKEN_LIFETIME", "7d")]).await;
    let wanted = (86_400, TimeDelta::hours(24), TimeDelta::days(7));
    let alice = server.registered("alice@example.org").await;
    assert_eq!(lifetimes(&alice.tokens), wanted);
    let login = server.log_in(&alice.email, &alice.password).await.signs_in();
    assert_eq!(lifetimes(&login), wanted);
    server.clock.advance(HOUR);
    let refreshed = server.refresh(login.refresh_token()).await.signs_in();
    assert_eq!(lifetimes(&refreshed), wanted);

    server.clock.advance(23 * HOUR);
    server.me().by(&refreshed).await.succeeds();
    server.clock.advance(HOUR);
    server.me().by(&refreshed).await.is_unauthorized("EXPIRED");
}

#[tokio::test]
async fn seconds_and_minutes_are_lifetimes_too() {
    let server = Server::with([("ACCESS_TOKEN_LIFETIME", "10s"), ("REFRESH_TOKEN_LIFETIME", "15m")]).await;
    let alice = server.registered("alice@example.org").await;
    assert_eq!(lifetimes(&alice.tokens), (10, TimeDelta::seconds(10), TimeDelta::minutes(15)));
}
