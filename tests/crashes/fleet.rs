//! One instance of the program, which is killed and started again on the same port, its database and a mail server.

use std::{
    fs::{self, OpenOptions},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::{
    asking::client,
    harness::{Binary, Database, MINUTE, Server, SmtpSink, lasting_port, within},
};

/// How often the same mail may come: once more for each time that a sender is killed with it in hand.
pub(crate) const COPIES: usize = 1000;

/// Counted all the time, and never reached.
const LIMITS: [&str; 5] = [
    "LOGIN_ATTEMPTS",
    "LOGIN_ATTEMPTS_PER_ACCOUNT",
    "LOGIN_ATTEMPTS_PER_ADDRESS",
    "REGISTRATIONS_PER_ADDRESS",
    "MAILS_PER_RECIPIENT",
];

/// What a killed instance had in hand is somebody else's after a minute: after that minute.
const CLAIMS_ARE_OVER: &str = "UPDATE outbox SET claimed_until = NULL WHERE claimed_until IS NOT NULL";

pub(crate) struct Fleet {
    pub(crate) balancer: SocketAddr,
    pub(crate) instances: [Instance; 1],
    pub(crate) mail: Arc<SmtpSink>,
    /// How often it was ready to serve.
    pub(crate) starts: AtomicUsize,
    http: Client,
    settings: Vec<(String, String)>,
    process: Mutex<Option<Child>>,
    // Dropped last: the database first, then the folder it may lie in.
    pub(crate) database: Database,
    folder: TempDir,
}

pub(crate) struct Instance {
    pub(crate) address: SocketAddr,
}

impl Fleet {
    pub(crate) async fn found(folder: TempDir, database: Database) -> Self {
        let mail = SmtpSink::start().await;
        let address = SocketAddr::from(([127, 0, 0, 1], lasting_port()));
        let mut settings = vec![
            ("LISTEN".to_owned(), address.to_string()),
            ("PUBLIC_URL".to_owned(), format!("http://localhost:{}", address.port())),
            ("DATABASE_URL".to_owned(), database.url.clone()),
            ("MAIL_URL".to_owned(), mail.url()),
            ("SECRET".to_owned(), Server::another_secret()),
            ("REFRESH_GRACE".to_owned(), "10m".to_owned()),
        ];
        settings.extend(LIMITS.map(|limit| (limit.to_owned(), "1000000/1h".to_owned())));
        Self {
            balancer: address,
            instances: [Instance { address }],
            mail,
            starts: AtomicUsize::new(0),
            http: client().build().expect("a client"),
            settings,
            process: Mutex::new(None),
            database,
            folder,
        }
    }

    pub(crate) fn in_turn(&self, number: usize) -> SocketAddr {
        self.instances[number % self.instances.len()].address
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self) -> PathBuf {
        self.folder().join("log")
    }

    pub(crate) fn start(&self) {
        let log = OpenOptions::new().create(true).append(true).open(self.log()).expect("a file");
        let mut command = Binary::command();
        command
            .current_dir(self.folder())
            .envs(self.settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), value)));
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        *self.process() = Some(process.expect("the program starts"));
    }

    /// Waits until it serves, and lets the claims of the one before be over.
    pub(crate) async fn is_ready(&self) {
        let ready = || async {
            let ended = self.process().as_mut().and_then(|process| process.try_wait().expect("its state"));
            assert_eq!(ended, None, "it ended: {}", self.said());
            self.says_it_is_ready().await.then_some(())
        };
        within(MINUTE, "the program to be ready", ready).await;
        // Closed before anything is killed: the last one to close a SQLite file folds its log into it.
        let beside = sea_orm::Database::connect(&self.database.url).await.expect("the database");
        beside.execute_unprepared(CLAIMS_ARE_OVER).await.expect("a statement that works");
        beside.close().await.expect("a connection that ends well");
        self.starts.fetch_add(1, Relaxed);
    }

    pub(crate) async fn says_it_is_ready(&self) -> bool {
        let url = format!("http://{}/health/ready", self.balancer);
        self.http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success())
    }

    /// SIGKILL: not one more instruction.
    pub(crate) fn kill(&self) {
        let mut process = self.process().take().expect("it was started");
        process.kill().expect("it is ours");
        process.wait().expect("it ends");
    }

    /// SIGTERM.
    pub(crate) fn ask_to_stop(&self) {
        let process = self.process().as_ref().expect("it was started").id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().expect("`kill` is there").success());
    }

    fn process(&self) -> MutexGuard<'_, Option<Child>> {
        self.process.lock().expect("nobody panicked while holding it")
    }

    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// What broke, in its own words.
    pub(crate) fn faults(&self) -> Vec<String> {
        let lines = self.said();
        let faults = lines.lines().filter(|line| line.contains("a request failed") || line.contains("panicked"));
        faults.map(str::to_owned).collect()
    }

    /// How long a start takes here.
    pub(crate) async fn starts_within(&self) -> Duration {
        let began = Instant::now();
        self.start();
        self.is_ready().await;
        began.elapsed()
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        if let Some(mut process) = self.process().take() {
            process.kill().ok();
            process.wait().ok();
        }
    }
}
