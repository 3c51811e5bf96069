//! What Prometheus is shown.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::Arc,
};

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{Api, Binary, DAY, HOUR, MINUTE, PASSWORD, Reply, SECOND, Server, SmtpSink, eventually, within};

const ANY_PORT: (&str, &str) = ("METRICS_LISTEN", "127.0.0.1:0");

/// What one look at the metrics found: every line with a number, by what stands before the number.
struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    async fn of(server: &Server) -> Self {
        let answer = server.metrics().get("/metrics").await;
        assert_eq!(answer.status, 200, "{answer:#?}");
        assert!(answer.body.ends_with("# EOF\n"), "{answer:#?}");
        let lines = answer.body.lines().filter(|line| !line.starts_with('#'));
        let read = |line: &str| {
            let (series, number) = line.rsplit_once(' ')?;
            Some((series.to_owned(), number.parse().ok()?))
        };
        Self(lines.map(|line| read(line).unwrap_or_else(|| panic!("a number, not {line:?}"))).collect())
    }

    #[track_caller]
    fn shows(&self, series: &str, number: f64) {
        let found = self.0.get(series);
        let alike = found.is_some_and(|found| (found - number).abs() < 1e-9);
        assert!(alike, "{series} {number}, not {found:?} in {:#?}", self.0);
    }
}

