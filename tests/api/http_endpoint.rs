//! GraphQL over HTTP: methods, media types and statuses.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, PASSWORD, Request, Server};

const BOTH: [&str; 2] = ["application/graphql-response+json", "application/json"];

fn typename(server: &Server) -> Request<'_> {
    server.graphql("{ __typename }", json!({}))
}

#[track_caller]
fn is_of(answer: &Answer, media_type: &str) {
    let kind = answer.header("content-type").unwrap_or_default();
    assert_eq!(kind.split(';').next(), Some(media_type), "{answer:#?}");
}

#[tokio::test]
async fn the_answers_media_type_is_what_the_client_prefers() {
    let server = Server::start().await;
    let (new, old) = (BOTH[0], BOTH[1]);
    let preferences = [
        (new, new),
        (old, old),
        ("application/graphql-response+json, application/json;q=0.9", new),
        ("application/graphql-response+json;q=0.5, application/json", old),
        ("application/json;q=0, application/graphql-response+json;q=0.1", new),
        ("text/html, application/json;q=0.3", old),
        ("APPLICATION/JSON", old),
    ];
    for (accept, media_type) in preferences {
        let answer = typename(&server).accept(accept).await;
        assert_eq!(answer.status, 200, "{accept}: {answer:#?}");
        is_of(&answer, media_type);
    }
    for accept in ["*/*", "application/*"] {
        assert_eq!(typename(&server).accept(accept).await.status, 200, "{accept}");
    }
    let silent = typename(&server).without_header("accept").await;
    assert_eq!(silent.status, 200, "{silent:#?}");
    is_of(&silent, old);
}

#[tokio::test]
async fn an_accept_that_nothing_here_meets_is_406() {
    let server = Server::start().await;
    for accept in ["text/html", "image/*", "application/json;q=0", "application/xml, text/plain"] {
        assert_eq!(typename(&server).accept(accept).await.status, 406, "{accept}");
    }
}

#[tokio::test]
async fn other_content_types_are_415() {
    let server = Server::start().await;
    let wrong =
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"];
    for content_type in wrong {
        let answer = typename(&server).header("content-type", content_type).await;
        assert_eq!(answer.status, 415, "{content_type}: {answer:#?}");
    }
    assert_eq!(typename(&server).without_header("content-type").await.status, 415);
    for content_type in ["application/json; charset=utf-8", "Application/JSON"] {
        let answer = typename(&server).header("content-type", content_type).await;
        assert_eq!(answer.status, 200, "{content_type}: {answer:#?}");
    }
}

#[tokio::test]
async fn a_query_by_get_is_answered() {
    let server = Server::start().await;
    let answer = server.get("/graphql?query=%7Ba%3A__typename%7D").accept(BOTH[0]).await;
    assert_eq!(answer.json(), json!({ "data": { "a": "Query" } }));
    let with_variables = "/graphql?query=query%20A(%24n%3AString!)%7B__type(name%3A%24n)%7Bname%7D%7D\
                          &variables=%7B%22n%22%3A%22User%22%7D&operationName=A";
    let answer = server.get(with_variables).accept(BOTH[0]).await;
    assert_eq!(answer.json()["data"]["__type"]["name"], "User", "{answer:#?}");
}

#[tokio::test]
async fn a_mutation_by_get_is_405_and_not_carried_out() {
    let server = Server::start().await;
    let mutation = "mutation%7Bregister(input%3A%7Bemail%3A%22a%40example.org%22%2Cpassword%3A%22a%20quiet%20harbour%20at%20dawn%22%7D)%7Berrors%7Bcode%7D%7D%7D";
    for media_type in BOTH {
        let answer = server.get(&format!("/graphql?query={mutation}")).accept(media_type).await;
        assert_eq!(answer.status, 405, "{answer:#?}");
        assert!(answer.header("allow").is_some_and(|allow| allow.contains("POST")), "{answer:#?}");
    }
    let hidden = format!("query%20Q%7B__typename%7D%20{}", mutation.replacen("mutation", "mutation%20M", 1));
    let answer = server.get(&format!("/graphql?query={hidden}&operationName=M")).accept(BOTH[0]).await;
    assert_eq!(answer.status, 405, "{answer:#?}");
    let answer = server.get(&format!("/graphql?query={hidden}&operationName=Q")).accept(BOTH[0]).await;
    assert_eq!(answer.status, 200, "{answer:#?}");
    assert!(server.mailbox.all().await.is_empty());
}

