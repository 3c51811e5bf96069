use async_graphql::Executor;
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    response::Redirect,
    routing::{any, get},
};
use url::Url;

use super::{
    Admit, Clients, IsReady, PublicKeys, explorer, fallback,
    graphql::{self, Endpoint},
    headers::{self, Transport},
    health::{self, Readiness},
    host, jwks,
    pages::Pages,
    panics,
    people::{self, People},
    request_id,
    streams::{self, Streams},
    time_out,
    traffic::{self, Traffic},
};
use crate::{config::Mode, effects::Clock};

/// What the router is made of.
#[derive(Debug)]
pub struct Parts<E> {
    /// The schema, built with [`guarded`](crate::schema::admission::guarded).
    pub schema: E,
    /// Puts who asks into a GraphQL request's data.
    pub admit: Admit,
    /// Makes out the client of a request; its origins are the ones that CORS allows.
    pub clients: Clients,
    /// The JWK Set.
    pub keys: PublicKeys,
    /// Whether the database is there and migrated.
    pub ready: IsReady,
    /// How pages look.
    pub pages: Pages,
    /// The pages for people, with their state and without a fallback.
    pub page_routes: Router,
    /// What passes is counted here.
    pub traffic: Traffic,
    /// What request ids take their time from.
    pub clock: Clock,
    /// `MODE`.
    pub mode: Mode,
    /// `PUBLIC_URL`.
    pub public_url: Url,
    /// `GRAPHIQL`.
    pub graphiql: bool,
}

/// The whole server as one service.
pub fn router<E: Executor>(parts: Parts<E>) -> Router {
    let cors = parts.clients.origins.cors();
    let people = People { pages: parts.pages.clone(), clients: parts.clients.clone() };
    let readiness = Readiness { ready: parts.ready, proxies: parts.clients.proxies.clone() };
    let streams = Streams::new(parts.clients.proxies.clone());
    let endpoint = Endpoint { schema: parts.schema, admit: parts.admit, clients: parts.clients };
    let api = Router::new()
        .route("/graphql", any(graphql::serve::<E>))
        .with_state(endpoint)
        .route("/.well-known/jwks.json", get(jwks::show).with_state(parts.keys))
        .layer(cors);
    let health = Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready).with_state(readiness));
    Router::new()
        .merge(api)
        .merge(health)
        .merge(explorer(parts.graphiql, parts.mode, &parts.pages))
        .merge(parts.page_routes)
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .layer(from_fn(time_out::end))
        .layer(from_fn_with_state(streams, streams::admit))
        .layer(from_fn(panics::answer))
        .layer(from_fn(host::check))
        .layer(from_fn_with_state(people, people::tell))
        .layer(from_fn_with_state(transport(parts.mode, &parts.public_url), headers::add))
        .layer(from_fn_with_state(parts.traffic, traffic::note))
        .layer(from_fn_with_state(parts.clock, request_id::name))
}

fn explorer(graphiql: bool, mode: Mode, pages: &Pages) -> Router {
    let here = Redirect::temporary(&pages.at("/graphiql"));
    match (graphiql, mode) {
        (false, _) => Router::new(),
        (true, Mode::Production) => explorer_pages(),
        (true, Mode::Development) => explorer_pages().route("/", get(async move || here)),
    }
}

fn explorer_pages() -> Router {
    Router::new()
        .route("/graphiql", get(explorer::page))
        .route("/graphiql/", get(explorer::page))
        .route("/graphiql/{*path}", get(explorer::asset))
}

fn transport(mode: Mode, public_url: &Url) -> Transport {
    if mode == Mode::Production && public_url.scheme() == "https" { Transport::HttpsOnly } else { Transport::Any }
}
