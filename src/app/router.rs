use std::sync::Arc;

use async_graphql::Data;
use axum::Router;
use futures_util::FutureExt;

use super::features::Features;
use crate::{
    caller::{Bearer, Caller, Client},
    config::{Config, Mode},
    db::Db,
    effects::mailer::Mailbox,
    graphql::Cookies,
    http::{self, Admit, Clients, IsReady, Origins, PageParts, Parts, Proxies, PublicKeys, Traffic, pages::Pages},
    languages::Languages,
    schema::{
        self, AuthSettings, Schema,
        admission::{TokenCheck, guarded},
    },
};

/// Everything that answers, on one router.
pub(super) fn router(
    config: &Config,
    db: &Db,
    features: &Features,
    mailbox: Option<&Mailbox>,
    traffic: Traffic,
) -> Router {
    let clients = Clients {
        proxies: Proxies::new(config.trusted_proxies.clone()),
        origins: Origins::new(&config.public_url, config.allowed_origins.clone()),
        cookies: Cookies::new(config.mode),
        languages: Languages::new(config.locales.clone()),
    };
    let (db, keys) = (db.clone(), features.signing_keys.clone());
    let pages = Pages::of(config);
    http::router(Parts {
        schema: schema(config, features),
        admit: admit(features),
        clients: clients.clone(),
        keys: PublicKeys::new(move || keys.jwks()),
        ready: IsReady::new(move || {
            let db = db.clone();
            async move { db.is_migrated().await.unwrap_or(false) }.boxed()
        }),
        page_routes: page_routes(config, features, mailbox, pages.clone(), &clients),
        pages,
        traffic,
        clock: features.sessions.clock.clone(),
        mode: config.mode,
        public_url: config.public_url.clone(),
        graphiql: config.graphiql,
    })
}

fn page_routes(
    config: &Config,
    features: &Features,
    mailbox: Option<&Mailbox>,
    pages: Pages,
    clients: &Clients,
) -> Router {
    http::page_routes(PageParts {
        pages,
        clients: clients.clone(),
        frontend_url: config.frontend_url.clone(),
        confirm_email_on_get: config.confirm_email_on_get,
        password_min_length: config.password_min_length,
        email_verification: features.email_verification.clone(),
        password_reset: features.password_reset.clone(),
        email_change: features.email_change.clone(),
        mailbox: mailbox.filter(|_| config.mode == Mode::Development).cloned(),
    })
}

fn schema(config: &Config, features: &Features) -> Schema {
    let schema = guarded(schema::builder())
        .data(AuthSettings::from(config))
        .data(Cookies::new(config.mode))
        .data(config.email_verification)
        .data(features.accounts.clone())
        .data(features.sessions.clone())
        .data(features.email_verification.clone())
        .data(features.login.clone())
        .data(features.registration.clone())
        .data(features.password_reset.clone())
        .data(features.password_change.clone())
        .data(features.email_change.clone())
        .data(features.account_deletion.clone());
    if config.introspection { schema } else { schema.disable_introspection().disable_suggestions() }.finish()
}

/// What resolvers know of a request: who asks, and from where.
fn admit(features: &Features) -> Admit {
    let sessions = features.sessions.clone();
    Admit::new(move |client: Client, bearer: Bearer, data: &mut Data| {
        let caller = Arc::new(Caller::new(sessions.clone(), bearer));
        if caller.presented() {
            let caller = Arc::clone(&caller);
            data.insert(TokenCheck::new(move || {
                let caller = Arc::clone(&caller);
                async move { caller.signed_in().await.map(drop) }.boxed()
            }));
        }
        data.insert(caller);
        data.insert(client);
    })
}
