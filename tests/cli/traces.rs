//! Traces, as a collector gets them.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, extract::State, routing::post};
use tokio::net::TcpListener;

use crate::{harness::PASSWORD, place::Place};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A collector that keeps what it is sent: protobuf, in which texts and ids stand as they are.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<u8>>>);

impl Collector {
    async fn start() -> (Self, String) {
        let collector = Self::default();
        let take = async |State(Self(taken)): State<Self>, body: Bytes| {
            taken.lock().expect("nobody panicked while holding it").extend(body);
        };
        let router = Router::new().route("/v1/traces", post(take)).with_state(collector.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await.expect("a collector that serves") });
        (collector, url)
    }

    fn got(&self, part: &[u8]) -> bool {
        self.0.lock().expect("nobody panicked while holding it").windows(part.len()).any(|window| window == part)
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_gets_the_way_of_a_request_under_the_callers_trace_and_nothing_said_in_it() {
    let (collector, url) = Collector::start().await;
    let place = Place::among(&[], &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url), ("OTEL_SERVICE_NAME", "wonderland")]).await;
    let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let registering = place.server.register("alice@example.org", PASSWORD).header("traceparent", &parent);
    let tokens = registering.await.signs_in();
    place.mail_to("alice@example.org").await;
    assert_eq!(place.stop(), Some(0));

    for name in [
        "wonderland",
        "POST /graphql",
        "http.response.status_code",
        "graphql.operation.type",
        "mutation",
        "keyward.operation",
        "hash a password",
        "send a mail",
        "verify_email",
    ] {
        assert!(collector.got(name.as_bytes()), "{name}");
    }
    assert!(collector.got(&bytes(TRACE)), "the caller's trace");
    for secret in ["alice@example.org", PASSWORD, &tokens.access_token, tokens.refresh_token(), "RegisterInput"] {
        assert!(!collector.got(secret.as_bytes()), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_costs_one_line_and_no_time() {
    let nowhere = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:9/v1/traces");
    let place = Place::among(&[], &[nowhere, ("OTEL_BSP_SCHEDULE_DELAY", "50")]).await;
    for _ in 0..3 {
        let begun = Instant::now();
        place.server.auth_settings().await.succeeds();
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let said = place.server.said();
    let told: Vec<_> = said.iter().filter(|line| line.contains("collector")).collect();
    assert_eq!(told.len(), 1, "{said:#?}");
    let begun = Instant::now();
    assert_eq!(place.stop(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_variables_or_with_the_library_turned_off_nothing_is_sent() {
    let (collector, url) = Collector::start().await;
    let off = [("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()), ("OTEL_SDK_DISABLED", "true")];
    let place = Place::among(&[], &off).await;
    place.server.auth_settings().await.succeeds();
    assert_eq!(place.stop(), Some(0));
    assert!(!collector.got(b"graphql"));
}
