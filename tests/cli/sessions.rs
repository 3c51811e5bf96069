//! `keyward user end-sessions`.

use crate::{harness::PASSWORD, place::Place};

#[tokio::test]
async fn ending_sessions_signs_one_user_out_everywhere() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let phone = place.server.log_in(&ada.email, PASSWORD).await.signs_in();
    let bob = place.server.registered("bob@example.org").await;

    place.run("user end-sessions ada@example.org").says("ada@example.org: 2 sessions ended.");
    place.server.me().by(&ada).await.is_unauthorized("REVOKED");
    place.server.refresh(phone.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    place.server.me().by(&bob).await.succeeds();
    place.server.log_in(&ada.email, PASSWORD).await.signs_in();
    assert_eq!(place.run("user end-sessions ada@example.org --json").json()["endedSessions"], 1);
    assert_eq!(place.run("user end-sessions ada@example.org --json").json()["endedSessions"], 0);
}
