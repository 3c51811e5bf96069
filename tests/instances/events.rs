//! What befalls the instances. Each event answers with the moment from which on all can be well again.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::{fleet::Fleet, harness::Behind};

/// A new signing key is known everywhere within this.
const KEY_IS_KNOWN_WITHIN: Duration = Duration::from_secs(30);

/// What the migration of a next version may do while instances of this one run: it adds.
const NEXT_VERSION: &str = "
    ALTER TABLE accounts ADD COLUMN next_version text;
    ALTER TABLE sessions ADD COLUMN next_version text NOT NULL DEFAULT 'x';
    CREATE INDEX next_version_idx ON sessions (next_version);
    INSERT INTO seaql_migrations VALUES ('m29991231_000001_next_version', 0)";
const NEXT_VERSION_TAKEN_BACK: &str = "
    DELETE FROM seaql_migrations WHERE version = 'm29991231_000001_next_version';
    ALTER TABLE sessions DROP COLUMN next_version;
    ALTER TABLE accounts DROP COLUMN next_version";

impl Fleet {
    pub(crate) async fn kill_one(&self) -> Instant {
        let killed = Instant::now();
        self.instances[0].end("-KILL").await;
        sleep(Duration::from_secs(1)).await;
        self.start_instance(0);
        killed
    }

    pub(crate) async fn stop_one(&self) -> Instant {
        let stopped = Instant::now();
        assert_eq!(self.instances[1].end("-TERM").await, Some(0));
        println!("instance 2 ended {} ms after SIGTERM", stopped.elapsed().as_millis());
        self.start_instance(1);
        stopped
    }

    pub(crate) async fn rotate_keys(&self) -> Instant {
        self.operator_runs("keys rotate").await;
        Instant::now()
    }

    /// Every instance publishes the key that signs and the one that waits, of which there is one however often keys are
    /// rotated; answers with how long after a moment.
    pub(crate) async fn publishes_two_keys(&self, since: Instant) -> Duration {
        for instance in &self.instances {
            while self.published(instance.address).await != 2 {
                assert!(since.elapsed() < KEY_IS_KNOWN_WITHIN, "two keys on {}", instance.address);
                sleep(Duration::from_millis(100)).await;
            }
        }
        since.elapsed()
    }

    async fn published(&self, instance: std::net::SocketAddr) -> usize {
        let Ok(answer) = self.get(&format!("http://{instance}/.well-known/jwks.json")).await else { return 0 };
        let set: serde_json::Value = answer.json().await.unwrap_or_default();
        set["keys"].as_array().map_or(0, Vec::len)
    }

    /// A next version's migration comes, this version's program runs beside, and it is taken back.
    pub(crate) async fn migrate(&self) -> Instant {
        let began = Instant::now();
        let behind = self.database.look().await;
        behind.run(NEXT_VERSION).await;
        self.operator_runs("migrate").await;
        sleep(Duration::from_secs(1)).await;
        for number in 0..self.instances.len() {
            self.is_ready(number).await;
        }
        // One by one: two tables at once are taken in an order that meets somebody else's.
        for statement in NEXT_VERSION_TAKEN_BACK.split(';') {
            behind.run(statement).await;
        }
        began
    }

    pub(crate) async fn lose_redis(&self) -> Instant {
        let lost = Instant::now();
        self.redis.lock().expect("nobody panicked while holding it").stop();
        sleep(Duration::from_secs(2)).await;
        tokio::task::block_in_place(|| self.redis.lock().expect("nobody panicked while holding it").start_again());
        lost
    }

    pub(crate) async fn cut_connections(&self) -> Instant {
        let cut = Instant::now();
        self.terminate(&self.server().await).await;
        cut
    }

    pub(crate) async fn refuse_connections(&self) -> Instant {
        let server = self.server().await;
        self.allow(&server, false).await;
        self.terminate(&server).await;
        sleep(Duration::from_secs(2)).await;
        self.allow(&server, true).await;
        Instant::now()
    }

    /// A connection to another database of the same server.
    async fn server(&self) -> Behind {
        let mut url = url::Url::parse(&self.database.url).expect("the database's URL");
        url.set_path("postgres");
        let mut other = self.database.borrowed();
        other.url = url.into();
        other.look().await
    }

    async fn allow(&self, server: &Behind, allowed: bool) {
        server.run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS {allowed}", self.name())).await;
    }

    async fn terminate(&self, server: &Behind) {
        let all = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name());
        server.run(&all).await;
    }

    pub(crate) fn name(&self) -> &str {
        self.database.url.rsplit('/').next().and_then(|name| name.split('?').next()).expect("the database's name")
    }
}
