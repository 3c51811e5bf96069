//! What looks like an access token and is none.

use aws_lc_rs::hmac;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

use crate::harness::{Jwt, Server};

/// Tokens that look like one of the server's and are none.
fn hostile(good: &str, published: &Value) -> Vec<(&'static str, String)> {
    let with_header = |name: &str, value: Value| {
        let mut jwt = Jwt::parse(good);
        jwt.header[name] = value;
        jwt.write()
    };
    let with_claim = |name: &str, value: Value| {
        let mut jwt = Jwt::parse(good);
        jwt.claims[name] = value;
        jwt.write()
    };
    let unsigned = |algorithm: &str| {
        let mut jwt = Jwt::parse(good);
        jwt.header["alg"] = algorithm.into();
        jwt.signature = String::new();
        jwt.write()
    };
    let signed_with_the_public_key = |key: &[u8]| {
        let mut jwt = Jwt::parse(good);
        jwt.header["alg"] = "HS256".into();
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), jwt.signing_input().as_bytes());
        jwt.signature = URL_SAFE_NO_PAD.encode(tag);
        jwt.write()
    };
    let jwt = Jwt::parse(good);
    let signature = URL_SAFE_NO_PAD.decode(&jwt.signature).expect("base64url");
    let (head, tail) = good.rsplit_once('.').expect("a signature");
    let mut bent = signature.clone();
    bent[0] ^= 1;
    vec![
        ("no signature", unsigned("none")),
        ("no signature, in another case", unsigned("NoNe")),
        ("an empty signature", unsigned("ES256")),
        ("HS256 with the published key", signed_with_the_public_key(published.to_string().as_bytes())),
        ("HS256 with a part of it", signed_with_the_public_key(published["x"].as_str().unwrap_or_default().as_bytes())),
        ("HS256 with nothing", signed_with_the_public_key(b"")),
        ("another type", with_header("typ", "JWT".into())),
        ("no type", with_header("typ", Value::Null)),
        ("a critical extension", with_header("crit", json!(["exp"]))),
        ("a foreign key's id", with_header("kid", "another".into())),
        ("a key's id that is a path", with_header("kid", "../../etc/passwd".into())),
        ("a key of its own", with_header("jwk", published.clone())),
        ("another algorithm", with_header("alg", "ES384".into())),
        ("another subject", with_claim("sub", "00000000-0000-7000-8000-000000000000".into())),
        ("more roles", with_claim("roles", json!(["admin"]))),
        ("a later end", with_claim("exp", json!(jwt.seconds("exp") + 1))),
        ("a bent signature", format!("{head}.{}", URL_SAFE_NO_PAD.encode(bent))),
        ("half a signature", format!("{head}.{}", &tail[..tail.len() / 2])),
        ("a padded signature", format!("{head}.{}", URL_SAFE.encode(&signature))),
        ("a signature in the other base64", format!("{head}.{}", STANDARD.encode(&signature))),
        ("trailing garbage", format!("{good}A")),
        ("a trailing dot", format!("{good}.")),
        ("a fourth part", format!("{good}.e30")),
        ("no end", good[..good.len() - 5].to_owned()),
        ("two parts", head.to_owned()),
        ("a newline", format!("{head}. {tail}")),
        ("nothing", "x".to_owned()),
        ("dots", "..".to_owned()),
        ("something long", "A".repeat(7_000)),
    ]
}

#[tokio::test]
async fn what_only_looks_like_a_token_is_none() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let published = server.get("/.well-known/jwks.json").await.json()["keys"][0].clone();
    for (what, token) in hostile(&alice.tokens.access_token, &published) {
        let answer = server.me().bearer(&token).await;
        assert_eq!(answer.status, 401, "{what}: {answer:#?}");
        answer.is_unauthorized("INVALID");
    }
    server.me().by(&alice).await.succeeds();
}
