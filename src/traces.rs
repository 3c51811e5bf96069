//! Traces by OpenTelemetry, where its standard variables ask for them.
//!
//! Always true: without them nothing is set up and no span is made; a request never waits for the collector, as spans
//! wait in a bounded queue for a thread of their own, and what does not fit is dropped; no span carries a document, a
//! variable, an address or a token. Follows OpenTelemetry's semantic conventions for HTTP and GraphQL servers.

use std::{
    env,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::Context;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    resource::{EnvResourceDetector, TelemetryResourceDetector},
    trace::SdkTracerProvider,
};
use tokio::runtime::Handle;
use tracing::{Level, Subscriber};
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};

/// The target of every span that is made for traces: they are no part of the log, and the log's are no part of them.
/// Not below `keyward`: a filter of the log goes by how a target begins.
pub(crate) const TARGET: &str = "traces";

/// For a collector to take what it is sent.
const SEND: Duration = Duration::from_secs(10);

/// For the last spans to leave when the server stops.
const FLUSH: Duration = Duration::from_secs(3);

/// The way of spans to a collector.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Sets up what `OTEL_EXPORTER_OTLP_ENDPOINT` and its like ask for; nothing, when they ask for nothing.
    ///
    /// # Errors
    /// When one of them cannot be understood.
    pub(crate) fn from_env(runtime: &Handle) -> anyhow::Result<Option<Self>> {
        if !are_wanted() {
            return Ok(None);
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Post::new(runtime.clone())?)
            .build()
            .context("the OTEL_EXPORTER_OTLP_ variables can't be used")?;
        let provider = SdkTracerProvider::builder().with_resource(resource()).with_batch_exporter(exporter);
        Ok(Some(Self(provider.build())))
    }

    /// What makes spans of the trace's own into traces.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'s> LookupSpan<'s>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("keyward"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TARGET, Level::INFO))
    }

    /// Sends what is left, for a few seconds at most. The runtime must still be there.
    pub(crate) fn flush(self) {
        if self.0.shutdown_with_timeout(FLUSH).is_err() {
            tracing::warn!("the last traces did not reach the collector");
        }
    }
}

/// The library looks neither at `OTEL_SDK_DISABLED` nor at `OTEL_TRACES_EXPORTER`.
fn are_wanted() -> bool {
    let endpoints = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
    let disabled = variable("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let others = variable("OTEL_TRACES_EXPORTER").is_some_and(|value| value != "otlp");
    endpoints.iter().any(|name| variable(name).is_some()) && !disabled && !others
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Who sends the traces: what the environment says, before what is known here.
fn resource() -> Resource {
    let known = [("service.name", "keyward"), ("service.version", env!("CARGO_PKG_VERSION"))];
    let resource = Resource::builder_empty()
        .with_detector(Box::new(TelemetryResourceDetector))
        .with_attributes(known.map(|(name, value)| KeyValue::new(name, value)))
        .with_detector(Box::new(EnvResourceDetector::new()));
    match variable("OTEL_SERVICE_NAME") {
        Some(name) => resource.with_service_name(name).build(),
        None => resource.build(),
    }
}

/// Posts to the collector, from the server's own runtime: the exporter's thread has none.
#[derive(Debug)]
struct Post {
    client: reqwest::Client,
    runtime: Handle,
    failing: AtomicBool,
}

impl Post {
    fn new(runtime: Handle) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(SEND).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, runtime, failing: AtomicBool::new(false) })
    }

    /// Once for each stretch of failures.
    fn note(&self, failure: Option<String>) {
        let before = self.failing.swap(failure.is_some(), Ordering::Relaxed);
        if let Some(why) = failure.filter(|_| !before) {
            tracing::warn!(why, "traces don't reach the collector; they are dropped until they do");
        }
    }
}

#[async_trait::async_trait]
impl HttpClient for Post {
    async fn send_bytes(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let posted = self.runtime.spawn(async move { client.send_bytes(request).await }).await;
        let answer = posted.unwrap_or_else(|error| Err(error.into()));
        self.note(match &answer {
            Ok(response) if response.status().is_success() => None,
            Ok(response) => Some(format!("it answers with {}", response.status())),
            // Not in the library's words: the endpoint may carry a password.
            Err(_) => Some("it doesn't answer".to_owned()),
        });
        answer
    }
}