#[tokio::test]
async fn other_methods_are_405() {
    let server = Server::start().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = server.request(method.clone(), "/graphql").await;
        assert_eq!(answer.status, 405, "{method}: {answer:#?}");
        assert!(answer.header("allow").is_some_and(|allow| allow.contains("POST")), "{answer:#?}");
    }
}

#[tokio::test]
async fn what_is_no_graphql_request_is_400() {
    let server = Server::start().await;
    let batch = json!([{ "query": "{ __typename }" }]).to_string();
    let bodies = [
        "",
        "{",
        "null",
        "1",
        "\"{ __typename }\"",
        "{}",
        "[]",
        &batch,
        r#"{"query":1}"#,
        r#"{"query":"{ __typename }","variables":[]}"#,
        r#"{"query":"{ __typename }","operationName":1}"#,
        "\u{feff}{}",
    ];
    for body in bodies {
        let answer = typename(&server).body(body).await;
        assert_eq!(answer.status, 400, "{body}: {answer:#?}");
        assert!(answer.json().get("data").is_none(), "{body}: {answer:#?}");
    }
    let not_text = typename(&server).body([b'{', b'"', 0xff, b'"', b'}']).await;
    assert_eq!(not_text.status, 400, "{not_text:#?}");
    assert_eq!(server.get("/graphql").accept(BOTH[0]).await.status, 400);
    assert_eq!(server.get("/graphql?query=%7B__typename%7D&variables=x").accept(BOTH[0]).await.status, 400);
}

#[tokio::test]
async fn nulls_and_extensions_in_the_request_are_fine() {
    let server = Server::start().await;
    let body = r#"{"query":"{ __typename }","variables":null,"operationName":null,"extensions":{"a":[1]}}"#;
    assert_eq!(typename(&server).body(body).await.json(), json!({ "data": { "__typename": "Query" } }));
}

