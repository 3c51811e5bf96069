use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    ops::Deref,
    process::Command,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use keyward::{
    app::App,
    config::{Config, Listen},
    db::Db,
    effects::{Clock, Random},
    features::signing_keys::Keyring,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    Binary, SmtpSink,
    api::Api,
    database::{Behind, Database},
    mailbox::{Mailbox, Source},
    redis,
};

/// A server of a test's own, with its own database, its own clock and its own mail.
pub(crate) struct Server {
    api: Api,
    pub(crate) clock: Clock,
    pub(crate) mailbox: Mailbox,
    /// What no client sees.
    pub(crate) behind: Behind,
    pub(crate) settings: BTreeMap<String, String>,
    socket: std::net::TcpListener,
    sink: Option<Arc<SmtpSink>>,
    statements: Statements,
    running: Option<Running>,
    // Dropped last: the database first, then the folder it may lie in.
    database: Database,
    _folder: TempDir,
}

type Statements = Arc<Mutex<Vec<String>>>;

struct Running {
    stop: CancellationToken,
    served: JoinHandle<()>,
    /// Where metrics are shown, if they are asked for.
    metrics: Option<SocketAddr>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with([]).await
    }

    /// With settings that differ from the defaults.
    pub(crate) async fn with<'a>(settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::build(None, settings).await
    }

    /// Behind a proxy that says which network a request comes from.
    pub(crate) async fn behind_a_proxy<'a>(settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::with(settings.into_iter().chain([("TRUSTED_PROXIES", "127.0.0.0/8")])).await
    }

    /// With a real mail server.
    pub(crate) async fn mailing<'a>(
        sink: Arc<SmtpSink>,
        settings: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self::build(Some(sink), settings).await
    }

    async fn build<'a>(
        mail_server: Option<Arc<SmtpSink>>,
        settings: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::create(folder.path()).await;
        Self::on(folder, database, mail_server, settings).await
    }

    /// On a database that is there, which may lie in the folder.
    pub(crate) async fn on<'a>(
        folder: TempDir,
        database: Database,
        mail_server: Option<Arc<SmtpSink>>,
        settings: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        socket.set_nonblocking(true).expect("a socket for tokio");
        let address = socket.local_addr().expect("an address");
        let url = format!("http://localhost:{}", address.port());

        let mut all = BTreeMap::from(
            [("PUBLIC_URL", url.clone()), ("DATABASE_URL", database.url.clone()), ("SECRET", Self::another_secret())]
                .map(|(name, value)| (name.to_owned(), value)),
        );
        all.extend(redis::shared().map(|url| ("REDIS_URL".to_owned(), url)));
        all.extend(mail_server.iter().map(|sink| ("MAIL_URL".to_owned(), sink.url())));
        all.extend(settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));

        let clock = Clock::default();
        let statements = Statements::default();
        let (running, source) = run(&all, &clock, &statements, &socket).await;
        let behind = database.look().await;
        let source = mail_server.clone().map_or(source, |sink| Some(Source::Smtp(sink)));
        let mailbox = Mailbox { source: source.unwrap_or(Source::Nowhere), behind: behind.clone() };
        Self {
            api: Api::new(url, address),
            clock,
            mailbox,
            behind,
            settings: all,
            socket,
            sink: mail_server,
            statements,
            running: Some(running),
            database,
            _folder: folder,
        }
    }

    /// Stops and starts again on the same database.
    pub(crate) async fn restart(&mut self) {
        self.restart_with([]).await;
    }

    /// The same with other settings.
    pub(crate) async fn restart_with<'a>(&mut self, settings: impl IntoIterator<Item = (&'a str, &'a str)>) {
        self.settings.extend(settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        self.stop().await;
        let (running, own) = run(&self.settings, &self.clock, &self.statements, &self.socket).await;
        self.running = Some(running);
        self.api = Api::new(self.url.clone(), self.address);
        if let (None, Some(own)) = (&self.sink, own) {
            self.mailbox.source = own;
        }
    }

    /// What it has for `SECRET`.
    pub(crate) fn secret(&self) -> &str {
        &self.settings["SECRET"]
    }

    /// Thirty-two random bytes for `SECRET`.
    pub(crate) fn another_secret() -> String {
        STANDARD.encode(Random.bytes::<32>())
    }

    /// Whether a key that is to sign is still sealed under `SECRET_PREVIOUS`.
    pub(crate) async fn needs_previous_secret(&self) -> bool {
        let config = Config::from_pairs(&self.settings).expect("settings that are right");
        let db = Db::connect(&config.database_url).await.expect("a database that opens");
        let keyring = Keyring::new(db, &config.secrets, (&config).into());
        keyring.needs_previous_secret(self.clock.now()).await.expect("an answer")
    }

    /// Another server on the same database, as where several instances run.
    pub(crate) async fn another(&self) -> Server {
        self.another_by(self.clock.clone()).await
    }

    /// The same, but with a clock that is moved by itself.
    pub(crate) async fn another_with_its_own_clock(&self) -> Server {
        self.another_by(Clock::default()).await
    }

    async fn another_by(&self, clock: Clock) -> Server {
        let mut settings = self.settings.clone();
        let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        socket.set_nonblocking(true).expect("a socket for tokio");
        settings.insert("LISTEN".to_owned(), socket.local_addr().expect("an address").to_string());
        let statements = Statements::default();
        let (running, source) = run(&settings, &clock, &statements, &socket).await;
        let source = source.unwrap_or_else(|| self.mailbox.source.clone());
        Server {
            api: Api::new(self.url.clone(), socket.local_addr().expect("an address")),
            clock,
            mailbox: Mailbox { source, behind: self.behind.clone() },
            behind: self.behind.clone(),
            settings,
            socket,
            sink: self.sink.clone(),
            statements,
            running: Some(running),
            database: self.database.borrowed(),
            _folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The program with this server's settings.
    pub(crate) fn program(&self) -> Command {
        let mut program = Binary::command();
        program.envs(self.settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), value)));
        program
    }

    /// Runs the program beside this server, as its operator does.
    pub(crate) async fn operator_runs(&self, words: &str) {
        let mut command = self.program();
        command.args(words.split_whitespace());
        let ran = tokio::task::spawn_blocking(move || command.output()).await.expect("it ends");
        let ran = ran.expect("the program starts");
        assert!(ran.status.success(), "{words}: {ran:?}");
    }

    async fn stop(&mut self) {
        if let Some(Running { stop, served, .. }) = self.running.take() {
            stop.cancel();
            served.await.expect("the server stops in peace");
        }
    }

    /// Every statement so far.
    pub(crate) fn statements(&self) -> BTreeSet<String> {
        self.statements.lock().expect("nobody panicked while holding it").iter().cloned().collect()
    }

    /// The listener for metrics.
    pub(crate) fn metrics(&self) -> Api {
        let address = self.running.as_ref().and_then(|running| running.metrics).expect("METRICS_LISTEN is set");
        Api::new(format!("http://{address}"), address)
    }

    /// The statements that ran meanwhile, but for those that deliver mail.
    pub(crate) async fn statements_during<T>(&self, work: impl Future<Output = T>) -> (T, Vec<String>) {
        self.mailbox.all().await;
        self.take_statements();
        let done = work.await;
        (done, self.take_statements())
    }

    fn take_statements(&self) -> Vec<String> {
        let all = std::mem::take(&mut *self.statements.lock().expect("nobody panicked while holding it"));
        all.into_iter().filter(|sql| !delivers_mail(sql) && !brackets_a_transaction(sql)).collect()
    }
}

