//! When sessions were last used, as their owner sees it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::harness::{HOUR, MINUTE, SECOND, Server, User};

async fn last_active(server: &Server, who: &User) -> DateTime<Utc> {
    let session = server.current_session().by(who).await.succeeds();
    session["lastActiveAt"].as_str().and_then(|at| at.parse().ok()).expect("a time")
}

#[tokio::test]
async fn a_sessions_last_use_is_known_to_about_five_minutes_and_survives_a_restart() {
    let mut server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let begun = last_active(&server, &alice).await;

    server.clock.advance(3 * MINUTE);
    last_active(&server, &alice).await;
    server.restart().await; // what was noted is written down by then
    assert_eq!(last_active(&server, &alice).await, begun);

    server.clock.advance(3 * MINUTE);
    last_active(&server, &alice).await;
    server.restart().await;
    let away = last_active(&server, &alice).await - begun;
    assert!((TimeDelta::minutes(6)..TimeDelta::minutes(9)).contains(&away), "{away}");
}

#[tokio::test]
async fn the_sessions_used_last_come_first() {
    let mut server = Server::with([("ACCESS_TOKEN_LIFETIME", "1d")]).await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(MINUTE);
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    let ids = async |server: &Server| {
        let me = server.me().by(&alice).await.succeeds();
        let sessions = me["sessions"].as_array().expect("sessions").iter();
        sessions.map(|session| session["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let (laptop, phone) = (alice.tokens.session_id(), phone.session_id());
    assert_eq!(ids(&server).await, [phone.clone(), laptop.clone()]);

    server.clock.advance(HOUR + SECOND);
    server.me().by(&alice).await.succeeds();
    server.restart().await;
    assert_eq!(ids(&server).await, [laptop, phone]);
}