#[tokio::test]
async fn a_document_that_cannot_run_is_400_where_the_client_knows_the_media_type_and_200_otherwise() {
    let server = Server::start().await;
    let two = "query A { __typename } query B { __typename }";
    let cases = [
        (server.graphql("{", json!({})), "GRAPHQL_PARSE_FAILED"),
        (server.graphql("", json!({})), "GRAPHQL_PARSE_FAILED"),
        (server.graphql("{ nonsense }", json!({})), "GRAPHQL_VALIDATION_FAILED"),
        (server.graphql("{ me }", json!({})), "GRAPHQL_VALIDATION_FAILED"),
        (server.graphql("{ ...A } fragment A on Query { ...A }", json!({})), "GRAPHQL_VALIDATION_FAILED"),
        (server.graphql("mutation { login(input: {}) { errors { code } } }", json!({})), "GRAPHQL_VALIDATION_FAILED"),
        (server.log_in("a", "b").input("password", Value::Null), "BAD_USER_INPUT"),
        (server.log_in("a", "b").input("password", 1), "BAD_USER_INPUT"),
        (server.log_in("a", "b").input("nonsense", 1), "BAD_USER_INPUT"),
        (server.log_in("a", "b").input("tokenDelivery", "PIGEON"), "BAD_USER_INPUT"),
        (server.log_in("a", "b").part("variables", json!({})), "BAD_USER_INPUT"),
        (server.graphql(two, json!({})), "OPERATION_RESOLUTION_FAILURE"),
        (server.graphql(two, json!({})).part("operationName", "C"), "OPERATION_RESOLUTION_FAILURE"),
        (server.graphql("fragment A on Query { __typename }", json!({})), "OPERATION_RESOLUTION_FAILURE"),
    ];
    for (number, (request, code)) in cases.into_iter().enumerate() {
        for (media_type, status) in BOTH.into_iter().zip([400, 200]) {
            let answer = request.clone().accept(media_type).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{number}: {answer:#?}");
            assert!(answer.json().get("data").is_none_or(Value::is_null), "{number}: {answer:#?}");
        }
    }
}

#[tokio::test]
async fn a_default_decides_what_is_skipped_where_the_variable_is_left_out() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let kept = "mutation($dry: Boolean! = true) { __typename logout @skip(if: $dry) { endedSessions } }";
    let answer = server.graphql(kept, json!({})).by(&alice).await;
    assert_eq!(answer.json(), json!({ "data": { "__typename": "Mutation" } }));
    server.me().by(&alice).await.succeeds();
    let nested = "query($all: Boolean = false) { ...F } \
                  fragment F on Query { me { email ... @include(if: $all) { id } roles @include(if: $all) } }";
    let answer = server.graphql(nested, json!({})).by(&alice).await;
    assert_eq!(answer.json()["data"]["me"], json!({ "email": alice.email }), "{answer:#?}");
    let answer = server.graphql(nested, json!({ "all": true })).by(&alice).await;
    assert_eq!(answer.json()["data"]["me"]["roles"], json!(["user"]), "{answer:#?}");
    let word = "mutation($scope: LogoutScope! = OTHERS) { logout(input: { scope: $scope }) { endedSessions } }";
    assert_eq!(server.graphql(word, json!({})).by(&alice).await.json()["data"]["logout"]["endedSessions"], 0);
    server.graphql(&word.replace("OTHERS", "NONE"), json!({})).await.is_refused(400, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn a_mutation_that_fails_leaves_no_data_whatever_stands_beside_it() {
    let server = Server::start().await;
    for query in [
        "mutation { __typename reissueTokens { errors { code } } }",
        "mutation { ... { a: reissueTokens { errors { code } } __typename } }",
    ] {
        let answer = server.graphql(query, json!({})).await;
        assert_eq!((answer.code().as_str(), &answer.json()["data"]), ("UNAUTHENTICATED", &Value::Null), "{answer:#?}");
    }
    let query = server.graphql("{ __typename me { id } }", json!({})).await;
    assert_eq!(query.json()["data"], json!({ "__typename": "Query", "me": null }));
}

#[tokio::test]
async fn data_of_which_all_is_skipped_is_empty() {
    let server = Server::start().await;
    let answer = server.graphql("{ authSettings @skip(if: true) { locales } }", json!({})).await;
    assert_eq!(answer.json(), json!({ "data": {} }));
}

#[tokio::test]
async fn a_secret_in_the_variables_is_not_told_back() {
    let server = Server::start().await;
    let answer = server.log_in("alice@example.org", "s3cr3t-phrase").input("tokenDelivery", "PIGEON").await;
    assert!(!answer.body.contains("s3cr3t"), "{answer:#?}");
    let inline =
        "mutation { login(input: { identifier: \"a\", password: \"s3cr3t\", nonsense: 1 }) { errors { code } } }";
    server.graphql(inline, json!({})).await.is_refused(400, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn a_field_that_fails_leaves_200_for_both() {
    let server = Server::start().await;
    for media_type in BOTH {
        server.me().accept(media_type).await.is_unauthenticated("MISSING");
    }
}

#[tokio::test]
async fn an_unsupported_kind_of_operation_is_refused() {
    let server = Server::start().await;
    let answer = server.graphql("subscription { a }", json!({})).await;
    assert_eq!(answer.status, 400, "{answer:#?}");
}

#[tokio::test]
async fn what_broke_here_is_told_by_its_request_id_alone() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.behind.break_sessions().await;
    let answer = server.me().by(&alice).await;
    assert_eq!(answer.code(), "INTERNAL_SERVER_ERROR", "{answer:#?}");
    let extensions = answer.json()["errors"][0]["extensions"].clone();
    assert_eq!(extensions["requestId"].as_str(), answer.header("x-request-id"), "{answer:#?}");
    assert_eq!(extensions.as_object().map(serde_json::Map::len), Some(2), "{answer:#?}");
    for word in ["sessions", "sql", "table", "relation"] {
        assert!(!answer.body.to_lowercase().contains(word), "{word}: {answer:#?}");
    }
    assert_eq!(typename(&server).await.status, 200);
}

#[tokio::test]
async fn more_hashes_than_can_wait_are_503_at_once() {
    let server =
        Server::with([("HASH_CONCURRENCY", "1"), ("LOGIN_ATTEMPTS_PER_ADDRESS", "off"), ("HASH_ITERATIONS", "8")])
            .await;
    let crowd = (0..200).map(|number| {
        let (server, media_type) = (&server, BOTH[number % 2]);
        async move { server.log_in(&format!("nobody{number}@example.org"), PASSWORD).accept(media_type).await }
    });
    let answers = join_all(crowd).await;
    let (refused, checked): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 503);
    assert!(!refused.is_empty() && !checked.is_empty(), "some wait, and some are sent away");
    for answer in refused {
        assert_eq!(answer.code(), "SERVICE_UNAVAILABLE", "{answer:#?}");
        let seconds = answer.json()["errors"][0]["extensions"]["retryAfterSeconds"].to_string();
        assert_eq!(answer.header("retry-after"), Some(seconds.as_str()), "{answer:#?}");
    }
    for answer in checked {
        answer.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.register("alice@example.org", PASSWORD).await.signs_in();
}