#[tokio::test]
async fn requests_are_counted_by_operation_and_outcome() {
    let server = Server::with([ANY_PORT]).await;
    let alice = server.registered("alice@example.org").await;
    server.log_in("alice@example.org", "a wrong password").await.fails_with(["INVALID_CREDENTIALS"]);
    server.me().by(&alice).await.succeeds();
    server.me().by(&alice).await.succeeds();
    server.get("/health/live").await;

    let seen = Scrape::of(&server).await;
    seen.shows(r#"keyward_requests_total{operation="register",outcome="ok"}"#, 1.0);
    seen.shows(r#"keyward_requests_total{operation="login",outcome="refused"}"#, 1.0);
    seen.shows(r#"keyward_requests_total{operation="me",outcome="ok"}"#, 2.0);
    seen.shows(r#"keyward_request_duration_seconds_count{operation="me"}"#, 2.0);
    seen.shows(r#"keyward_refusals_total{code="INVALID_CREDENTIALS"}"#, 1.0);
    seen.shows(r#"keyward_http_responses_total{class="2xx"}"#, 5.0);
    seen.shows("keyward_hash_duration_seconds_count", 2.0);
    seen.shows("keyward_hashes_running", 0.0);
    seen.shows("keyward_hashes_waiting", 0.0);
}

#[tokio::test]
async fn hashes_at_work_and_those_that_wait_are_seen() {
    let server = Server::with([ANY_PORT, ("HASH_CONCURRENCY", "1"), ("HASH_ITERATIONS", "32")]).await;
    let crowd = (0..8).map(|number| {
        let server = &server;
        async move { server.log_in(&format!("nobody{number}@example.org"), PASSWORD).await }
    });
    let seen = eventually("a hash at work and one that waits", || async {
        let seen = Scrape::of(&server).await;
        let waiting = seen.0["keyward_hashes_waiting"];
        (seen.0["keyward_hashes_running"] > 0.0 && waiting > 0.0).then_some(())
    });
    let (answers, ()) = tokio::join!(join_all(crowd), seen);
    for answer in answers {
        answer.fails_with(["INVALID_CREDENTIALS"]);
    }
}

#[tokio::test]
async fn what_a_client_makes_up_makes_no_new_series() {
    let server = Server::with([ANY_PORT]).await;
    for number in 0..5 {
        let made_up = format!("query Q{number} {{ a{number}: authSettings {{ passwordMinLength }} }}");
        server.graphql(&made_up, json!({})).await.succeeds();
        server.graphql(&format!("{{ noField{number} }}"), json!({})).await;
        server.get(&format!("/nothing/{number}")).await;
    }
    server.graphql("{ authSettings { passwordMinLength } me { id } }", json!({})).await;
    server.graphql("{ __typename }", json!({})).await;
    server.me().bearer("no.access.token").await.is_unauthorized("INVALID");

    let seen = Scrape::of(&server).await;
    seen.shows(r#"keyward_requests_total{operation="authSettings",outcome="ok"}"#, 5.0);
    seen.shows(r#"keyward_requests_total{operation="(none)",outcome="refused"}"#, 5.0);
    seen.shows(r#"keyward_requests_total{operation="(several)",outcome="refused"}"#, 1.0);
    seen.shows(r#"keyward_requests_total{operation="__typename",outcome="ok"}"#, 1.0);
    seen.shows(r#"keyward_requests_total{operation="me",outcome="refused"}"#, 1.0);
    seen.shows(r#"keyward_errors_total{code="GRAPHQL_VALIDATION_FAILED"}"#, 5.0);
    seen.shows(r#"keyward_errors_total{code="UNAUTHENTICATED"}"#, 2.0);
    assert_eq!(seen.0.keys().filter(|series| series.starts_with("keyward_requests_total")).count(), 5);
}

#[tokio::test]
async fn mail_that_does_not_leave_is_seen() {
    let sink = SmtpSink::start().await;
    sink.answers_always(Reply::NotNow);
    let server = Server::mailing(Arc::clone(&sink), [ANY_PORT, ("EMAIL_VERIFICATION_LIFETIME", "30d")]).await;
    server.register("alice@example.org", PASSWORD).await.signs_in();
    eventually("a try", || async { (sink.tries() > 0).then_some(()) }).await;
    server.clock.advance(HOUR);

    let seen = eventually("a mail to be put off", || async {
        let seen = Scrape::of(&server).await;
        (seen.0[r#"keyward_mails_total{outcome="put_off"}"#] > 0.0).then_some(seen)
    });
    let seen = seen.await;
    seen.shows("keyward_outbox_unsent", 1.0);
    seen.shows("keyward_outbox_dead", 0.0);
    assert!(seen.0["keyward_outbox_oldest_seconds"] >= 3600.0, "{:#?}", seen.0);

    server.clock.advance(3 * DAY);
    eventually("a dead letter", || async {
        server.clock.advance(SECOND);
        let seen = Scrape::of(&server).await;
        (seen.0[r#"keyward_mails_total{outcome="given_up"}"#] > 0.0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_session_whose_last_use_cannot_be_written_down_is_seen() {
    let server = Server::with([ANY_PORT]).await;
    let alice = server.registered("alice@example.org").await;
    let failures = async || Scrape::of(&server).await.0[r#"keyward_background_failures_total{task="activity"}"#];
    assert!(failures().await < 1.0);
    let is_seen = async || {
        while failures().await < 1.0 {
            tokio::time::sleep(SECOND / 10).await;
        }
    };
    // Written down every five seconds, perhaps just before nothing can be.
    within(2 * MINUTE, "a failure", || async {
        server.clock.advance(6 * MINUTE);
        server.me().by(&alice).await.succeeds();
        server.behind.break_sessions().await;
        let seen = tokio::time::timeout(10 * SECOND, is_seen()).await;
        server.behind.run("ALTER TABLE elsewhere RENAME TO sessions").await;
        seen.ok()
    })
    .await;
}

#[tokio::test]
async fn the_listener_shows_metrics_and_nothing_else_and_no_other_listener_does() {
    let server = Server::with([ANY_PORT]).await;
    let metrics = server.metrics();
    for path in ["/", "/graphql", "/health/live", "/metrics/", "/mailbox"] {
        assert_eq!(metrics.get(path).await.status, 404, "{path}");
    }
    assert_eq!(metrics.request(reqwest::Method::POST, "/metrics").await.status, 405);
    assert_eq!(server.get("/metrics").await.status, 404);
}

#[tokio::test]
async fn servers_in_one_process_count_for_themselves() {
    let (one, other) = (Server::with([ANY_PORT]).await, Server::with([ANY_PORT]).await);
    one.auth_settings().await.succeeds();
    Scrape::of(&one).await.shows(r#"keyward_requests_total{operation="authSettings",outcome="ok"}"#, 1.0);
    let seen = Scrape::of(&other).await;
    assert!(!seen.0.keys().any(|series| series.contains("authSettings")), "{:#?}", seen.0);
}

#[tokio::test]
async fn the_program_says_where_its_metrics_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Binary::start(folder.path(), &[("LISTEN", "127.0.0.1:0"), ANY_PORT]);
    let address = eventually("the address", || async {
        program.said().iter().find_map(|line| Some(line.split_once("http://")?.1.strip_suffix("/metrics")?.to_owned()))
    });
    let address: SocketAddr = address.await.parse().expect("an address and a port");
    let metrics = Api::new(format!("http://{address}"), address).get("/metrics").await;
    assert!(metrics.body.contains("keyward_build_info"), "{metrics:#?}");
    assert_eq!(program.terminate(), Some(0));
}

const PAGE: &str = include_str!("../../docs/observability.md");

#[tokio::test]
async fn the_page_lists_what_is_shown() {
    let server = Server::with([ANY_PORT]).await;
    server.registered("alice@example.org").await;
    server.log_in("alice@example.org", "a wrong password").await.fails_with(["INVALID_CREDENTIALS"]);
    server.graphql("{ noField }", json!({})).await;

    let text = server.metrics().get("/metrics").await.body;
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let shown: BTreeSet<_> = types.map(|(name, kind)| row(&text, name, kind)).collect();
    let rows = PAGE.lines().filter(|line| line.starts_with("| `keyward_") || line.starts_with("| `process_"));
    let listed: BTreeSet<_> =
        rows.map(|line| line.split('|').take(4).collect::<Vec<_>>().join("|").trim_end().to_owned()).collect();
    assert_eq!(listed, shown);
}

/// A metric's row in the page, but for its meaning.
fn row(text: &str, name: &str, kind: &str) -> String {
    let name = if kind == "counter" { format!("{name}_total") } else { name.to_owned() };
    let of_it = |line: &&str| line.starts_with(&format!("{name}{{")) || line.starts_with(&format!("{name}_bucket{{"));
    let series = text.lines().find(of_it);
    let labels = series.and_then(|line| line.split_once('{')?.1.rsplit_once('}')).map_or("", |(labels, _)| labels);
    let labels = labels.split(',').filter_map(|pair| pair.split_once('=')).map(|(label, _)| label);
    let labels: Vec<_> = labels.filter(|label| *label != "le").map(|label| format!("`{label}`")).collect();
    format!("| `{name}` | {kind} | {}", labels.join(", ")).trim_end().to_owned()
}
