use super::*;

async fn status_of(body: &str) -> (u16, String) {
    let answer = send(post(), body.to_owned()).await;
    (answer.status.as_u16(), answer.code().to_owned())
}

#[tokio::test]
async fn only_a_well_formed_request_is_graphql() {
    let good = r#"{"query":"{ __typename }"}"#;
    for (body, status, code) in [
        (good, 200, "none"),
        (r#"{"query":"{ __typename }","variables":null,"operationName":null,"extensions":null,"more":1}"#, 200, "none"),
        ("", 400, "BAD_USER_INPUT"),
        ("nonsense", 400, "BAD_USER_INPUT"),
        (r#"{"query":"\ud800"}"#, 400, "BAD_USER_INPUT"),
        (r#"[{"query":"{ __typename }"}]"#, 400, "BAD_USER_INPUT"),
        (r#"{"qeury":"{ __typename }"}"#, 400, "BAD_USER_INPUT"),
        (r#"{"query":7}"#, 400, "BAD_USER_INPUT"),
        (r#"{"query":"{ __typename }","variables":[]}"#, 400, "BAD_USER_INPUT"),
        (r#"{"query":"{ __typename }","operationName":7}"#, 400, "BAD_USER_INPUT"),
        (r#"{"query":"{ __typename }","extensions":"x"}"#, 400, "BAD_USER_INPUT"),
    ] {
        assert_eq!(status_of(body).await, (status, code.to_owned()), "{body}");
    }
    let deep = format!(r#"{{"query":"{{ __typename }}","variables":{{"a":{}}}}}"#, "[".repeat(5000));
    assert_eq!(status_of(&deep).await, (400, "QUERY_TOO_COMPLEX".to_owned()));
}

#[tokio::test]
async fn method_kind_size_and_accept_are_looked_at_in_this_order() {
    let bare = || Request::post("/graphql");
    let large = "x".repeat(crate::http::limits::BODY + 1);
    assert_eq!(send(bare(), "{}").await.status, 415);
    assert_eq!(send(bare().header("content-type", "text/plain").header("accept", "text/html"), "{}").await.status, 415);
    assert_eq!(send(post().header("accept", "text/html"), large.clone()).await.status, 406);
    assert_eq!(send(post(), large).await.status, 413);
    assert_eq!(send(post().header("content-length", "99999999"), "{}").await.status, 413);
    let put = send(Request::put("/graphql"), "{}").await;
    assert_eq!((put.status.as_u16(), put.header("allow")), (405, "GET, POST"));
}

#[tokio::test]
async fn queries_may_be_sent_by_get_and_nothing_else() {
    let query = send(
        Request::get("/graphql?query=query($t:String!){echo(text:$t)}&variables=%7B%22t%22:%22hi%22%7D&operationName="),
        "",
    )
    .await;
    assert_eq!((query.status.as_u16(), &query.body), (200, &json!({ "data": { "echo": "hi" } })));
    let mutation = send(Request::get("/graphql?query=mutation%7Blogout%7D"), "").await;
    assert_eq!((mutation.status.as_u16(), mutation.header("allow")), (405, "POST"));
    assert_eq!(send(Request::get("/graphql"), "").await.status, 400);
    assert_eq!(send(Request::get("/graphql?query=%7Bme%7D&variables=nonsense"), "").await.status, 400);
}

#[tokio::test]
async fn every_answer_has_an_id_and_the_security_headers() {
    for path in ["/graphql", "/nowhere", "/health/live", "/.well-known/jwks.json"] {
        let answer = send(Request::get(path).header("x-request-id", "mine"), "").await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
        let caching = if path.ends_with("jwks.json") { "public, max-age=300" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), caching, "{path}");
    }
    assert_eq!(send(Request::get("/health/ready"), "").await.status, 503);
    assert_eq!(send(Request::get("/graphiql"), "").await.header("content-type"), "application/problem+json");
    let wrong = send(Request::post("/health/live"), "").await;
    assert_eq!((wrong.status.as_u16(), wrong.header("allow")), (405, "GET,HEAD"));
}

#[tokio::test]
async fn allowed_origins_may_call_with_credentials_and_any_header() {
    let preflight = |origin: &str| {
        Request::options("/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,x-anything")
    };
    let allowed = send(preflight("https://app.example.org"), "").await;
    assert_eq!(allowed.header("access-control-allow-origin"), "https://app.example.org");
    assert_eq!(allowed.header("access-control-allow-credentials"), "true");
    assert_eq!(allowed.header("access-control-allow-headers"), "authorization,x-anything");
    assert!(allowed.header("vary").contains("origin"));
    let refused = send(preflight("https://evil.example.org"), "").await;
    assert_eq!(refused.header("access-control-allow-origin"), "none");

    let called = send(post().header("origin", "https://app.example.org"), r#"{"query":"{ __typename }"}"#).await;
    assert_eq!(called.header("access-control-expose-headers"), "retry-after,x-request-id,www-authenticate");
}

#[tokio::test]
async fn in_development_the_explorer_is_there_and_the_root_leads_to_it() {
    let get = async |path: &str| {
        let request = Request::get(path).header("host", "localhost").body(Body::empty()).expect("a request");
        server_in(Mode::Development).oneshot(request).await.expect("the router never fails")
    };
    let page = get("/graphiql").await;
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.headers()["content-security-policy"].to_str().expect("text").contains("'unsafe-inline'"));
    assert_eq!(get("/").await.headers()["location"], "/graphiql");
    assert_eq!(get("/graphiql/../../Cargo.toml").await.status(), 404);
    assert_eq!(get("/graphiql/hashed/none.js").await.status(), 404);
}
