//! What an access token says, who can verify it, and what is none.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Value, json};

use crate::harness::{Jwt, MINUTE, PASSWORD, SECOND, Server, User};

/// The claims of a token, checked as another service does with the keys that the server publishes.
pub(crate) async fn verified(server: &Server, token: &str, algorithm: Algorithm) -> Value {
    let published = server.get("/.well-known/jwks.json").await;
    let keys: JwkSet = serde_json::from_value(published.json()).expect("a JWK set");
    let kid = jsonwebtoken::decode_header(token).expect("a header").kid.expect("a key's id");
    let key = keys.find(&kid).unwrap_or_else(|| panic!("{kid} in {keys:#?}"));
    let mut validation = Validation::new(algorithm);
    validation.leeway = 0;
    validation.set_issuer(&[&server.url]);
    validation.set_audience(&[&server.url]);
    let key = DecodingKey::from_jwk(key).expect("a key to verify with");
    jsonwebtoken::decode::<Value>(token, &key, &validation).expect("a genuine token").claims
}

#[tokio::test]
async fn an_access_token_says_what_the_contract_names() {
    let server = Server::start().await;
    let tokens = server
        .register("alice@example.org", PASSWORD)
        .input("username", "alice")
        .input("fullName", "Alice Liddell")
        .input("locale", "de")
        .await
        .signs_in();
    let claims = verified(&server, &tokens.access_token, Algorithm::ES256).await;

    let mut names: Vec<&str> = claims.as_object().expect("claims").keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names.join(" "),
        "aud auth_time client_id email email_verified exp iat iss jti locale name preferred_username roles sid sub"
    );
    let me = server.me().by(&tokens).await.succeeds();
    let session = server.current_session().by(&tokens).await.succeeds();
    assert_eq!((&claims["sub"], &claims["sid"]), (&me["id"], &session["id"]));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(server.url), &json!(server.url)));
    assert_eq!(claims["client_id"], "keyward");
    assert_eq!(claims["email"], "alice@example.org");
    assert_eq!(claims["email_verified"], false);
    assert_eq!(claims["name"], "Alice Liddell");
    assert_eq!(claims["preferred_username"], "alice");
    assert_eq!(claims["locale"], "de");
    assert_eq!(claims["roles"], json!(["user"]));
    let header = Jwt::parse(&tokens.access_token).header;
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("ES256")));

    let jwt = Jwt::parse(&tokens.access_token);
    assert_eq!(jwt.seconds("exp"), tokens.access_token_expires_at.timestamp());
    assert_eq!(jwt.seconds("exp") - jwt.seconds("iat"), 60 * 60);
    assert_eq!(jwt.seconds("auth_time"), jwt.seconds("iat"));
}

#[tokio::test]
async fn issuer_and_audience_are_the_operators_to_choose() {
    let server = Server::with([("AUDIENCE", "https://api.example.org")]).await;
    let alice = server.registered("alice@example.org").await;
    assert_eq!(Jwt::parse(&alice.tokens.access_token).claims["aud"], "https://api.example.org");
    server.me().by(&alice).await.succeeds();
}

#[tokio::test]
async fn every_algorithm_that_can_be_set_signs_what_its_published_key_verifies() {
    for (name, algorithm) in [("ES256", Algorithm::ES256), ("EdDSA", Algorithm::EdDSA), ("RS256", Algorithm::RS256)] {
        let server = Server::with([("SIGNING_ALGORITHM", name)]).await;
        let alice = server.registered("alice@example.org").await;
        verified(&server, &alice.tokens.access_token, algorithm).await;
        assert_eq!(Jwt::parse(&alice.tokens.access_token).header["alg"], name);
        server.me().by(&alice).await.succeeds();
    }
}

#[tokio::test]
async fn a_changed_algorithm_leaves_earlier_tokens_good() {
    let mut server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.restart_with([("SIGNING_ALGORITHM", "EdDSA")]).await;
    server.me().by(&alice).await.succeeds();
    verified(&server, &alice.tokens.access_token, Algorithm::ES256).await;
}

#[tokio::test]
async fn the_published_keys_are_public_and_cacheable() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let answer = server.get("/.well-known/jwks.json").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("cache-control").is_some_and(|value| value.contains("max-age=")), "{answer:#?}");
    let keys = answer.json()["keys"].as_array().cloned().expect("keys");
    assert!(!keys.is_empty());
    for key in keys {
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "{private} is nobody's to know: {key:#}");
        }
        assert_eq!((&key["use"], &key["alg"]), (&json!("sig"), &json!("ES256")), "{key:#}");
        assert!(key["kid"].is_string(), "{key:#}");
    }
}

#[tokio::test]
async fn a_token_is_exact_about_its_end() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(59 * MINUTE + 55 * SECOND);
    server.me().by(&alice).await.succeeds();
    server.clock.advance(5 * SECOND);
    server.me().by(&alice).await.is_unauthorized("EXPIRED");
}

