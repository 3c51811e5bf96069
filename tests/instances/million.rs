//! What `me`, `login` and `refreshToken` read of the database with a thousand users, and with a million: the pages that
//! `EXPLAIN (ANALYZE, BUFFERS)` counts for every statement as the program sends it, by PostgreSQL's `auto_explain`.

use std::{collections::BTreeMap, time::Instant};

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    asking::{Answer, Asked, Asker, Notes},
    fleet::Fleet,
    harness::{Behind, SECOND},
    person::{refreshing, signing_in, tokens},
};

/// How often each operation is asked, each time by somebody else.
const TIMES: usize = 20;
/// What the database tells of its statements is written into the log. Tries are counted in the database, too.
const TELLING: [(&str, &str); 3] =
    [("REDIS_URL", ""), ("LOG", "warn,sqlx::postgres::notice=trace"), ("LOG_FORMAT", "json")];
/// Makes PostgreSQL tell its clients the plan of each statement, as it ran.
const EXPLAIN: [&str; 6] = [
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_buffers = on",
    "auto_explain.log_format = 'json'",
    "client_min_messages = 'log'",
];
const PASSWORD: &str = "a quiet harbour at dawn";

/// An index is a page deeper for some hundred times the rows: so many more for each statement.
const MORE_PAGES: u64 = 2;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and 2 GB of the database server"]
async fn a_million_users_take_as_many_pages_as_a_thousand_and_a_million_dead_rows_go() {
    let Some(fleet) = Fleet::start(1, &TELLING).await else { return };
    let behind = fleet.database.look().await;
    let asker = Asker::new(0, fleet.instances[0].address, Notes::default().into());
    asker.register("pattern@example.org").await;

    for setting in EXPLAIN {
        behind.run(&format!("ALTER DATABASE {} SET {setting}", fleet.name())).await;
    }
    restart(&fleet).await;

    fill(&behind, 1, 1_000).await;
    let thousand = pages(&fleet, &asker, 1_000).await;
    fill(&behind, 1_001, 1_000_000).await;
    let million = pages(&fleet, &asker, 1_000_000).await;

    println!("\nshared pages, hit and read: median of {TIMES} (least to most)");
    println!("{:<14}{:>12}{:>26}{:>26}", "", "statements", "1,000 users", "1,000,000 users");
    for (operation, [few, many]) in thousand.iter().map(|(operation, few)| (operation, [few, &million[operation]])) {
        println!("{operation:<14}{:>12}{:>26}{:>26}", few.statements, few.pages(), many.pages());
        let most = few.median() + MORE_PAGES * few.statements;
        assert!(many.median() <= most, "{operation}: {most} pages at most");
    }
    tend(&behind, &fleet, &asker).await;
}

/// The pages of each time that an operation was asked.
struct Pages {
    each: Vec<u64>,
    statements: u64,
}

impl Pages {
    fn median(&self) -> u64 {
        self.each[self.each.len() / 2]
    }

    fn pages(&self) -> String {
        format!("{} ({} to {})", self.median(), self.each[0], self.each[self.each.len() - 1])
    }
}

/// Asks each operation as people spread over the whole table.
async fn pages(fleet: &Fleet, asker: &Asker, users: usize) -> BTreeMap<&'static str, Pages> {
    let mut found: BTreeMap<&str, Vec<(u64, u64)>> = BTreeMap::new();
    for time in 0..TIMES + 8 {
        let email = format!("u{}@example.net", 1 + time * (users / (TIMES + 8)));
        let (login, answer) = explained(fleet, asker, &signing_in(&email, PASSWORD)).await;
        let (access, refresh) = tokens(&answer);
        let (me, _) = explained(fleet, asker, &Asked::me().by(&access)).await;
        let (refreshed, answer) = explained(fleet, asker, &refreshing(&refresh)).await;
        tokens(&answer);
        // The first times fill what PostgreSQL keeps of its own tables.
        if time >= 8 {
            for (operation, plans) in [("login", login), ("me", me), ("refreshToken", refreshed)] {
                let all = plans.iter().map(shared_pages).sum();
                found.entry(operation).or_default().push((all, plans.len() as u64));
            }
        }
    }
    let summed = found.into_iter().map(|(operation, times)| {
        let mut each: Vec<u64> = times.iter().map(|(pages, _)| *pages).collect();
        each.sort_unstable();
        (operation, Pages { each, statements: times[0].1 })
    });
    summed.collect()
}

/// Asks, and reads in the log which plans that took.
async fn explained(fleet: &Fleet, asker: &Asker, question: &Asked) -> (Vec<Value>, Answer) {
    let before = fleet.instances[0].log().len();
    let (answer, _) = asker.until_answered(question).await;
    sleep(SECOND / 20).await;
    let log = fleet.instances[0].log();
    let plans: Vec<_> = log[before..].lines().filter_map(|line| plan(line, &answer.request)).collect();
    assert!(!plans.is_empty(), "plans in the log");
    (plans, answer)
}

