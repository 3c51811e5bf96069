//! What stands around the endpoint: origins, headers, health, the explorer, the mailbox page.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, PASSWORD, Server};

const PRODUCTION: [(&str, &str); 3] =
    [("MODE", "production"), ("PUBLIC_URL", "https://auth.example.org"), ("MAIL_URL", "smtp://127.0.0.1:1")];

async fn preflight(server: &Server, origin: &str) -> Answer {
    server
        .request(Method::OPTIONS, "/graphql")
        .origin(origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type,x-anything")
        .await
}

async fn may_call(server: &Server, origin: &str) -> bool {
    let before = preflight(server, origin).await;
    let allowed = before.header("access-control-allow-origin") == Some(origin);
    let answer = server.graphql("{ __typename }", json!({})).origin(origin).await;
    assert_eq!(answer.header("access-control-allow-origin") == Some(origin), allowed, "{answer:#?}");
    assert!(answer.header("vary").is_some_and(|vary| vary.to_lowercase().contains("origin")), "{answer:#?}");
    assert_ne!(answer.header("access-control-allow-origin"), Some("*"), "{answer:#?}");
    allowed
}

#[tokio::test]
async fn in_development_loopback_origins_may_call_from_any_port() {
    let server = Server::start().await;
    for origin in ["http://localhost:3000", "http://127.0.0.1:5173", "https://localhost", "http://[::1]:8080"] {
        assert!(may_call(&server, origin).await, "{origin}");
    }
    for origin in ["https://app.example.org", "http://localhost.example.org", "http://127.0.0.1.example.org:80", "null"]
    {
        assert!(!may_call(&server, origin).await, "{origin}");
    }
}

#[tokio::test]
async fn the_frontends_origin_may_call() {
    let server = Server::with(PRODUCTION.into_iter().chain([("FRONTEND_URL", "https://app.example.org/start")])).await;
    assert!(may_call(&server, "https://app.example.org").await);
    for origin in
        ["http://app.example.org", "https://example.org", "http://localhost:3000", "https://app.example.org:444"]
    {
        assert!(!may_call(&server, origin).await, "{origin}");
    }
}

#[tokio::test]
async fn origins_that_are_set_replace_the_default() {
    let origins = [("ALLOWED_ORIGINS", "https://a.example.org,https://b.example.org:8443")];
    let server = Server::with(PRODUCTION.into_iter().chain(origins)).await;
    assert!(may_call(&server, "https://a.example.org").await);
    assert!(may_call(&server, "https://b.example.org:8443").await);
    assert!(!may_call(&server, "https://b.example.org").await);

    let server =
        Server::with([("ALLOWED_ORIGINS", "https://a.example.org"), ("FRONTEND_URL", "https://app.example.org")]).await;
    assert!(!may_call(&server, "https://app.example.org").await);
    assert!(!may_call(&server, "http://localhost:3000").await);
}

#[tokio::test]
async fn an_allowed_origin_may_send_any_header_and_see_what_it_needs() {
    let server = Server::start().await;
    let before = preflight(&server, "http://localhost:3000").await;
    assert!(before.status.is_success(), "{before:#?}");
    let headers = before.header("access-control-allow-headers").unwrap_or_default().to_lowercase();
    for header in ["authorization", "content-type", "x-anything"] {
        assert!(headers.contains(header), "{header}: {before:#?}");
    }
    assert!(
        before.header("access-control-allow-methods").is_some_and(|methods| methods.contains("POST")),
        "{before:#?}"
    );
    assert_eq!(before.header("access-control-allow-credentials"), Some("true"), "{before:#?}");

    let answer = server.me().bearer("nonsense").origin("http://localhost:3000").await;
    answer.is_unauthorized("INVALID");
    let exposed = answer.header("access-control-expose-headers").unwrap_or_default().to_lowercase();
    for header in ["retry-after", "x-request-id", "www-authenticate"] {
        assert!(exposed.contains(header), "{header}: {answer:#?}");
    }
}

#[tokio::test]
async fn every_answer_carries_its_headers() {
    let server = Server::start().await;
    let answers = [
        server.graphql("{ __typename }", json!({})).await,
        server.me().bearer("nonsense").await,
        server.graphql("{", json!({})).await,
        server.graphql("", json!({})).body("x".repeat(70_000)).await,
        server.graphql("{ __typename }", json!({})).accept("text/html").await,
        server.get("/nowhere").await,
        server.get("/health/live").await,
        server.get("/.well-known/jwks.json").await,
        server.get("/verify-email?token=x").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:#?}");
        assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()), "{answer:#?}");
        assert!(answer.header("referrer-policy").is_some(), "{answer:#?}");
        let framed =
            answer.header("content-security-policy").is_some_and(|policy| policy.contains("frame-ancestors 'none'"));
        assert!(framed || answer.header("x-frame-options") == Some("DENY"), "{answer:#?}");
        assert!(answer.header("server").is_none(), "{answer:#?}");
    }
}