#[tokio::test]
async fn a_disabled_accounts_token_is_revoked_though_its_session_lives() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.behind.disable(&alice.email).await;
    server.me().by(&alice).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn a_token_never_outlives_its_session() {
    let server = Server::with([("SESSION_LIFETIME", "30m")]).await;
    let alice = server.registered("alice@example.org").await;
    let jwt = Jwt::parse(&alice.tokens.access_token);
    assert_eq!(jwt.seconds("exp") - jwt.seconds("iat"), 30 * 60);
    assert!(alice.tokens.access_token_expires_at <= alice.tokens.refresh_token_expires_at, "{:#?}", alice.tokens);
    server.clock.advance(30 * MINUTE);
    server.me().by(&alice).await.is_unauthorized("EXPIRED");
}

/// A token of a server that shares this one's database and secret, so that its signature is right.
async fn of_another_issuer(server: &mut Server, settings: [(&str, &str); 1]) -> User {
    let before = settings.map(|(name, _)| (name, server.url.clone()));
    server.restart_with(settings).await;
    let user = server.registered("carol@example.org").await;
    server.restart_with(before.iter().map(|(name, value)| (*name, value.as_str()))).await;
    user
}

#[tokio::test]
async fn another_issuers_or_audiences_token_is_none_here() {
    let mut server = Server::start().await;
    let carol = of_another_issuer(&mut server, [("AUDIENCE", "https://api.example.org")]).await;
    server.me().by(&carol).await.is_unauthorized("INVALID");

    let mut server = Server::start().await;
    let carol = of_another_issuer(&mut server, [("PUBLIC_URL", "http://127.0.0.1:1")]).await;
    server.me().by(&carol).await.is_unauthorized("INVALID");
}

#[tokio::test]
async fn a_token_from_a_clock_that_is_ahead_is_good_up_to_30_seconds() {
    let server = Server::start().await;
    let behind = server.another_with_its_own_clock().await;
    server.clock.advance(30 * SECOND);
    let alice = server.registered("alice@example.org").await;
    behind.me().by(&alice).await.succeeds();
    for _ in 0..3 {
        let again = server.log_in(&alice.email, PASSWORD).await.signs_in();
        behind.me().by(&again).await.succeeds();
    }
    server.clock.advance(20 * SECOND);
    let later = server.log_in(&alice.email, PASSWORD).await.signs_in();
    behind.me().by(&later).await.is_unauthorized("INVALID");
}

#[tokio::test]
async fn a_token_that_is_not_good_harms_no_operation_whose_fields_are_all_public() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let public = [
        "{ authSettings { registrationOpen } }",
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        "{ __type(name: \"User\") { name } }",
        "{ ...F } fragment F on Query { authSettings { registrationOpen } __typename }",
        "mutation { refreshToken(input: { refreshToken: \"x\" }) { errors { code } } }",
        "mutation { verifyEmail(input: { token: \"x\" }) { errors { code } } }",
        "mutation { resetPassword(input: { token: \"x\", newPassword: \"a much longer phrase\" }) { errors { code } } }",
    ];
    for query in public {
        let answer = server.graphql(query, json!({})).bearer("nonsense").await;
        assert_eq!(answer.status, 200, "{query}: {answer:#?}");
        assert!(answer.json().get("errors").is_none(), "{query}: {answer:#?}");
    }
    let private = [
        "{ me { id } }",
        "{ currentSession { id } }",
        "{ authSettings { registrationOpen } me { id } }",
        "{ ...F } fragment F on Query { me { id } }",
        "{ ... on Query { __typename me { id } } }",
    ];
    server.log_out().by(&alice).await.succeeds();
    for query in private {
        server.graphql(query, json!({})).bearer("nonsense").await.is_unauthorized("INVALID");
        server.graphql(query, json!({})).by(&alice).await.is_unauthorized("REVOKED");
    }
}

#[tokio::test]
async fn it_is_the_operation_that_is_to_run_that_decides() {
    let server = Server::start().await;
    let query = "query Public { authSettings { registrationOpen } } query Private { me { id } }";
    let public = server.graphql(query, json!({})).part("operationName", "Public").bearer("nonsense").await;
    assert_eq!(public.status, 200, "{public:#?}");
    let private = server.graphql(query, json!({})).part("operationName", "Private").bearer("nonsense").await;
    private.is_unauthorized("INVALID");
}

#[tokio::test]
async fn it_is_decided_after_validation() {
    let server = Server::start().await;
    let answer = server.graphql("{ me { nonsense } }", json!({})).bearer("nonsense").await;
    answer.is_refused(400, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn a_401_says_how_to_mend_it_in_the_contracts_words() {
    let server = Server::start().await;
    let answer = server.me().bearer("nonsense").await;
    assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer error="invalid_token""#), "{answer:#?}");
}

#[tokio::test]
async fn a_401_holds_for_both_media_types() {
    let server = Server::start().await;
    for media_type in ["application/graphql-response+json", "application/json"] {
        server.me().bearer("nonsense").accept(media_type).await.is_unauthorized("INVALID");
    }
}
