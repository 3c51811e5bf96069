use std::collections::BTreeMap;

use futures_util::future::join_all;

use crate::harness::{Answer, Request, SECOND, Server};

pub(super) const FIFTY: usize = 50;

/// Sends a request fifty times at the same moment, each on a connection of its own that is open by then.
pub(super) async fn fifty<'a>(server: &'a Server, ask: impl Fn(usize) -> Request<'a>) -> Vec<Answer> {
    crowd(server, FIFTY, ask).await
}

pub(super) async fn crowd<'a>(server: &'a Server, size: usize, ask: impl Fn(usize) -> Request<'a>) -> Vec<Answer> {
    join_all((0..size).map(|_| server.get("/health/live").into_future())).await;
    join_all((0..size).map(|number| answered(server, ask(number)))).await
}

/// Where a PostgreSQL server is told to be stricter than it needs to be, a transaction may lose against others until
/// the end of all patience. It has done nothing then: the client is told to come back, and does. Elsewhere a 503 is
/// what it looks like.
async fn answered(server: &Server, request: Request<'_>) -> Answer {
    if server.settings["DATABASE_URL"].contains("serializable") {
        for _ in 0..20 {
            let answer = request.clone().await;
            if answer.status != 503 {
                return answer;
            }
            tokio::time::sleep(SECOND).await;
        }
    }
    request.await
}

/// How many answers came out which way: `done`, the code of the refusal, or the code of the error beside the data.
pub(super) fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(outcome(answer)).or_default() += 1;
    }
    tally
}

/// What [`tally`] is to say.
pub(super) fn counts<const N: usize>(of: [(&str, usize); N]) -> BTreeMap<String, usize> {
    of.into_iter().map(|(outcome, count)| (outcome.to_owned(), count)).collect()
}

pub(super) fn outcome(answer: &Answer) -> String {
    if !answer.code().is_empty() {
        return answer.code();
    }
    let refusals = answer.refusals();
    let codes: Vec<&str> = refusals.iter().filter_map(|refusal| refusal["code"].as_str()).collect();
    if codes.is_empty() { "done".to_owned() } else { codes.join(" ") }
}

/// The answers that came out this way.
pub(super) fn those<'a>(answers: &'a [Answer], way: &str) -> Vec<&'a Answer> {
    answers.iter().filter(|answer| outcome(answer) == way).collect()
}

/// How many rows of the audit log are about this event.
pub(super) async fn noted(server: &Server, event: &str) -> i64 {
    count(server, &format!("audit_events WHERE event = '{event}'")).await
}

/// How many rows a table has, with a condition or without.
pub(super) async fn count(server: &Server, of: &str) -> i64 {
    server.behind.rows::<i64>(&format!("SELECT COUNT(*) FROM {of}")).await[0]
}

/// How many passwords were hashed so far, as the metrics tell.
pub(super) async fn hashes(server: &Server) -> usize {
    let shown = server.metrics().get("/metrics").await.body;
    let told = shown.lines().find_map(|line| line.strip_prefix("keyward_hash_duration_seconds_count "));
    told.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("a number of hashes in {shown}"))
}
