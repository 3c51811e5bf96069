use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{StatusCode, Version};

use super::{Peer, Proxies, failure, holding::holding, limits};
use crate::{
    features::throttling::Network,
    graphql::top_level::unavailable,
    places::{Place, Places},
};

/// Room for the requests that HTTP/2 brings. HTTP/1 has one at once for each connection, which are bounded themselves: so
/// nobody who asks by HTTP/1 waits for those who ask by HTTP/2.
#[derive(Clone, Debug)]
pub(super) struct Streams {
    room: Places<Network>,
    proxies: Proxies,
}

impl Streams {
    /// A network gets no more of it than is left for others, but for these proxies.
    pub(super) fn new(proxies: Proxies) -> Self {
        Self { room: Places::new(limits::STREAMS_IN_ALL), proxies }
    }

    fn admit(&self, peer: Option<&ConnectInfo<Peer>>) -> Option<Place<Network>> {
        self.room.take(peer.and_then(|ConnectInfo(peer)| self.proxies.alone(*peer)))
    }
}

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
