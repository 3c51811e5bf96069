//! `keyward user delete`.

use crate::{harness::PASSWORD, place::Place};

#[tokio::test]
async fn a_deleted_user_is_gone_with_everything() {
    let place = Place::new().await;
    let ada = place.server.registered_as("ada@example.org", "ada").await;
    let verification = place.mail_to(&ada.email).await.token();
    place.run("user delete ada --yes").says("Deleted ada@example.org.");

    place.server.me().by(&ada).await.is_unauthorized("REVOKED");
    place.server.refresh(ada.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    place.server.verify_email(&verification).await.fails_with(["TOKEN_INVALID"]);
    place.server.log_in("ada", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    place.run("user show ada").fails_with("no user is called ada");
    let again = place.server.registered_as("ada@example.org", "ada").await;
    assert_ne!(again.id, ada.id);
}

#[tokio::test]
async fn where_nobody_can_be_asked_nothing_is_deleted_unless_yes_is_said() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    place.run_with("y\n", "user delete ada@example.org").fails_as_wrong_usage("--yes");
    place.server.me().by(&ada).await.succeeds();
    place.run("user delete bob@example.org --yes").fails_with("no user is called bob@example.org");
}
