use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{StatusCode, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Peer, Proxies, failure, holding::holding, limits};
use crate::{
    features::throttling::Network,
    graphql::top_level::unavailable,
    shares::{Share, Shares},
};

/// Room for the requests that HTTP/2 brings. HTTP/1 has one at once for each connection, which are bounded themselves: so
/// nobody who asks by HTTP/1 waits for those who ask by HTTP/2.
#[derive(Clone, Debug)]
pub(super) struct Streams {
    room: Arc<Semaphore>,
    shares: Shares<Network>,
    proxies: Proxies,
}

impl Streams {
    /// A network gets no more of it than is left for others, but for these proxies.
    pub(super) fn new(proxies: Proxies) -> Self {
        Self { room: Arc::new(Semaphore::new(limits::STREAMS_IN_ALL)), shares: Shares::default(), proxies }
    }

    fn admit(&self, peer: Option<&ConnectInfo<Peer>>) -> Option<Place> {
        let room = Arc::clone(&self.room).try_acquire_owned().ok()?;
        let share = match peer.and_then(|ConnectInfo(peer)| self.proxies.alone(*peer)) {
            Some(network) => Some(self.shares.take(network, self.room.available_permits())?),
            None => None,
        };
        Some((room, share))
    }
}

type Place = (OwnedSemaphorePermit, Option<Share<Network>>);

/// Turns away at once what there is no room for. Room is taken until the whole answer is on its way.
pub(super) async fn admit(State(streams): State<Streams>, request: Request, next: Next) -> Response {
    if request.version() != Version::HTTP_2 {
        return next.run(request).await;
    }
    let Some(place) = streams.admit(request.extensions().get()) else {
        return failure(StatusCode::SERVICE_UNAVAILABLE, unavailable(limits::RETRY_AFTER));
    };
    holding(place, next.run(request).await)
}