#[tokio::test]
async fn nobody_keeps_an_answer_with_tokens() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    // The last one ends the sessions of the others.
    let all = [
        server.register("bob@example.org", PASSWORD),
        server.log_in(&alice.email, PASSWORD),
        server.log_in(&alice.email, PASSWORD).input("tokenDelivery", "COOKIE"),
        server.refresh(alice.tokens.refresh_token()),
        server.reissue().by(&alice),
        server.change_password(PASSWORD, "a much longer phrase").by(&alice),
    ];
    let mut asked = BTreeSet::new();
    for request in all {
        let answer = request.await;
        assert!(answer.payload()["tokens"]["accessToken"].is_string(), "{answer:#?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:#?}");
        asked.insert(answer.field);
    }
    let with_tokens = include_str!("../../schema.graphql").matches(" implements AuthenticationPayload").count();
    assert_eq!(asked.len(), with_tokens, "{asked:?}");
}

#[tokio::test]
async fn in_production_browsers_are_told_to_stay_with_https() {
    let server = Server::with(PRODUCTION).await;
    let answer = server.graphql("{ __typename }", json!({})).await;
    assert!(answer.header("strict-transport-security").is_some_and(|value| value.contains("max-age=")), "{answer:#?}");
    let server = Server::start().await;
    let answer = server.graphql("{ __typename }", json!({})).await;
    assert_eq!(answer.header("strict-transport-security"), None, "{answer:#?}");
}

#[tokio::test]
async fn each_request_has_an_id_of_its_own() {
    let server = Server::start().await;
    let first = server.get("/health/live").await.header("x-request-id").map(str::to_owned);
    let second = server.get("/health/live").await.header("x-request-id").map(str::to_owned);
    assert_ne!(first, second);
}

#[tokio::test]
async fn the_server_says_that_it_is_alive_and_ready() {
    let server = Server::start().await;
    for path in ["/health/live", "/health/ready"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 200, "{answer:#?}");
        assert!(
            answer.header("content-type").is_some_and(|kind| kind.starts_with("application/health+json")),
            "{answer:#?}"
        );
        assert_eq!(answer.json()["status"], "pass");
    }
}

#[tokio::test]
async fn a_server_whose_database_is_not_up_to_date_is_alive_and_not_ready() {
    let server = Server::start().await;
    server.behind.forget_migrations().await;
    assert_eq!(server.get("/health/live").await.status, 200);
    let answer = server.get("/health/ready").await;
    assert_eq!(answer.status, 503, "{answer:#?}");
    assert!(
        answer.header("content-type").is_some_and(|kind| kind.starts_with("application/health+json")),
        "{answer:#?}"
    );
    assert_eq!(answer.json()["status"], "fail");
}

#[tokio::test]
async fn the_explorer_comes_from_the_server_alone() {
    let server = Server::start().await;
    let page = server.get("/graphiql").accept("text/html").await;
    assert_eq!(page.status, 200, "{page:#?}");
    let sources = page.page().sources();
    assert!(!sources.is_empty(), "{page:#?}");
    for source in sources.into_iter().filter(|source| !source.starts_with("data:")) {
        let own = source.strip_prefix(&server.url).unwrap_or(&source);
        assert!(own.starts_with('/') && !own.starts_with("//"), "{source} is fetched from elsewhere");
        assert_eq!(server.get(own).await.status, 200, "{source}");
    }
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") || policy.contains("default-src 'self'"), "{policy}");
    assert!(!policy.contains("http:") && !policy.contains("https:") && !policy.contains('*'), "{policy}");
}

