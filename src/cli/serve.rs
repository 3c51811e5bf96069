use std::{
    env,
    io::{self, IsTerminal},
};

use anyhow::Context;
use tokio::{net::TcpListener, runtime::Runtime, signal::unix, signal::unix::SignalKind};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::{
    app::App,
    config::{Config, LogFormat, Mode, Settings, Sources},
    db::Db,
    effects::Clock,
};

/// Serves until SIGTERM or Ctrl-C.
pub(super) fn run() -> anyhow::Result<()> {
    let settings = Settings::load(Sources::from_process()?)?;
    log(&settings)?;
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    runtime()?.block_on(serve(&settings))
}

async fn serve(settings: &Settings) -> anyhow::Result<()> {
    let address = settings.listen();
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("can't listen on {address}: set KEYWARD_LISTEN to another address or port, or stop what listens there")
    })?;
    let config = settings.listening_on(listener.local_addr()?)?;
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone())?);

    let db = Db::connect(&config.database_url).await?;
    greet(&config);
    let app = App::start(config, db, Clock::default()).await?;
    app.serve(listener, stop).await?;
    tracing::info!("stopped");
    Ok(())
}

/// The first line says where to go.
fn greet(config: &Config) {
    let url = config.issuer();
    let explorer = config.graphiql.then(|| format!("explore it at {url}/graphiql"));
    let mailbox = (config.mode == Mode::Development && config.mail_url.is_none())
        .then(|| format!("read its mail at {url}/mailbox"));
    let tried: Vec<_> = explorer.into_iter().chain(mailbox).collect();
    let tried = if tried.is_empty() { String::new() } else { format!(": {}", tried.join(", ")) };
    tracing::info!("Keyward listens on {} for {url}{tried}", config.listen);
}

pub(super) fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Log lines go to standard error, so that what a command prints can be piped.
pub(super) fn log(settings: &Settings) -> anyhow::Result<()> {
    log_as(settings, settings.log())
}

/// For commands that speak for themselves: unless LOG asks for more, no more than what goes wrong.
pub(super) fn log_problems(settings: &Settings) -> anyhow::Result<()> {
    log_as(settings, if settings.says_what_to_log() { settings.log() } else { "warn" })
}

fn log_as(settings: &Settings, filter: &str) -> anyhow::Result<()> {
    // Libraries tell of their routine at `info`; LOG can still ask for it.
    let filter = EnvFilter::try_new(format!("sea_orm_migration=warn,{filter}"))
        .context("LOG is no filter, e.g. `info` or `keyward=debug`")?;
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours);
    match settings.log_format() {
        LogFormat::Json => lines.json().init(),
        LogFormat::Text => lines.init(),
    }
    Ok(())
}

fn stop_on_signal(stop: CancellationToken) -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = unix::signal(SignalKind::terminate())?;
    let mut interrupt = unix::signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: what is in flight has 10 s to finish");
        stop.cancel();
    })
}