impl Deref for Server {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.stop.cancel();
        }
    }
}

async fn run(
    settings: &BTreeMap<String, String>,
    clock: &Clock,
    statements: &Statements,
    socket: &std::net::TcpListener,
) -> (Running, Option<Source>) {
    let pairs = settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let config = Config::from_pairs(pairs).unwrap_or_else(|error| panic!("settings that are right: {error}"));
    let seen = Arc::clone(statements);
    let watch = move |sql: &str| seen.lock().expect("nobody panicked while holding it").push(sql.to_owned());
    let mut db = Db::connect(&config.database_url).await.expect("a database that opens");
    db.watch(watch);
    let metrics_listen = config.metrics_listen.clone();
    let mut app = App::start(config, db, clock.clone()).await.expect("a server that starts");
    let mut metrics = None;
    if let Some(Listen::Tcp(address)) = metrics_listen {
        let listener = TcpListener::bind(address).await.expect("a port for metrics");
        metrics = Some(listener.local_addr().expect("an address"));
        app = app.showing_metrics_on(listener.into());
    }
    let source = app.mailbox().cloned().map(Source::Own);
    let listener = socket.try_clone().expect("the socket once more");
    let listener = TcpListener::from_std(listener).expect("a socket for tokio");
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let served = tokio::spawn(async move { app.serve(listener.into(), stopped).await.expect("a server that serves") });
    (Running { stop, served, metrics }, source)
}

fn delivers_mail(sql: &str) -> bool {
    sql.contains("outbox") && !sql.starts_with("INSERT")
}

fn brackets_a_transaction(sql: &str) -> bool {
    ["BEGIN", "COMMIT"].iter().any(|word| sql.to_ascii_uppercase().starts_with(word))
}
