//! The composition root: settings in, everything wired, a server out.

mod administration;
mod features;
mod ground;
mod letters;
mod metrics;
mod router;

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    db::Db,
    effects::{
        Clock,
        mailer::{Mailbox, Mailer},
    },
    error::Error,
    http::{self, Connections, Listener, Proxies, Traffic, limits},
    languages::Languages,
};
use features::Features;
use metrics::Metrics;

pub use administration::administration;

/// What is left at least, when a stop has waited for the last requests, to write down what they left to do.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A server that is ready to serve.
pub struct App {
    config: Arc<Config>,
    db: Db,
    mailer: Mailer,
    /// Shared, as it is large and the server is moved about.
    features: Arc<Features>,
    metrics_listener: Option<Listener>,
}

impl App {
    /// Wires everything on a database that is connected, and brings that database up to date.
    ///
    /// # Errors
    /// When the database cannot be brought up to date, the signing keys cannot be opened, or mail cannot be set up.
    pub async fn start(config: Config, db: Db, clock: Clock) -> Result<Self, Error> {
        db.migrate().await?;
        let mailer = Mailer::new(&config)?;
        let features =
            Arc::new(Features::wire(&config, db.clone(), clock, Languages::new(config.locales.clone())).await?);
        Ok(Self { config: Arc::new(config), db, mailer, features, metrics_listener: None })
    }

    /// Shows metrics on a listener of their own while it serves.
    #[must_use]
    pub fn showing_metrics_on(mut self, listener: Listener) -> Self {
        self.metrics_listener = Some(listener);
        self
    }

    /// The mails "sent" so far, where no mail server is set.
    #[must_use]
    pub fn mailbox(&self) -> Option<&Mailbox> {
        match &self.mailer {
            Mailer::Mailbox(mailbox) => Some(mailbox),
            Mailer::Smtp(_) => None,
        }
    }

    /// Serves until told to stop; then finishes what is in flight and what was noted.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(mut self, listener: Listener, stop: CancellationToken) -> Result<(), std::io::Error> {
        let proxies = Proxies::new(self.config.trusted_proxies.clone());
        let connections = Connections::at_most(limits::CONNECTIONS, proxies.clone());
        let traffic = Traffic::default();
        let router = router::router(&self.config, &self.db, &self.features, self.mailbox(), traffic.clone());
        let stopping = stop.clone();
        let background = CancellationToken::new();
        let mut tasks = self.background(&background);
        if let Some(listener) = self.metrics_listener.take() {
            let metrics = Metrics::new(Arc::clone(&self.features), self.db.clone(), &traffic, connections.clone());
            let router = http::metrics(Arc::new(metrics).show());
            let serving =
                http::serve(listener, router, Connections::at_most(limits::SCRAPERS, proxies), background.clone());
            tasks.spawn(async move { serving.await.unwrap_or_default() });
        }
        let told = tokio::spawn(async move {
            stop.cancelled().await;
            Instant::now()
        });
        let served = http::serve(listener, router, connections, stopping).await;

        // What the last requests left to do has until now to be noted.
        background.cancel();
        let since = if told.is_finished() { told.await.ok() } else { None };
        let left =
            limits::PATIENCE.stop.saturating_sub(since.map_or(Duration::ZERO, |since| since.elapsed())).max(LAST_WORDS);
        let ended = timeout(left, async {
            while tasks.join_next().await.is_some() {}
            self.db.close().await;
        });
        if ended.await.is_err() {
            tracing::warn!("stopped without waiting any longer for what was at work, or for the database");
        }
        served
    }

    fn background(&self, stop: &CancellationToken) -> JoinSet<()> {
        let Features { outbox, signing_keys, activity, tending, throttling, .. } = &*self.features;
        let mut tasks = JoinSet::new();
        tasks.spawn(outbox.clone().deliver(
            letters::writer(Arc::clone(&self.features), &self.config.app_name),
            self.mailer.clone(),
            stop.clone(),
        ));
        tasks.spawn(signing_keys.clone().keep_fresh(stop.clone()));
        tasks.spawn(tending.clone().tend(stop.clone()));
        tasks.spawn(throttling.clone().watch(stop.clone()));
        tasks.spawn(activity.clone().write_down(self.db.clone(), stop.clone()));
        tasks
    }
}
