use std::{
    collections::BTreeSet,
    convert::Infallible,
    io,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{Router, body::Body, extract::ConnectInfo, response::Response};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{
    Listener, Peer, Proxies,
    holding::holding,
    limits::{self, Patience},
    listener::Stream,
};
use crate::{
    features::throttling::Network,
    places::{Free, Places},
};

#[cfg(test)]
mod tests;

/// Room for the longest request line and the headers behind it.
const READ_BUFFER: usize = 128 * 1024;

/// How long nobody comes from the listener's queue when there is nobody in it.
const QUEUE_IS_EMPTY: Duration = Duration::from_millis(10);

/// A listener's connections. A clone tells how many there are.
#[derive(Clone, Debug)]
pub struct Connections {
    places: Places<Network>,
    proxies: Proxies,
    open: TaskTracker,
}

impl Connections {
    /// So many at once; those beyond wait in the listener's queue. A network has no more of them than are left for
    /// others, and the next one is hung up on; but for these proxies, behind whom there are many.
    #[must_use]
    pub fn at_most(most: usize, proxies: Proxies) -> Self {
        Self { places: Places::new(most), proxies, open: TaskTracker::new() }
    }

    /// How many there are now.
    #[must_use]
    pub fn open(&self) -> usize {
        self.open.len()
    }
}

/// Serves HTTP/1 and HTTP/2 (with prior knowledge) until told to stop; then takes no more connections, finishes
/// what is in flight, and ends what is left after [`limits::PATIENCE`].
///
/// # Errors
/// None while it serves: a connection that cannot be taken is logged.
pub async fn serve(
    listener: Listener,
    router: Router,
    connections: Connections,
    stop: CancellationToken,
) -> io::Result<()> {
    serve_with(limits::PATIENCE, listener, router, connections, stop).await;
    Ok(())
}

async fn serve_with(
    patience: Patience,
    listener: Listener,
    router: Router,
    connections: Connections,
    stop: CancellationToken,
) {
    let Connections { places, proxies, open: connections } = connections;
    let end = CancellationToken::new();
    let take = |(free, stream, peer): (Free, Stream, Peer)| {
        let Some(place) = places.give(free, proxies.alone(peer)) else {
            return tracing::debug!(%peer, "a connection was ended at once: its network has as many as are left for others");
        };
        let conversation = Conversation { peer, router: router.clone(), stop: stop.clone(), patience };
        let end = end.clone();
        connections.spawn(async move {
            end.run_until_cancelled(conversation.hold(stream)).await;
            drop(place);
        });
    };
    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &places)).await {
        take(accepted);
    }
    // Those in the listener's queue believe that they are connected.
    let last_call = Instant::now() + patience.last_call;
    while Instant::now() < last_call
        && let Ok(accepted) = tokio::time::timeout(QUEUE_IS_EMPTY, accept(&listener, &places)).await
    {
        take(accepted);
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(patience.stop, connections.wait()).await.is_err() {
        tracing::warn!(left = connections.len(), "stopping with requests in flight: they took too long");
        end.cancel();
        connections.wait().await;
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &Listener, places: &Places<Network>) -> (Free, Stream, Peer) {
    let free = places.wait().await;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (free, stream, peer),
            Err(error) if is_the_connections_own(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken");
                // Out of open files or memory: others must end first.
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_the_connections_own(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, and what its requests are answered with.
struct Conversation {
    peer: Peer,
    router: Router,
    stop: CancellationToken,
    patience: Patience,
}

impl Conversation {
    async fn hold(self, stream: Stream) {
        let pulse = Arc::new(Pulse::default());
        let service = service_fn(|request| self.answer(request, Pulse::beat(&pulse)));
        let builder = builder(self.patience);
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        let mut look = tokio::time::interval(self.patience.head / 2);
        let mut told_to_stop = pin!(self.told_to_stop(&pulse));
        let mut stopping = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => return log(ended),
                () = told_to_stop.as_mut(), if !stopping => {
                    stopping = true;
                    connection.as_mut().graceful_shutdown();
                }
                _ = look.tick() => if pulse.is_gone(self.patience) { return },
            }
        }
    }

    /// The HTTP library would hang up on a connection whose first request is still on its way.
    async fn told_to_stop(&self, pulse: &Pulse) {
        self.stop.cancelled().await;
        if !pulse.is_asked() {
            tokio::time::sleep(self.patience.last_call).await;
        }
    }

    fn answer(
        &self,
        mut request: hyper::Request<Incoming>,
        beat: Beat,
    ) -> impl Future<Output = Result<Response, Infallible>> + Send + use<> {
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let answered = self.router.clone().oneshot(request.map(Body::new));
        async move {
            let response = answered.await;
            response.map(|response| holding(beat.answered(), response))
        }
    }
}

fn log(ended: Result<(), Box<dyn std::error::Error + Send + Sync>>) {
    if let Err(error) = ended {
        tracing::debug!(error, "a connection ended badly");
    }
}

fn builder(patience: Patience) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience.head).max_buf_size(READ_BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits::STREAMS)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(patience.head);
    builder
}

/// Whether anything is asked on a connection: the HTTP library bounds neither the first bytes of one nor how long
/// an HTTP/2 one may idle.
struct Pulse(Mutex<Beats>);

struct Beats {
    in_flight: usize,
    asked: bool,
    last: Instant,
    /// Since when each answer waits to be taken.
    untaken: BTreeSet<(Instant, u64)>,
    answers: u64,
}

impl Default for Pulse {
    fn default() -> Self {
        let (last, untaken) = (Instant::now(), BTreeSet::new());
        Self(Mutex::new(Beats { in_flight: 0, asked: false, last, untaken, answers: 0 }))
    }
}

impl Pulse {
    fn beat(pulse: &Arc<Self>) -> Beat {
        pulse.update(|beats| {
            beats.in_flight += 1;
            beats.asked = true;
        });
        Beat(Arc::clone(pulse))
    }

    fn is_asked(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).asked
    }

    fn is_gone(&self, patience: Patience) -> bool {
        let beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let patience = if beats.asked { patience.idle } else { patience.first_request };
        let untaken = beats.untaken.first().is_some_and(|(since, _)| since.elapsed() > patience);
        untaken || beats.in_flight == 0 && beats.last.elapsed() > patience
    }

    fn update<T>(&self, change: impl FnOnce(&mut Beats) -> T) -> T {
        let mut beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        beats.last = Instant::now();
        change(&mut beats)
    }
}

/// One request in flight, until it is dropped.
struct Beat(Arc<Pulse>);

impl Beat {
    /// Its answer is there, and waits to be taken.
    fn answered(self) -> Untaken {
        let answer = self.0.update(|beats| {
            let answer = (Instant::now(), beats.answers);
            beats.answers += 1;
            beats.untaken.insert(answer);
            answer
        });
        Untaken(Arc::clone(&self.0), answer)
    }
}

/// An answer on its way, until it is dropped.
struct Untaken(Arc<Pulse>, (Instant, u64));

impl Drop for Untaken {
    fn drop(&mut self) {
        self.0.update(|beats| beats.untaken.remove(&self.1));
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.update(|beats| beats.in_flight -= 1);
    }
}
