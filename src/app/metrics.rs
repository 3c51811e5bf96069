//! Every number that is shown, under its name: `docs/observability.md` has the same list.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use prometheus_client::{
    encoding::text::{encode_eof, encode_registry},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::{ConstGauge, Gauge},
    },
    registry::{Registry, Unit},
};
use tokio::{sync::Mutex, time::timeout};

use super::features::Features;
use crate::{
    db::Db,
    error::Chain,
    features::outbox::Backlog,
    http::{Connections, Show, Traffic, limits},
};

/// The outbox is counted no more often than this, however often somebody looks.
const COUNT_EVERY: Duration = Duration::from_secs(5);

type By<const N: usize, M> = Family<[(&'static str, &'static str); N], M>;

/// What is counted all along, and what is looked at when it is shown.
pub(super) struct Metrics {
    counted: Registry,
    features: Arc<Features>,
    db: Db,
    connections: Connections,
    backlog: Mutex<Option<(Instant, Option<Backlog>)>>,
}

impl Metrics {
    pub(super) fn new(features: Arc<Features>, db: Db, traffic: &Traffic, connections: Connections) -> Self {
        let mut counted = Registry::default();
        let started = features.sessions.clock.now().timestamp_millis();
        #[expect(clippy::cast_precision_loss, reason = "milliseconds fit into a float for 285,000 years")]
        let started = ConstGauge::new(started as f64 / 1000.0);
        counted.register("process_start_time_seconds", "When the server started, since 1970", started);
        let keyward = counted.sub_registry_with_prefix("keyward");
        // No `Info`: it is the same to OpenMetrics, and those who read only the older format do not know it.
        let build = By::<1, Gauge>::default();
        build.get_or_create(&[("version", env!("CARGO_PKG_VERSION"))]).set(1);
        keyward.register("build_info", "What runs here", build);
        register_traffic(keyward, traffic);
        register_hashing(keyward, &features);
        Self { counted, features, db, connections, backlog: Mutex::default() }
    }

    pub(super) fn show(self: Arc<Self>) -> Show {
        Show::new(move || {
            let metrics = Arc::clone(&self);
            async move { metrics.text().await }.boxed()
        })
    }

    async fn text(&self) -> String {
        let seen = self.seen().await;
        let mut text = String::new();
        encode_registry(&mut text, &self.counted)
            .and_then(|()| encode_registry(&mut text, &seen))
            .and_then(|()| encode_eof(&mut text))
            .expect("a string takes all that is written");
        text
    }

    /// What is looked at now, each time anew: nothing that could not be looked at is shown as it was before.
    async fn seen(&self) -> Registry {
        let mut seen = Registry::with_prefix("keyward");
        let passwords = &self.features.passwords;
        seen.register("connections", "Open connections of clients", gauge(self.connections.open()));
        seen.register("hashes_running", "Password hashes at work", gauge(passwords.hashes_running()));
        seen.register("hashes_waiting", "Password hashes that wait for their turn", gauge(passwords.hashes_waiting()));
        register_work(&mut seen, &self.features);
        register_pools(&mut seen, &self.db);
        if let Some(backlog) = self.backlog().await {
            register_backlog(&mut seen, backlog);
        }
        seen
    }

    /// What the outbox holds, unless the database doesn't say so in time.
    async fn backlog(&self) -> Option<Backlog> {
        let mut known = self.backlog.lock().await;
        if let Some((at, backlog)) = *known
            && at.elapsed() < COUNT_EVERY
        {
            return backlog;
        }
        let backlog = match timeout(limits::COUNTED, self.features.outbox.backlog()).await {
            Ok(Ok(backlog)) => Some(backlog),
            Ok(Err(error)) => {
                tracing::warn!(error = %Chain(&error), "the outbox can't be counted");
                None
            }
            Err(_) => {
                tracing::warn!("counting the outbox took too long");
                None
            }
        };
        *known = Some((Instant::now(), backlog));
        backlog
    }
}

fn register_traffic(to: &mut Registry, traffic: &Traffic) {
    let Traffic { requests, durations, refusals, errors, responses } = traffic.clone();
    to.register("requests", "GraphQL requests that were answered", requests);
    to.register_with_unit("request_duration", "How long a GraphQL request took", Unit::Seconds, durations);
    to.register("refusals", "Refusals in payloads, by AuthErrorCode", refusals);
    to.register("errors", "Top-level errors, by extensions.code", errors);
    to.register("http_responses", "HTTP answers of every route, by class of their status", responses);
}

fn register_pools(to: &mut Registry, db: &Db) {
    let (connections, most) = (By::<2, Gauge>::default(), By::<1, Gauge>::default());
    for (pool, now) in db.pools() {
        connections.get_or_create(&[("pool", pool), ("state", "in_use")]).set(now.in_use.into());
        connections.get_or_create(&[("pool", pool), ("state", "idle")]).set(now.idle.into());
        most.get_or_create(&[("pool", pool)]).set(now.most.into());
    }
    to.register("database_connections", "Open connections to the database", connections);
    to.register("database_connections_max", "How many of them there may be", most);
}

fn register_hashing(to: &mut Registry, features: &Features) {
    let hashing = features.passwords.hashing().clone();
    to.register("hashes_turned_away", "Password hashes that found the queue full", hashing.turned_away);
    to.register_with_unit("hash_wait", "How long a password hash waited for its turn", Unit::Seconds, hashing.waits);
    to.register_with_unit("hash_duration", "How long a password hash took", Unit::Seconds, hashing.durations);
}

/// What the features count for themselves, each under its label.
fn register_work(to: &mut Registry, features: &Features) {
    let Features { outbox, signing_keys, activity, .. } = features;
    let mails = outbox.deliveries();
    let tries = [
        ("sent", &mails.sent),
        ("put_off", &mails.put_off),
        ("given_up", &mails.given_up),
        ("dropped", &mails.dropped),
    ];
    to.register("mails", "Tries to send a mail, by what came of them", labelled("outcome", &tries));
    let failures =
        [("outbox", &mails.failures), ("signing_keys", signing_keys.failures()), ("activity", activity.failures())];
    to.register("background_failures", "Failures of background work", labelled("task", &failures));
}

fn labelled(label: &'static str, counters: &[(&'static str, &Counter)]) -> By<1, Counter> {
    let family = By::<1, Counter>::default();
    for (value, counter) in counters {
        family.get_or_create(&[(label, *value)]).inc_by(counter.get());
    }
    family
}

fn register_backlog(to: &mut Registry, backlog: Backlog) {
    let Backlog { unsent, oldest, dead } = backlog;
    let count = |mails: u64| ConstGauge::new(i64::try_from(mails).unwrap_or(i64::MAX));
    to.register("outbox_unsent", "Mails that are still to be sent, by whichever instance", count(unsent));
    let age = ConstGauge::new(oldest.unwrap_or_default().as_secs_f64());
    to.register_with_unit("outbox_oldest", "How long the oldest of them has been there", Unit::Seconds, age);
    to.register("outbox_dead", "Mails that were given up and are kept", count(dead));
}

fn gauge(number: usize) -> ConstGauge {
    ConstGauge::new(i64::try_from(number).unwrap_or(i64::MAX))
}
