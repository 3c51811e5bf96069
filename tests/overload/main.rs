//! What becomes of logins when ten times as many are asked for as can be checked.
//!
//! `just overload` runs it, as fast as a release; `KEYWARD_TEST_SECONDS` (10) makes each part longer. Whoever asks is on
//! the same machine and takes its share of it.

#![expect(clippy::print_stdout, reason = "its figures are what it is run for")]

#[expect(dead_code, unused_imports, reason = "the tests of the API use the rest of it")]
#[path = "../api/harness/mod.rs"]
mod harness;

mod load;

use std::{env, sync::Arc, time::Duration};

use harness::{Binary, Database, PASSWORD, Tokens};
use load::{Load, Seen};

const PEOPLE: usize = 20;
/// A person does not notice a wait below this.
const AT_ONCE: Duration = Duration::from_millis(250);

struct Place {
    server: Arc<Binary>,
    tokens: Tokens,
    _database: Database,
    _folder: tempfile::TempDir,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::create(folder.path()).await;
        let settings = [
            ("LISTEN", "127.0.0.1:0"),
            ("DATABASE_URL", &database.url),
            ("TRUSTED_PROXIES", "127.0.0.1"),
            ("REGISTRATIONS_PER_ADDRESS", "off"),
            ("SECURITY_NOTICES", "none"),
            ("LOG", "warn,keyward::cli=info"),
        ];
        let server = Arc::new(Binary::start(folder.path(), &settings));
        let mut tokens = None;
        for who in 0..PEOPLE {
            tokens = Some(server.register(&load::email(who), PASSWORD).await.signs_in());
        }
        Self { server, tokens: tokens.expect("somebody"), _database: database, _folder: folder }
    }

    fn load(&self) -> Load {
        Load { server: Arc::clone(&self.server), length: Duration::from_secs(setting("SECONDS", 10)) }
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    env::var(format!("KEYWARD_TEST_{name}")).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it measures, and needs a machine for itself: `just overload`"]
async fn ten_times_the_logins_keep_their_rate_and_nobody_else_waits() {
    let place = Place::new().await;
    let load = place.load();

    let quiet = load.me_by(&place.tokens).await;
    let peak = load.as_many_as_it_takes(16).await;
    let rate = load.rate(&peak);
    println!("peak: {rate:.0} logins a second, {peak}");

    let asking = 10.0 * rate;
    let (storm, me) = tokio::join!(load.at_a_rate(asking, load::any_network), load.me_by(&place.tokens));
    let kept = load.rate(&storm) / rate;
    println!("{asking:.0} a second: {:.0} % of the peak's logins, {storm}", 100.0 * kept);
    println!("`me` before: {quiet}\n`me` meanwhile: {me}");

    assert!(storm.others.is_empty(), "{:?}", storm.others);
    assert!(kept >= 0.8, "{kept:.2} of the peak");
    assert!(storm.turned_away.median() < AT_ONCE, "who is turned away is told so at once");
    assert!(me.signed_in.quantile(0.99) < AT_ONCE, "`me` stays quick");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it measures, and needs a machine for itself: `just overload`"]
async fn a_network_that_asks_for_all_leaves_others_their_share() {
    let place = Place::new().await;
    let load = place.load();
    let rate = load.rate(&load.as_many_as_it_takes(16).await);

    let greedy = load.at_a_rate(10.0 * rate, |_| "198.51.100.1".to_owned());
    let modest = load.at_a_rate(rate / 5.0, |_| "203.0.113.1".to_owned());
    let (greedy, modest) = tokio::join!(greedy, modest);
    println!("ten times the peak from one network: {greedy}\na fifth of it from another: {modest}");

    let turned_away = modest.turned_away.len();
    assert!(turned_away * 20 <= modest.signed_in.len(), "one in twenty at most: {modest}");
}

/// Kept beside what it is about: an odd number of samples has its middle one.
#[test]
fn quantiles_are_of_the_samples_in_order() {
    let seen = Seen::of([3, 1, 2].map(Duration::from_secs));
    assert_eq!(seen.signed_in.median(), Duration::from_secs(2));
    assert_eq!(seen.signed_in.quantile(0.99), Duration::from_secs(3));
}
