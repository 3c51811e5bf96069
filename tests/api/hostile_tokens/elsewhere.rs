//! A good token in the wrong place, or among other things (RFC 6750 §2, RFC 9110 §11.4).

use serde_json::json;

use super::forge::{Forge, Row};
use crate::harness::Server;

/// `Authorization` of the right scheme, with something that is no token, or more than one.
pub(super) fn malformed(forge: &Forge) -> Vec<Row> {
    let good = &forge.good;
    let bearer = || format!("Bearer {good}");
    vec![
        Row::sent("the scheme alone", ["Bearer".to_owned()]),
        Row::sent("the scheme and a space", ["Bearer ".to_owned()]),
        Row::sent("the scheme twice", [format!("Bearer Bearer {good}")]),
        Row::sent("two tokens", [format!("Bearer {good} {good}")]),
        Row::sent("two tokens in a list", [format!("Bearer {good},{good}")]),
        Row::sent("two credentials in a list", [format!("Bearer {good}, Bearer {good}")]),
        Row::sent("two headers", [bearer(), bearer()]),
        Row::sent("two headers, one of nothing", [bearer(), String::new()]),
        Row::sent("two headers, of two schemes", [bearer(), "Basic dTpw".to_owned()]),
        Row::sent("two headers, of two schemes, the other first", ["Basic dTpw".to_owned(), bearer()]),
        Row::sent("a parameter", [format!("Bearer token={good}")]),
        Row::sent("a parameter in quotes", [format!("Bearer token=\"{good}\"")]),
        Row::sent("a token in quotes", [format!("Bearer \"{good}\"")]),
        Row::sent("a token in single quotes", [format!("Bearer '{good}'")]),
        Row::sent("a token in angles", [format!("Bearer <{good}>")]),
        Row::sent("a token in braces", [format!("Bearer {{{good}}}")]),
        Row::sent("a token and a parameter", [format!("Bearer {good}, realm=\"x\"")]),
        Row::sent("a token and a comma", [format!("Bearer {good},")]),
        Row::sent("a token and a semicolon", [format!("Bearer {good};")]),
        Row::sent("a token and a comment", [format!("Bearer {good}#comment")]),
        Row::sent("a token behind a colon", [format!("Bearer :{good}")]),
        Row::sent("a token and what is not seen", [format!("Bearer {good}\u{200b}")]),
        Row::sent("a token behind a byte order mark", [format!("Bearer \u{feff}{good}")]),
        Row::sent("a token in wide letters", [format!("Bearer {good}ｅ")]),
        Row::sent("a token with a space", [format!("Bearer {} {}", &good[..20], &good[20..])]),
        Row::sent("a token with a tab", [format!("Bearer {}\t{}", &good[..20], &good[20..])]),
        Row::sent("a token with an encoded space", [format!("Bearer {good}%20")]),
        Row::sent("padding alone", ["Bearer ==".to_owned()]),
        Row::sent("as JSON", [format!("Bearer {}", json!({ "access_token": good }))]),
    ]
}

#[tokio::test]
async fn a_good_token_in_another_place_is_not_looked_at() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let good = &alice.tokens.access_token;
    let me = || server.me();
    let by_get = server.get(&format!("/graphql?query=%7Bme%7Bid%7D%7D&access_token={good}")).about("me");
    let asked = [
        ("no scheme", me().header("authorization", good)),
        ("another scheme", me().header("authorization", &format!("Token {good}"))),
        ("another scheme of tokens", me().header("authorization", &format!("DPoP {good}"))),
        ("the kind as the scheme", me().header("authorization", &format!("JWT {good}"))),
        ("a scheme that begins alike", me().header("authorization", &format!("BearerX {good}"))),
        ("a scheme that ends alike", me().header("authorization", &format!("XBearer {good}"))),
        ("a scheme with a colon", me().header("authorization", &format!("Bearer: {good}"))),
        ("a scheme and a tab", me().header("authorization", &format!("Bearer\t{good}"))),
        ("a scheme and a comma", me().header("authorization", &format!("Bearer,{good}"))),
        ("a scheme that is encoded", me().header("authorization", &format!("Bearer%20{good}"))),
        ("a scheme and no space", me().header("authorization", &format!("Bearer{good}"))),
        ("basic", me().header("authorization", &format!("Basic {good}"))),
        ("a proxy's", me().header("proxy-authorization", &format!("Bearer {good}"))),
        ("a header of its own", me().header("x-authorization", &format!("Bearer {good}"))),
        ("another header of its own", me().header("x-access-token", good)),
        ("a name with an underscore", me().header("authorization_", &format!("Bearer {good}"))),
        ("a cookie", me().header("cookie", &format!("access_token={good}; authorization=Bearer {good}"))),
        ("the refresh cookie", me().cookie(good)),
        ("the query of a GET", by_get),
        ("the body", me().part("access_token", good.as_str())),
        ("the body's extensions", me().part("extensions", json!({ "authorization": format!("Bearer {good}") }))),
    ];
    for (what, request) in asked {
        let answer = request.await;
        assert_eq!(answer.status, 200, "{what}: {answer:#?}");
        answer.is_unauthenticated("MISSING");
    }
    me().bearer(good).await.succeeds();
}

#[tokio::test]
async fn the_schemes_case_and_the_spaces_around_a_token_are_nobodys_business() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let good = &alice.tokens.access_token;
    for value in [format!("bearer {good}"), format!("BEARER {good}"), format!("bEaReR   {good}  ")] {
        server.me().header("authorization", &value).await.succeeds();
    }
}
