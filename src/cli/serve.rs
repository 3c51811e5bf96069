use std::{
    env,
    io::{self, IsTerminal},
};

use anyhow::{Context, bail};
use listenfd::ListenFd;
use sd_notify::NotifyState;
use tokio::{runtime::Runtime, signal::unix, signal::unix::SignalKind};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use super::core_dumps;
use crate::{
    app::App,
    config::{Config, Listen, LogFormat, Mode, Settings, Sources},
    db::Db,
    effects::Clock,
    http::Listener,
    traces::{self, Traces},
};

/// Serves until SIGTERM or Ctrl-C.
pub(super) fn run() -> anyhow::Result<()> {
    // While there is but one thread: it takes its variables out of the environment.
    let handed_over = ListenFd::from_env();
    let settings = Settings::load(Sources::from_process()?)?;
    let runtime = runtime()?;
    let traces = Traces::from_env(runtime.handle())?;
    log_as(&settings, settings.log(), traces.as_ref())?;
    core_dumps::keep_secrets_from_them(settings.mode());
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    let served = runtime.block_on(serve(&settings, handed_over));
    if let Some(traces) = traces {
        traces.flush();
    }
    served
}

async fn serve(settings: &Settings, handed_over: ListenFd) -> anyhow::Result<()> {
    let inherited = handed_over.len() > 0;
    let listener = if inherited { inherit(handed_over)? } else { bind(settings.listen(), "LISTEN").await? };
    let metrics = match settings.metrics_listen() {
        Some(listen) => Some(bind(listen, "METRICS_LISTEN").await?),
        None => None,
    };
    let config = settings.listening_on(&listener.address()?)?;
    outlive_quotas()?;
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone())?);

    let db = Db::connect(&config.database_url).await?;
    greet(&config, inherited);
    let mut app = App::start(config, db, Clock::default()).await?;
    if let Some(listener) = metrics {
        match listener.address()? {
            Listen::Tcp(address) => tracing::info!("metrics are at http://{address}/metrics"),
            socket @ Listen::Unix(_) => tracing::info!("metrics are at /metrics on {socket}"),
        }
        app = app.showing_metrics_on(listener);
    }
    tell_service_manager(NotifyState::Ready);
    app.serve(listener, stop).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn bind(listen: &Listen, setting: &str) -> anyhow::Result<Listener> {
    let mend = match listen {
        Listen::Tcp(_) => format!("set KEYWARD_{setting} to another address or port, or stop what listens there"),
        Listen::Unix(_) => {
            "its folder must be there and writable for this user, and nobody else may listen there".into()
        }
    };
    Listener::bind(listen).await.with_context(|| format!("can't listen on {listen}: {mend}"))
}

/// The socket that a service manager made, as sd_listen_fds(3) hands it over.
fn inherit(mut handed_over: ListenFd) -> anyhow::Result<Listener> {
    if handed_over.len() > 1 {
        bail!("{} sockets are handed over, but one is served: leave one ListenStream= per service", handed_over.len());
    }
    let tcp = handed_over.take_tcp_listener(0).ok().flatten().map(Listener::try_from);
    let unix = || handed_over.take_unix_listener(0).ok().flatten().map(Listener::try_from);
    let listener = tcp.or_else(unix).context("what is handed over is neither a TCP nor a unix stream socket")?;
    listener.context("can't use the socket that is handed over")
}

/// Where nobody wants to know, as without systemd, nothing is told.
fn tell_service_manager(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager can't be told");
    }
}

/// The first line says where to go.
fn greet(config: &Config, inherited: bool) {
    let url = config.issuer();
    let explorer = config.graphiql.then(|| format!("explore it at {url}/graphiql"));
    let by_tcp = matches!(config.listen, Listen::Tcp(_));
    let mailbox = (config.mode == Mode::Development && config.mail_url.is_none() && by_tcp)
        .then(|| format!("read its mail at {url}/mailbox"));
    let tried: Vec<_> = explorer.into_iter().chain(mailbox).collect();
    let tried = if tried.is_empty() { String::new() } else { format!(": {}", tried.join(", ")) };
    let how = if inherited { ", a socket that was handed over," } else { "" };
    tracing::info!("Keyward listens on {}{how} for {url}{tried}", config.listen);
}

pub(super) fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Log lines go to standard error, so that what a command prints can be piped.
pub(super) fn log(settings: &Settings) -> anyhow::Result<()> {
    log_as(settings, settings.log(), None)
}

/// For commands that speak for themselves: unless LOG asks for more, no more than what goes wrong.
pub(super) fn log_problems(settings: &Settings) -> anyhow::Result<()> {
    log_as(settings, if settings.says_what_to_log() { settings.log() } else { "warn" }, None)
}

fn log_as(settings: &Settings, filter: &str, traces: Option<&Traces>) -> anyhow::Result<()> {
    // Libraries tell of their routine at `info`; LOG can still ask for it. At `debug` the one of HTTP/2 writes down a path
    // that it can't read, with the token in it: for that nobody can ask.
    let filter = EnvFilter::try_new(format!(
        "sea_orm_migration=warn,sqlx::postgres::notice=warn,{}=off,{filter},h2::server=info",
        traces::TARGET
    ))
    .context("LOG is no filter, e.g. `info` or `keyward=debug`")?;
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(colours);
    let lines = match settings.log_format() {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
        LogFormat::Text => lines.boxed(),
    };
    tracing_subscriber::registry().with(traces.map(Traces::layer)).with(lines.with_filter(filter)).init();
    Ok(())
}

/// What is written beyond a limit on file sizes is to fail, which is answered with 503: its signal would end the program.
/// Tokio's handler stays for as long as the process.
fn outlive_quotas() -> io::Result<()> {
    unix::signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())).map(drop)
}

fn stop_on_signal(stop: CancellationToken) -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = unix::signal(SignalKind::terminate())?;
    let mut interrupt = unix::signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tell_service_manager(NotifyState::Stopping);
        tracing::info!("stopping: what is in flight has 10 s to finish");
        stop.cancel();
    })
}