#[tokio::test]
async fn in_development_the_front_door_leads_to_the_explorer() {
    let server = Server::start().await;
    let answer = server.get("/").await;
    assert!(answer.status.is_redirection(), "{answer:#?}");
    assert_eq!(answer.header("location"), Some("/graphiql"));
}

#[tokio::test]
async fn what_is_for_development_is_not_there_in_production() {
    let server = Server::with(PRODUCTION).await;
    for path in ["/graphiql", "/mailbox", "/"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
    let answer = server.graphql("{ __schema { queryType { name } } }", json!({})).await;
    assert!(!answer.body.contains("Query"), "no introspection: {answer:#?}");
    assert!(!answer.errors().is_empty(), "{answer:#?}");
}

#[tokio::test]
async fn a_production_server_suggests_no_names() {
    const LOGUT: &str = "mutation { logut { endedSessions } }";
    let server = Server::with(PRODUCTION).await;
    for misspelt in [
        "{ mee }",
        "{ authSetings { locales } }",
        LOGUT,
        "mutation { logout(inputs: {}) { endedSessions } }",
        "mutation { logout(input: { scop: ALL }) { endedSessions } }",
        "{ ... on Usr { id } }",
    ] {
        let answer = server.graphql(misspelt, json!({})).await;
        assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{answer:#?}");
        let said = answer.errors()[0]["message"].as_str().map(str::to_lowercase).expect("a message");
        assert!(!said.contains("did you mean"), "{answer:#?}");
    }
    let elsewhere = Server::start().await.graphql(LOGUT, json!({})).await;
    assert!(elsewhere.body.contains("Did you mean"), "there is something to leave out: {elsewhere:#?}");
}

#[tokio::test]
async fn explorer_and_introspection_are_the_operators_to_choose() {
    let server = Server::with([("GRAPHIQL", "false"), ("INTROSPECTION", "false")]).await;
    assert_eq!(server.get("/graphiql").await.status, 404);
    for query in ["{ __schema { queryType { name } } }", "{ __type(name: \"User\") { name } }"] {
        let answer = server.graphql(query, json!({})).await;
        assert!(!answer.errors().is_empty(), "{answer:#?}");
    }
    assert_eq!(server.graphql("{ __typename }", json!({})).await.json()["data"]["__typename"], "Query");

    let server = Server::with(PRODUCTION.into_iter().chain([("GRAPHIQL", "true"), ("INTROSPECTION", "true")])).await;
    assert_eq!(server.get("/graphiql").await.status, 200);
    assert!(server.graphql("{ __schema { queryType { name } } }", json!({})).await.errors().is_empty());
}

#[tokio::test]
async fn the_mailbox_page_shows_the_mails_with_working_links() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let mail = server.mailbox.latest_to(&alice.email).await;
    let page = server.get("/mailbox").accept("text/html").await;
    assert_eq!(page.status, 200, "{page:#?}");
    assert!(page.page().says(&mail.subject) && page.page().says(&alice.email), "{page:#?}");
}

#[tokio::test]
async fn the_mailbox_is_for_this_machine_alone() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let foreign = [
        server.get("/mailbox").header("host", "evil.example.com"),
        server.get("/mailbox").header("host", "localhost.example.com"),
        server.get("/mailbox").header("x-forwarded-for", "203.0.113.7"),
        server.get("/mailbox").header("forwarded", "for=203.0.113.7"),
    ];
    for (number, request) in foreign.into_iter().enumerate() {
        let answer = request.await;
        assert!(answer.status.is_client_error(), "{number}: {answer:#?}");
        assert!(!answer.body.contains("alice"), "{number}: {answer:#?}");
    }
    for host in ["localhost", "127.0.0.1:8000", "[::1]:8000"] {
        assert_eq!(server.get("/mailbox").header("host", host).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let server = Server::start().await;
    for path in ["/metrics", "/nowhere", "/graphql/", "/.env", "/graphiql/../Cargo.toml"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
}
