//! How big and how deep a request may be, and how long it may take: at each number all is well, one past it nothing is
//! done.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::harness::{MINUTE, Request, SECOND, Server};

fn aliases(count: usize) -> String {
    let fields = (0..count).fold(String::new(), |mut text, number| {
        write!(text, "a{number}: __typename ").expect("a string takes everything");
        text
    });
    format!("{{ {fields} }}")
}

/// A query with so many selections one inside the other.
fn levels(count: usize) -> String {
    let inner = (0..count - 2).fold("kind".to_owned(), |inner, _| format!("ofType {{ {inner} }}"));
    format!("{{ __type(name: \"User\") {{ {inner} }} }}")
}

/// A query with so many brackets one inside the other, of three kinds.
fn brackets(count: usize) -> String {
    let list = (0..count - 2).fold("1".to_owned(), |inner, _| format!("[{inner}]"));
    format!("{{ __type(name: {list}) {{ name }} }}")
}

fn tokens(count: usize) -> String {
    format!("{{ {} }}", "__typename ".repeat(count - 2))
}

async fn is_too_complex(server: &Server, what: &str, request: Request<'_>) {
    for media_type in ["application/graphql-response+json", "application/json"] {
        let answer = request.clone().accept(media_type).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "QUERY_TOO_COMPLEX"), "{what}: {answer:#?}");
        assert!(answer.json().get("data").is_none(), "{what}: {answer:#?}");
    }
    assert_eq!(server.graphql("{ __typename }", json!({})).await.status, 200, "it keeps serving after {what}");
}

#[track_caller]
fn is_fine(what: &str, answer: &crate::harness::Answer) {
    assert_eq!(answer.status, 200, "{what}: {answer:#?}");
    assert!(answer.json().get("errors").is_none(), "{what}: {answer:#?}");
}

#[tokio::test]
async fn fifteen_aliases_are_enough() {
    let server = Server::start().await;
    is_fine("15 aliases", &server.graphql(&aliases(15), json!({})).await);
    is_too_complex(&server, "16 aliases", server.graphql(&aliases(16), json!({}))).await;
}

#[tokio::test]
async fn aliases_count_wherever_they_stand() {
    let server = Server::start().await;
    let query = "{ a: authSettings { b: registrationOpen c: locales d: locales e: locales f: locales g: locales h: locales } \
                   i: authSettings { j: locales k: locales l: locales m: locales n: locales o: locales } ";
    is_fine("15 aliases", &server.graphql(&format!("{query} }}"), json!({})).await);
    is_too_complex(&server, "16 aliases", server.graphql(&format!("{query} p: __typename }}"), json!({}))).await;
}

#[tokio::test]
async fn aliases_count_where_a_fragment_is_spread() {
    let server = Server::start().await;
    let fragment = "fragment F on AuthSettings { a: locales b: locales c: locales d: locales e: locales }";
    let spreads = |count: usize| {
        let fields = ["authSettings { ...F }", "x: authSettings { ...F }", "y: authSettings { ...F }"];
        format!("{{ {} }} {fragment}", fields[..count].join(" "))
    };
    is_fine("11 aliases", &server.graphql(&spreads(2), json!({})).await);
    is_too_complex(&server, "17 aliases", server.graphql(&spreads(3), json!({}))).await;
}

#[tokio::test]
async fn a_colon_in_an_argument_or_a_string_is_no_alias() {
    let server = Server::start().await;
    let arguments = "a: __type(name: \"a: b c: d\") { name }";
    let query = format!("# a: b\n{{ {arguments} b: __type(name: \"\"\"x: \"y\" z: {{{{{{\"\"\") {{ name }} }}");
    let answer = server.graphql(&query, json!({})).await;
    assert_ne!(answer.code(), "QUERY_TOO_COMPLEX", "{answer:#?}");
}

#[tokio::test]
async fn sixteen_levels_of_selection_are_enough() {
    let server = Server::start().await;
    is_fine("16 levels", &server.graphql(&levels(16), json!({})).await);
    is_too_complex(&server, "17 levels", server.graphql(&levels(17), json!({}))).await;
}

