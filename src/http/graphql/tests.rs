//! The endpoint over a small schema: HTTP in, JSON out.

use std::time::Duration;

use async_graphql::{Context, EmptySubscription, InputObject, Object, Result, Schema};
use axum::{Router, body::Body};
use futures_util::FutureExt;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use url::Url;

use crate::{
    caller::Bearer,
    config::{AllowedOrigins, Mode, TrustedProxies},
    effects::Clock,
    error::{Error, Reason},
    graphql::Cookies,
    graphql::top_level::fail,
    http::{Admit, Clients, IsReady, Origins, Parts, Proxies, PublicKeys, Traffic, pages::Pages, router},
    languages::Languages,
    schema::admission::{TokenCheck, guarded},
};

mod codes;
mod shape;
mod tokens;

pub(super) const GRAPHQL: &str = "application/graphql-response+json";

struct Query;

#[Object]
impl Query {
    async fn auth_settings(&self) -> Query {
        Query
    }
    async fn echo(&self, text: String) -> String {
        text
    }
    async fn me(&self, ctx: &Context<'_>) -> Option<Result<i32>> {
        Some(Err(fail(ctx, Error::Unauthenticated(Reason::Missing))))
    }
    async fn away(&self, ctx: &Context<'_>) -> Option<Result<i32>> {
        Some(Err(fail(ctx, Error::Unavailable { retry_after: Duration::from_millis(2500) })))
    }
    async fn leak(&self) -> Result<i32> {
        std::future::ready(Err("the password of the database is hunter2".into())).await
    }
    async fn panics(&self) -> i32 {
        mistake()
    }
}

fn mistake() -> i32 {
    panic!("a mistake")
}

#[derive(InputObject)]
struct LoginInput {
    identifier: String,
    password: String,
}

struct Mutation;

#[Object]
impl Mutation {
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> bool {
        ctx.append_http_header(header::SET_COOKIE, "a=b");
        input.identifier == input.password
    }
    async fn logout(&self) -> bool {
        true
    }
    async fn delete_account(&self) -> bool {
        true
    }
}

/// A token is judged by its text, e.g. `expired`.
fn check(text: &str) -> TokenCheck {
    let text = text.to_owned();
    TokenCheck::new(move || {
        let checked = match text.as_str() {
            "good" => Ok(()),
            "expired" => Err(Error::Unauthenticated(Reason::Expired)),
            "revoked" => Err(Error::Unauthenticated(Reason::Revoked)),
            "away" => Err(Error::Unavailable { retry_after: Duration::from_secs(1) }),
            _ => Err(Error::Unauthenticated(Reason::Invalid)),
        };
        std::future::ready(checked).boxed()
    })
}

pub(super) fn server() -> Router {
    server_in(Mode::Production)
}

pub(super) fn server_in(mode: Mode) -> Router {
    let public_url = Url::parse("https://id.example.org").expect("a URL");
    let allowed = AllowedOrigins { listed: vec!["https://app.example.org".to_owned()], loopback: false };
    router(Parts {
        schema: guarded(Schema::build(Query, Mutation, EmptySubscription)).finish(),
        admit: Admit::new(|_, bearer, data| match bearer {
            Bearer::Missing => {}
            Bearer::Malformed => data.insert(check("malformed")),
            Bearer::Token(text) => data.insert(check(secrecy::ExposeSecret::expose_secret(&text))),
        }),
        clients: Clients {
            proxies: Proxies::new(TrustedProxies::default()),
            origins: Origins::new(&public_url, allowed),
            cookies: Cookies::new(Mode::Production),
            languages: Languages::new(Vec::new()),
        },
        keys: PublicKeys::new(|| json!({ "keys": [] }).to_string().into()),
        ready: IsReady::new(|| std::future::ready(false).boxed()),
        pages: Pages::new("Acme"),
        page_routes: Router::new(),
        traffic: Traffic::default(),
        clock: Clock::default(),
        mode,
        public_url,
        graphiql: mode == Mode::Development,
    })
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or("none")
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("none")
    }
}

pub(super) async fn send(request: http::request::Builder, body: impl Into<Body>) -> Answer {
    let request = request.header(header::HOST, "localhost");
    let request = request.body(body.into()).expect("a request");
    let response = server().oneshot(request).await.expect("the router never fails");
    let (head, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    Answer { status: head.status, headers: head.headers, body: serde_json::from_slice(&body).unwrap_or_default() }
}

pub(super) fn post() -> http::request::Builder {
    Request::post("/graphql").header(header::CONTENT_TYPE, "application/json")
}

/// Sends a document in both media types and gives the answer in the newer one, and the status in the older.
pub(super) async fn ask(query: &str, variables: Value) -> (Answer, StatusCode) {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let older = send(post(), body.clone()).await;
    let newer = send(post().header(header::ACCEPT, GRAPHQL), body).await;
    assert!(older.header("content-type").starts_with("application/json"));
    assert!(newer.header("content-type").starts_with(GRAPHQL), "{}", newer.header("content-type"));
    (newer, older.status)
}
