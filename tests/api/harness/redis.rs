use std::{
    env, fs,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

use super::{lasting_port, missing};

/// Names a Redis server, e.g. `redis://127.0.0.1:6379`, where the servers of all tests count; without it, they count in
/// the database.
const SERVER: &str = "KEYWARD_TEST_REDIS_URL";

/// The Redis server that all tests share, if one is named. Their secrets differ, and so do their keys.
pub(super) fn shared() -> Option<String> {
    env::var(SERVER).ok()
}

/// A Redis server of a test's own, which stops, hangs and comes back.
pub(crate) struct Redis {
    port: u16,
    folder: TempDir,
    process: Option<Child>,
}

impl Redis {
    /// None where the program is not installed: its tests are left out then, but not in CI.
    pub(crate) fn start() -> Option<Self> {
        if Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_err() {
            missing("redis-server");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let mut redis = Self { port: lasting_port(), folder, process: None };
        redis.start_again();
        Some(redis)
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Without the data it had.
    pub(crate) fn start_again(&mut self) {
        let log = fs::File::create(self.folder.path().join("log")).expect("a file");
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &self.port.to_string(), "--save", "", "--appendonly", "no"])
            .current_dir(self.folder.path())
            .stdout(log)
            .spawn();
        self.process = Some(process.expect("Redis starts"));
        let answers = || self.client().get_connection_with_timeout(Duration::from_secs(1)).is_ok();
        let began = std::time::Instant::now();
        while !answers() {
            assert!(began.elapsed() < Duration::from_secs(20), "Redis answers");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn stop(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().expect("it runs");
        process.wait().expect("it ends");
    }

    /// It keeps its connections, and answers nothing on them.
    pub(crate) fn hang(&self) {
        self.signal("-STOP");
    }

    pub(crate) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let process = self.process.as_ref().expect("it runs").id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().expect("`kill` is there").success());
    }

    /// Every key, and the milliseconds until it expires.
    pub(crate) fn keys(&self) -> Vec<(String, i64)> {
        let mut connection = self.client().get_connection().expect("a connection");
        let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).expect("its keys");
        let mut expires = |key: String| {
            let left = redis::cmd("PTTL").arg(&key).query(&mut connection).expect("a time");
            (key, left)
        };
        keys.into_iter().map(&mut expires).collect()
    }

    fn client(&self) -> redis::Client {
        redis::Client::open(self.url()).expect("its URL")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            process.kill().ok();
            process.wait().ok();
        }
    }
}
