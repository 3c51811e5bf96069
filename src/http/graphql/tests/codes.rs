use super::*;

#[tokio::test]
async fn what_is_wrong_with_a_request_has_its_code_and_no_data() {
    let fragments = |n: usize| {
        let doubling = |i: usize| format!("fragment F{i} on Query {{ ...F{0} ...F{0} }}", i + 1);
        let chain: String = (0..n).map(doubling).collect();
        format!("{{ ...F0 }} {chain} fragment F{n} on Query {{ __typename }}")
    };
    let aliases =
        |n: usize| format!("{{ {} }}", (0..n).map(|i| format!("a{i}: __typename ")).collect::<Vec<_>>().concat());
    let nested = |n: usize| format!("{}__typename{}", "{authSettings".repeat(n) + "{", "}".repeat(n + 1));
    let login = "mutation($i: LoginInput!) { login(input: $i) }";
    let valid = json!({ "i": { "identifier": "a", "password": "a" } });
    for (query, variables, code) in [
        ("{".to_owned(), json!({}), "GRAPHQL_PARSE_FAILED"),
        ("{ a(b: \"\"\") }".to_owned(), json!({}), "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }".to_owned(), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...A } fragment A on Query { ...A }".to_owned(), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("query A { me } query A { me }".to_owned(), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("{ echo(text: 7) }".to_owned(), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { me }".to_owned(), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        (login.replace("LoginInput!", "String!"), json!({ "i": 7 }), "GRAPHQL_VALIDATION_FAILED"),
        ("query($t: String) { echo(text: $t) }".to_owned(), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("query($t: String = \"a\") { echo(text: $t) }".to_owned(), json!({}), "none"),
        (
            "mutation($p: Int!) { login(input: { identifier: \"a\", password: $p }) }".to_owned(),
            json!({ "p": 1 }),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "query($s: Boolean) { ...A } fragment A on Query { me @skip(if: $s) }".to_owned(),
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (login.replace("login(", "logon("), json!({}), "GRAPHQL_VALIDATION_FAILED"),
        (login.to_owned(), json!({}), "BAD_USER_INPUT"),
        (login.to_owned(), json!({ "i": null }), "BAD_USER_INPUT"),
        (login.to_owned(), json!({ "i": { "identifier": "a" } }), "BAD_USER_INPUT"),
        (login.to_owned(), json!({ "i": { "identifier": "a", "password": 7 } }), "BAD_USER_INPUT"),
        (login.to_owned(), json!({ "i": { "identifier": "a", "password": "a", "b": 1 } }), "BAD_USER_INPUT"),
        ("query A { me } query B { me }".to_owned(), json!({}), "OPERATION_RESOLUTION_FAILURE"),
        ("fragment A on Query { me }".to_owned(), json!({}), "OPERATION_RESOLUTION_FAILURE"),
        (aliases(16), json!({}), "QUERY_TOO_COMPLEX"),
        (nested(16), json!({}), "QUERY_TOO_COMPLEX"),
        (fragments(40), json!({}), "QUERY_TOO_COMPLEX"),
        ("[".repeat(60_000), json!({}), "QUERY_TOO_COMPLEX"),
        ("mutation { logout deleteAccount }".to_owned(), json!({}), "QUERY_TOO_COMPLEX"),
        ("mutation { ...A ...A } fragment A on Mutation { logout }".to_owned(), json!({}), "QUERY_TOO_COMPLEX"),
        (aliases(15), json!({}), "none"),
        (nested(15), json!({}), "none"),
        (fragments(5), json!({}), "none"),
        (login.to_owned(), valid, "none"),
        ("mutation { __typename logout }".to_owned(), json!({}), "none"),
    ] {
        let (newer, older) = ask(&query, variables).await;
        let shown: String = query.chars().take(60).collect();
        assert_eq!(newer.code(), code, "{shown} {}", newer.body);
        let expected = match code {
            "none" => (200, 200),
            "QUERY_TOO_COMPLEX" => (400, 400),
            _ => (400, 200),
        };
        assert_eq!((newer.status.as_u16(), older.as_u16()), expected, "{shown}");
        assert_eq!(newer.body.get("data").is_some(), code == "none", "{shown}");
    }
}

#[tokio::test]
async fn only_the_operation_that_runs_is_held_to_one_mutation_field() {
    let query = "mutation A { logout } mutation B { logout deleteAccount }";
    for (name, code) in [("A", "none"), ("B", "QUERY_TOO_COMPLEX"), ("C", "OPERATION_RESOLUTION_FAILURE")] {
        let body = json!({ "query": query, "operationName": name }).to_string();
        assert_eq!(send(post(), body).await.code(), code, "{name}");
    }
}

#[tokio::test]
async fn no_message_repeats_a_variables_value() {
    let login = "mutation($i: LoginInput!) { login(input: $i) }";
    let (answer, _) = ask(login, json!({ "i": { "identifier": 5, "password": "correct horse" } })).await;
    assert_eq!(answer.body["errors"][0]["message"], "`$i.identifier` must be a `String`.");
    assert!(!answer.body.to_string().contains("horse"));
}

#[tokio::test]
async fn a_failing_field_is_200_with_its_code() {
    let (me, older) = ask("{ me __typename }", json!({})).await;
    assert_eq!((me.status.as_u16(), older.as_u16(), me.code()), (200, 200, "UNAUTHENTICATED"));
    assert_eq!(me.body["errors"][0]["extensions"]["reason"], "MISSING");
    assert_eq!(me.body["data"], json!({ "me": null, "__typename": "Query" }));
}

#[tokio::test]
async fn unavailable_is_503_unless_something_came_of_it() {
    let (away, older) = ask("{ away }", json!({})).await;
    assert_eq!((away.status.as_u16(), older.as_u16(), away.header("retry-after")), (503, 503, "3"));
    assert_eq!(away.code(), "SERVICE_UNAVAILABLE");
    let (partly, _) = ask("{ away __typename }", json!({})).await;
    assert_eq!(partly.status, 200);
}

#[tokio::test]
async fn what_breaks_is_told_by_the_request_id_alone() {
    let (leak, _) = ask("{ leak }", json!({})).await;
    assert_eq!((leak.status.as_u16(), leak.code()), (200, "INTERNAL_SERVER_ERROR"));
    assert_eq!(leak.body["errors"][0]["extensions"]["requestId"], leak.header("x-request-id"));
    assert!(!leak.body.to_string().contains("hunter2"));

    let panicked = send(post(), r#"{"query":"{ panics }"}"#).await;
    assert_eq!((panicked.status.as_u16(), panicked.code()), (500, "INTERNAL_SERVER_ERROR"));
    assert_eq!(panicked.body["errors"][0]["extensions"]["requestId"], panicked.header("x-request-id"));
}

#[tokio::test]
async fn what_just_fits_the_limits_is_answered_soon_and_without_a_stack_overflow() {
    let begun = std::time::Instant::now();
    let spread = |i: u8| format!("fragment F{i} on Query {{ ...F{} }}", i + 1);
    let spreads: String = (0..60).map(spread).collect();
    let deep = |open: &str, close: &str, levels: usize| format!("{}{}", open.repeat(levels), close.repeat(levels));
    let lists: Value = serde_json::from_str(&deep("[", "]", 63)).expect("JSON");
    for (query, variables) in [
        (format!("{{ {}__typename{} }}", "...{".repeat(63), "}".repeat(63)), json!({})),
        (format!("{{ ...F0 }} {spreads} fragment F60 on Query {{ __typename }}"), json!({})),
        (format!("{{ echo(text: {}) }}", deep("[", "]", 62)), json!({})),
        (format!("{{ echo(text: {}) }}", deep("{a:", "}", 62).replace("a:}", "}")), json!({})),
        ("query($t: String!) { echo(text: $t) }".to_owned(), json!({ "t": lists })),
        (format!("{{ {} }}", "__typename ".repeat(990)), json!({})),
        (format!("{{ {} }}", "nothing ".repeat(990)), json!({})),
        (format!("{{ __typename {} }}", "@skip(if: true)".repeat(140)), json!({})),
    ] {
        let (newer, _) = ask(&query, variables).await;
        assert_ne!(newer.code(), "QUERY_TOO_COMPLEX", "{}", &query[..query.len().min(80)]);
        assert!(newer.body.to_string().len() < 20_000);
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
