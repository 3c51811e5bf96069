use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use hyper::body::{Frame, SizeHint};

/// A response that holds something until all of it but its last byte was taken, or it is given up.
pub(super) fn holding<T: Unpin + Send + 'static>(held: T, response: Response) -> Response {
    response.map(|body| Body::new(Holding { body, last: None, _held: held }))
}

/// HTTP/2's window may be a byte wide: a piece is handed over whole as soon as there is any, however long it is kept in
/// memory then, and the body is dropped behind its last one. So each piece's last byte comes by itself: there is a window
/// for that once all before it was taken.
struct Holding<T> {
    body: Body,
    last: Option<Bytes>,
    _held: T,
}

impl<T: Unpin> hyper::body::Body for Holding<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(last) = self.last.take() {
            return Poll::Ready(Some(Ok(Frame::data(last))));
        }
        let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(cx)) else { return Poll::Ready(None) };
        Poll::Ready(Some(frame.map(|frame| {
            frame.map_data(|mut data| {
                if data.len() > 1 {
                    self.last = Some(data.split_off(data.len() - 1));
                }
                data
            })
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.last.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, last) = (self.body.size_hint(), self.last.as_ref().map_or(0, Bytes::len) as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower() + last);
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper + last);
        }
        hint
    }
}
