use super::*;

async fn ask_with(token: &str, query: &str) -> Answer {
    let request = post().header(header::AUTHORIZATION, format!("Bearer {token}"));
    send(request, json!({ "query": query }).to_string()).await
}

#[tokio::test]
async fn a_token_that_is_not_good_is_401_for_both_media_types() {
    for (token, reason) in [("expired", "EXPIRED"), ("revoked", "REVOKED"), ("other", "INVALID"), ("a\"b", "INVALID")] {
        for accept in ["application/json", GRAPHQL] {
            let request = post().header(header::AUTHORIZATION, format!("Bearer {token}")).header("accept", accept);
            let answer = send(request, r#"{"query":"{ me __typename }"}"#).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (401, "UNAUTHENTICATED"), "{token}");
            assert_eq!(answer.body["errors"][0]["extensions"]["reason"], reason);
            assert_eq!(answer.body.get("data"), None);
            assert!(answer.header("www-authenticate").starts_with(r#"Bearer error="invalid_token""#));
        }
    }
}

#[tokio::test]
async fn a_stale_token_does_not_stand_in_the_way_of_what_is_public() {
    for (query, status) in [
        ("{ __typename authSettings { __typename } }", 200),
        ("{ authSettings { me } }", 200),
        ("mutation { logout }", 200),
        ("mutation { ...A } fragment A on Mutation { ... { logout } }", 200),
        ("mutation { deleteAccount }", 401),
        ("{ ...A } fragment A on Query { me }", 401),
        ("{ authSettings: me }", 401),
        ("{ __typename me @skip(if: true) }", 401),
        ("query A { me }", 401),
    ] {
        assert_eq!(ask_with("expired", query).await.status.as_u16(), status, "{query}");
    }
}

#[tokio::test]
async fn a_token_is_asked_about_after_validation() {
    assert_eq!(ask_with("expired", "{ nothing }").await.code(), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(ask_with("expired", "query($a: String!) { echo(text: $a) }").await.code(), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_good_token_and_one_that_cannot_be_checked() {
    assert_eq!(ask_with("good", "{ echo(text: \"hi\") }").await.body, json!({ "data": { "echo": "hi" } }));
    let away = ask_with("away", "{ echo(text: \"hi\") }").await;
    assert_eq!((away.status.as_u16(), away.code(), away.header("retry-after")), (503, "SERVICE_UNAVAILABLE", "1"));
    assert_eq!(away.body.get("data"), None);
}

#[tokio::test]
async fn what_resolvers_set_as_headers_is_in_the_answer() {
    let login = ask_with("expired", "mutation { login(input: { identifier: \"a\", password: \"b\" }) }").await;
    assert_eq!((login.status.as_u16(), login.header("set-cookie")), (200, "a=b"));
}
