//! Three instances of the program, a database and a Redis of their own, and a real mail server.

use std::{
    fs::{self, OpenOptions},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use reqwest::Client;
use tempfile::TempDir;
use tokio::{net::TcpListener, time::sleep};

use crate::{
    asking::client,
    balancer::Balancer,
    harness::{Binary, Database, Redis, Server, SmtpSink, UNLIMITED, lasting_port},
};

/// How often the same mail may come: once more for one whose sender was killed before it could write down that it came.
pub(crate) const COPIES: usize = 2;

pub(crate) struct Fleet {
    /// Where clients go.
    pub(crate) balancer: SocketAddr,
    pub(crate) instances: Vec<Instance>,
    pub(crate) database: Database,
    pub(crate) redis: Mutex<Redis>,
    pub(crate) mail: Arc<SmtpSink>,
    http: Client,
    settings: Vec<(String, String)>,
    folder: TempDir,
}

pub(crate) struct Instance {
    pub(crate) address: SocketAddr,
    log: PathBuf,
    process: Mutex<Option<Child>>,
}

impl Fleet {
    /// None where no PostgreSQL server is named, or there is no Redis.
    pub(crate) async fn start(instances: usize, more: &[(&str, &str)]) -> Option<Self> {
        let database = Database::on_server_alone().await?;
        let redis = Redis::start()?;
        let mail = SmtpSink::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let balancer = listener.local_addr().expect("an address");
        let mut settings = vec![
            ("PUBLIC_URL".to_owned(), format!("http://localhost:{}", balancer.port())),
            ("DATABASE_URL".to_owned(), database.url.clone()),
            ("REDIS_URL".to_owned(), redis.url()),
            ("MAIL_URL".to_owned(), mail.url()),
            ("SECRET".to_owned(), Server::another_secret()),
        ];
        // Counted all the time, and never reached.
        settings.extend(UNLIMITED.map(|(limit, _)| (limit.to_owned(), "1000000/1h".to_owned())));
        settings.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let folder = tempfile::tempdir().expect("a folder");
        let instances = (1..=instances).map(|number| Instance::new(folder.path().join(format!("{number}.log"))));
        let instances: Vec<_> = instances.collect();
        let addresses: Vec<_> = instances.iter().map(|instance| instance.address).collect();
        let http = client().build().expect("a client");
        let fleet = Self { http, balancer, instances, database, redis: Mutex::new(redis), mail, settings, folder };
        for number in 0..fleet.instances.len() {
            fleet.start_instance(number);
        }
        for number in 0..fleet.instances.len() {
            fleet.is_ready(number).await;
        }
        Balancer::start(listener, &addresses);
        Some(fleet)
    }

    fn command(&self) -> Command {
        let mut command = Binary::command();
        command.current_dir(self.folder.path());
        command.envs(self.settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), value)));
        command
    }

    pub(crate) fn start_instance(&self, number: usize) {
        let instance = &self.instances[number];
        let log = OpenOptions::new().create(true).append(true).open(&instance.log).expect("a file");
        let mut command = self.command();
        command.env("KEYWARD_LISTEN", instance.address.to_string()).stdin(Stdio::null()).stdout(Stdio::null());
        let process = command.stderr(log).spawn().expect("the program starts");
        println!("instance {} on {}: process {}", number + 1, instance.address, process.id());
        *instance.process() = Some(process);
    }

    pub(crate) async fn is_ready(&self, number: usize) {
        let instance = &self.instances[number];
        let (url, began) = (format!("http://{}/health/ready", instance.address), Instant::now());
        while !self.get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
            assert!(began.elapsed() < Duration::from_mins(1), "instance {}: {}", number + 1, instance.log());
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// One instance after the other.
    pub(crate) fn in_turn(&self, number: usize) -> SocketAddr {
        self.instances[number % self.instances.len()].address
    }

    pub(crate) async fn get(&self, url: &str) -> reqwest::Result<reqwest::Response> {
        self.http.get(url).send().await
    }

    /// Runs the program beside the instances, as an operator does.
    pub(crate) async fn operator_runs(&self, words: &str) -> Output {
        let mut command = self.command();
        command.args(words.split_whitespace());
        let ran = tokio::task::spawn_blocking(move || command.output()).await.expect("it ends");
        let ran = ran.expect("the program starts");
        assert!(ran.status.success(), "{words}: {ran:?}");
        ran
    }

    /// What broke, in the instances' own words; that the database was away is none of it.
    pub(crate) fn faults(&self) -> Vec<String> {
        let logs = self.instances.iter().map(Instance::log);
        let lines = logs.flat_map(|log| log.lines().map(str::to_owned).collect::<Vec<_>>());
        lines.filter(|line| line.contains("a request failed") || line.contains("panicked")).collect()
    }
}

impl Instance {
    fn new(log: PathBuf) -> Self {
        Self { address: SocketAddr::from(([127, 0, 0, 1], lasting_port())), log, process: Mutex::new(None) }
    }

    /// Sends a signal, and waits until the process has ended. Answers with its exit code.
    pub(crate) async fn end(&self, signal: &str) -> Option<i32> {
        let mut process = self.process().take().expect("it runs");
        let sent = Command::new("kill").args([signal, &process.id().to_string()]).status();
        assert!(sent.expect("`kill` is there").success(), "it was running");
        let ended = tokio::task::spawn_blocking(move || process.wait()).await.expect("it ends");
        ended.expect("an exit status").code()
    }

    fn process(&self) -> MutexGuard<'_, Option<Child>> {
        self.process.lock().expect("nobody panicked while holding it")
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Some(mut process) = self.process().take() {
            process.kill().ok();
            process.wait().ok();
        }
    }
}