/// What `auto_explain` says in a line of the log about a request, if it does.
fn plan(line: &str, request: &str) -> Option<Value> {
    let line: Value = serde_json::from_str(line).ok()?;
    let spans = line["spans"].as_array()?;
    let plan = line["message"].as_str()?.split_once("plan:\n")?.1;
    let its_own = spans.iter().any(|span| span["request_id"] == request);
    its_own.then(|| serde_json::from_str(plan).expect("a plan in JSON"))
}

/// Those of a node hold those below it.
fn shared_pages(plan: &Value) -> u64 {
    let count = |name: &str| plan["Plan"][name].as_u64().unwrap_or_default();
    count("Shared Hit Blocks") + count("Shared Read Blocks")
}

/// Users from one number to another with the pattern's password, each with two sessions.
async fn fill(behind: &Behind, from: usize, to: usize) {
    let began = Instant::now();
    let (from, to) = (from.to_string(), to.to_string());
    for sql in FILL {
        behind.run(&sql.replace("FROM_NUMBER", &from).replace("TO_NUMBER", &to)).await;
    }
    let size: Vec<String> = behind.rows("SELECT pg_size_pretty(pg_database_size(current_database()))").await;
    println!("{to} users, twice as many sessions: {} after {} s", size[0], began.elapsed().as_secs());
}

/// A million sessions that ended long ago are deleted while somebody keeps signing in.
async fn tend(behind: &Behind, fleet: &Fleet, asker: &Asker) {
    behind
        .run(
            "UPDATE sessions SET ended_at = now() - interval '31 days', end_reason = 'logout' WHERE id::text LIKE '7%'",
        )
        .await;
    let dead = "SELECT COUNT(*) FROM sessions WHERE ended_at < now() - interval '30 days'";
    let [all, size] = [behind.rows::<i64>(dead).await[0], bytes(behind).await];
    // It tends when it starts.
    let began = Instant::now();
    restart(fleet).await;
    let mut took = Vec::new();
    while behind.rows::<bool>(&format!("SELECT EXISTS ({})", dead.replace("COUNT(*)", "1"))).await[0] {
        let sent = Instant::now();
        tokens(&asker.until_answered(&signing_in("u7@example.net", PASSWORD)).await.0);
        took.push(sent.elapsed().as_millis());
        sleep(SECOND / 4).await;
    }
    let seconds = began.elapsed().as_secs_f64();
    took.sort_unstable();
    println!(
        "\n{all} ended sessions deleted in {seconds:.0} s: {:.0} rows a second;",
        f64::from(u32::try_from(all).expect("a few")) / seconds
    );
    println!(
        "{} logins meanwhile, median {} ms, longest {} ms;",
        took.len(),
        took[took.len() / 2],
        took[took.len() - 1]
    );
    behind.run("VACUUM sessions").await;
    println!("the sessions' table and indexes had {size} MB, after deleting and a VACUUM {} MB", bytes(behind).await);
}

async fn restart(fleet: &Fleet) {
    fleet.instances[0].end("-TERM").await;
    fleet.start_instance(0);
    fleet.is_ready(0).await;
}

async fn bytes(behind: &Behind) -> i64 {
    behind.rows::<i64>("SELECT pg_total_relation_size('sessions') / 1000000").await[0]
}

impl Asker {
    async fn register(&self, email: &str) {
        let input = json!({ "email": email, "password": PASSWORD });
        let (answer, _) = self.until_answered(&Asked::to("register", "RegisterInput!", "", input)).await;
        assert_eq!(answer.refusal(), "");
    }
}

/// Ids in the order of time, as the program's own are.
const FILL: [&str; 4] = [
    "INSERT INTO accounts (id, email, email_key, email_verified_at, username, username_key, locale, roles, created_at, updated_at)
     SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'u' || n || '@example.net', 'u' || n || '@example.net',
         now(), 'user' || n, 'user' || n, 'en', '[\"user\"]', now(), now()
     FROM generate_series(FROM_NUMBER, TO_NUMBER) AS n",
    "INSERT INTO passwords (account_id, hash, changed_at)
     SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, pattern.hash, now()
     FROM generate_series(FROM_NUMBER, TO_NUMBER) AS n,
         (SELECT hash FROM passwords, accounts WHERE account_id = id AND email = 'pattern@example.org') AS pattern",
    "INSERT INTO sessions (id, account_id, generation, nonce_hash, rotated_at, delivery, signed_in_at, last_active_at,
         expires_at, ends_at, device, user_agent, ip)
     SELECT (k || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 0, sha256(int4send(n)), now(), 'body', now(), now(),
         now() + interval '7 days', now() + interval '90 days', 'a device', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0)', '192.0.2.1'
     FROM generate_series(FROM_NUMBER, TO_NUMBER) AS n, (VALUES ('6'), ('7')) AS two (k)",
    "VACUUM ANALYZE",
];