#[tokio::test]
async fn levels_count_where_a_fragment_is_spread() {
    let server = Server::start().await;
    let inner = (0..8).fold("kind".to_owned(), |inner, _| format!("ofType {{ {inner} }}"));
    let spread = |levels: usize| {
        let outer = (0..levels).fold("...F".to_owned(), |inner, _| format!("ofType {{ {inner} }}"));
        format!("{{ __type(name: \"User\") {{ {outer} }} }} fragment F on __Type {{ {inner} }}")
    };
    is_fine("shallow", &server.graphql(&spread(4), json!({})).await);
    is_too_complex(&server, "deep", server.graphql(&spread(8), json!({}))).await;
}

#[tokio::test]
async fn sixty_four_brackets_one_inside_the_other_are_enough() {
    let server = Server::start().await;
    let answer = server.graphql(&brackets(64), json!({})).await;
    assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{answer:#?}");
    is_too_complex(&server, "65 brackets", server.graphql(&brackets(65), json!({}))).await;
    for bracket in ["{", "[", "(", "{a(b:["] {
        let many = server.graphql(&bracket.repeat(3_000), json!({}));
        is_too_complex(&server, &format!("only {bracket}"), many).await;
    }
}

#[tokio::test]
async fn sixty_four_levels_in_the_variables_are_enough() {
    let server = Server::start().await;
    let nested = |levels: usize| {
        let value = format!("{}{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        format!(r#"{{"query":"{{ __typename }}","variables":{{"x":{value}}}}}"#)
    };
    is_fine("64 levels", &server.graphql("", json!({})).body(nested(64)).await);
    is_too_complex(&server, "65 levels", server.graphql("", json!({})).body(nested(65))).await;
    is_too_complex(&server, "10,000 levels", server.graphql("", json!({})).body(nested(10_000))).await;
    let objects =
        format!(r#"{{"query":"{{ __typename }}","variables":{}1{}}}"#, r#"{"x":"#.repeat(5_000), "}".repeat(5_000));
    is_too_complex(&server, "5,000 objects", server.graphql("", json!({})).body(objects)).await;
}

#[tokio::test]
async fn a_thousand_tokens_are_enough() {
    let server = Server::start().await;
    is_fine("1,000 tokens", &server.graphql(&tokens(1_000), json!({})).await);
    is_too_complex(&server, "1,001 tokens", server.graphql(&tokens(1_001), json!({}))).await;
}

#[tokio::test]
async fn tokens_count_where_a_fragment_is_spread() {
    let server = Server::start().await;
    let fragment = format!("fragment F on AuthSettings {{ {} }}", "locales ".repeat(200));
    let query = format!("{{ authSettings {{ {} }} }} {fragment}", "...F ".repeat(5));
    is_too_complex(&server, "five times 200", server.graphql(&query, json!({}))).await;
}

#[tokio::test]
async fn directives_and_their_arguments_are_tokens_too() {
    let server = Server::start().await;
    let fields = |count: usize| "__typename @skip(if: false) ".repeat(count);
    is_fine("124 directives", &server.graphql(&format!("{{ {} }}", fields(124)), json!({})).await);
    is_too_complex(&server, "125 directives", server.graphql(&format!("{{ {} }}", fields(125)), json!({}))).await;
    let spread = format!("{{ {} }} fragment F on Query {{ {} }}", "...F ".repeat(15), fields(10));
    is_too_complex(&server, "fifteen times ten", server.graphql(&spread, json!({}))).await;
    let one = format!("{{ __typename {} }}", "@skip(if: false) ".repeat(100));
    // The specification has each at most once (§5.7.3), which the library does not look for.
    is_fine("a hundred on one field", &server.graphql(&one, json!({})).await);
}

#[tokio::test]
async fn lists_are_bounded_in_the_document_by_tokens_and_in_the_variables_by_the_body() {
    let server = Server::start().await;
    let list = |count: usize| format!("{{ __type(name: [{}]) {{ name }} }}", "1 ".repeat(count));
    let fits = server.graphql(&list(980), json!({})).await;
    assert_eq!(fits.code(), "GRAPHQL_VALIDATION_FAILED", "{fits:#?}");
    is_too_complex(&server, "a list of 1,000", server.graphql(&list(1_000), json!({}))).await;
    let long = json!({ "x": vec![0; 32_000] });
    is_fine("a list that nobody asked for", &server.graphql("{ __typename }", long.clone()).await);
    let asked = server.graphql("query($x: String!) { __type(name: $x) { name } }", long).await;
    assert_eq!(asked.code(), "BAD_USER_INPUT", "{asked:#?}");
    assert!(asked.body.len() < 500, "{asked:#?}");
    let too_long = server.graphql("{ __typename }", json!({ "x": vec![0; 33_000] })).await;
    assert_eq!(too_long.status, 413, "{too_long:#?}");
}

#[tokio::test]
async fn fragments_that_double_each_other_cost_nothing() {
    let server = Server::start().await;
    let mut query = "{ ...F0 } ".to_owned();
    for number in 0..60 {
        write!(query, "fragment F{number} on Query {{ ...F{0} ...F{0} }} ", number + 1)
            .expect("a string takes everything");
    }
    query.push_str("fragment F60 on Query { __typename }");
    is_too_complex(&server, "2^60 fields", server.graphql(&query, json!({}))).await;
}

#[tokio::test]
async fn fragments_in_a_circle_end() {
    let server = Server::start().await;
    for query in [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A ...A }",
        "{ ...A } fragment A on Query { ... on Query { ...A } }",
    ] {
        let answer = server.graphql(query, json!({})).await;
        assert_eq!(answer.status, 400, "{answer:#?}");
    }
}

#[tokio::test]
async fn one_mutation_a_request() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let one = "mutation { logout { endedSessions } }";
    let several = [
        "mutation { logout { endedSessions } again: logout { endedSessions } }",
        "mutation { ...A ...B } fragment A on Mutation { logout { endedSessions } } fragment B on Mutation { verifyEmail(input: { token: \"x\" }) { errors { code } } }",
        "mutation { ... on Mutation { logout { endedSessions } } ... { verifyEmail(input: { token: \"x\" }) { errors { code } } } }",
        "mutation { ...A } fragment A on Mutation { logout { endedSessions } verifyEmail(input: { token: \"x\" }) { errors { code } } }",
    ];
    for query in several {
        is_too_complex(&server, query, server.graphql(query, json!({})).by(&alice)).await;
    }
    server.me().by(&alice).await.succeeds();
    let with_typename = server.graphql("mutation { __typename logout { endedSessions } }", json!({})).by(&alice).await;
    is_fine("a type's name beside it", &with_typename);

    let bob = server.registered("bob@example.org").await;
    let document = format!("{} query Q {{ me {{ id }} }}", several[0].replacen("mutation", "mutation M", 1));
    is_fine("another operation", &server.graphql(&document, json!({})).part("operationName", "Q").by(&bob).await);
    is_fine("one mutation", &server.graphql(one, json!({})).by(&bob).await);
}

#[tokio::test]
async fn sixty_four_kibibytes_are_enough() {
    let server = Server::start().await;
    let sized = |size: usize| {
        let frame = json!({ "query": "{ __typename }", "variables": { "x": "" } }).to_string().len();
        json!({ "query": "{ __typename }", "variables": { "x": "x".repeat(size - frame) } }).to_string()
    };
    is_fine("64 KiB", &server.graphql("", Value::Null).body(sized(64 * 1024)).await);
    for size in [64 * 1024 + 1, 1024 * 1024] {
        let answer = server.graphql("", Value::Null).body(sized(size)).await;
        assert_eq!(answer.status, 413, "{size}: {answer:#?}");
    }
    is_fine("after that", &server.graphql("{ __typename }", json!({})).await);
}

/// What comes back, and how long it takes, when the last byte of a body never comes.
async fn never_finished(server: &Server, path: &str, content_type: &str) -> (String, Duration) {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\ncontent-length: 9\r\n\r\n{{"
    );
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    stream.write_all(head.as_bytes()).await.expect("sending works");
    let (asked, mut first) = (Instant::now(), [0; 12]);
    timeout(MINUTE, stream.read_exact(&mut first)).await.expect("an answer").expect("a whole one");
    (String::from_utf8_lossy(&first).into_owned(), asked.elapsed())
}

/// In real time, as nothing outside the server moves what it waits by: ten and thirty seconds.
#[tokio::test]
async fn a_body_has_ten_seconds_and_a_whole_request_thirty() {
    let server = Server::start().await;
    let operation = never_finished(&server, "/graphql", "application/json");
    let form = never_finished(&server, "/reset-password", "application/x-www-form-urlencoded");
    let ((operation, quick), (form, slow)) = tokio::join!(operation, form);
    assert_eq!((operation.as_str(), form.as_str()), ("HTTP/1.1 408", "HTTP/1.1 503"));
    assert!(quick >= 9 * SECOND && quick < 25 * SECOND, "{quick:?}");
    assert!(slow >= 29 * SECOND, "{slow:?}");
}
