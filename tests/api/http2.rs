//! HTTP/2 as nobody means it: whoever plays with frames is hung up on, and everyone else is served.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use crate::harness::{
    MINUTE, Server, eventually,
    http2::{
        CANCEL, CONTINUATION, END_HEADERS, END_STREAM, HEADERS, Http2, PING, RST_STREAM, SETTINGS, frame, get, post,
    },
};

/// RFC 9113 §7.
const ENHANCE_YOUR_CALM: u32 = 11;

/// Sends all this and waits until the server hangs up; answers with its goodbye. Others are served meanwhile.
async fn goodbye(server: &Server, bytes: &[u8]) -> Option<u32> {
    let client = Http2::connect(server.address, &[]).await;
    let goodbye = timeout(MINUTE, client.until_goodbye(bytes)).await.expect("the server hangs up");
    assert_eq!(server.graphql("{ __typename }", json!({})).await.status, 200, "it keeps serving");
    goodbye
}

/// The numbers of the streams that a client opens.
fn streams(count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(|number| 2 * number + 1)
}

#[tokio::test]
async fn a_hundred_streams_at_once_are_what_it_says_it_takes() {
    const MAX_CONCURRENT_STREAMS: [u8; 6] = [0, 3, 0, 0, 0, 100];
    let server = Server::start().await;
    let mut client = Http2::connect(server.address, &[]).await;
    let hello = client.next().await.expect("a hello");
    assert_eq!(hello.kind, SETTINGS, "{hello:?}");
    assert!(hello.payload.chunks(6).any(|setting| setting == MAX_CONCURRENT_STREAMS), "{hello:?}");
}

#[tokio::test]
async fn the_stream_past_a_hundred_is_refused_and_the_others_are_answered() {
    const REFUSED_STREAM: [u8; 4] = [0, 0, 0, 7];
    let server = Server::start().await;
    let mut client = Http2::connect(server.address, &[]).await;
    let open: Vec<u8> = streams(101).flat_map(|id| frame(HEADERS, END_HEADERS, id, &post("/graphql"))).collect();
    client.send(&open).await;
    let mut refused = Vec::new();
    while refused.is_empty() {
        let frame = client.next().await.expect("the connection lasts");
        refused.extend((frame.kind == RST_STREAM).then_some((frame.stream, frame.payload)));
    }
    assert_eq!(refused, [(201, REFUSED_STREAM.to_vec())]);
    let body = frame(0, END_STREAM, 1, br#"{"query":"{ __typename }"}"#);
    client.send(&body).await;
    let answered = timeout(MINUTE, async { while client.next().await.expect("an answer").stream != 1 {} }).await;
    assert!(answered.is_ok(), "the first stream is answered");
}

/// So many connections with a hundred requests each, none of which has its body.
async fn hundreds(server: &Server, connections: usize) -> Vec<Http2> {
    let open: Vec<u8> = streams(100).flat_map(|id| frame(HEADERS, END_HEADERS, id, &post("/graphql"))).collect();
    let mut waiting = Vec::new();
    for _ in 0..connections {
        let mut client = Http2::connect(server.address, &[]).await;
        client.send(&open).await;
        // All of them are there once the server has answered what came after them.
        client.send(&frame(PING, 0, 0, &[0; 8])).await;
        while client.next().await.expect("the connection lasts").kind != PING {}
        waiting.push(client);
    }
    waiting
}

#[tokio::test]
async fn one_client_gets_half_the_room_for_http_2() {
    let server = Server::start().await;
    let _waiting = hundreds(&server, 5).await;
    let mut late = Http2::connect(server.address, &[]).await;
    let ask = frame(HEADERS, END_HEADERS | END_STREAM, 1, &get("/health/live"));
    assert!(late.answer(&ask).await.contains("SERVICE_UNAVAILABLE"));
}

#[tokio::test]
async fn more_requests_at_once_than_there_is_room_for_are_503_and_http_1_goes_on() {
    let server = Server::behind_a_proxy([]).await;
    let waiting = hundreds(&server, 10).await;
    let mut late = Http2::connect(server.address, &[]).await;
    let ask = frame(HEADERS, END_HEADERS | END_STREAM, 1, &get("/health/live"));
    assert!(late.answer(&ask).await.contains("SERVICE_UNAVAILABLE"));
    assert_eq!(server.graphql("{ __typename }", json!({})).await.status, 200);
    drop(waiting);
    let again = || async {
        let mut client = Http2::connect(server.address, &[]).await;
        client.answer(&ask).await.contains("pass").then_some(())
    };
    eventually("room for a request", again).await;
}

#[tokio::test]
async fn streams_that_are_opened_and_reset_are_the_end_of_their_connection() {
    let server = Server::start().await;
    for request in [get("/health/live"), post("/graphql")] {
        let ask = |id| [frame(HEADERS, END_HEADERS, id, &request), frame(RST_STREAM, 0, id, &CANCEL)].concat();
        let bytes: Vec<u8> = streams(50_000).flat_map(ask).collect();
        assert_eq!(goodbye(&server, &bytes).await, Some(ENHANCE_YOUR_CALM));
    }
}

#[tokio::test]
async fn headers_without_end_are_the_end_of_their_connection() {
    let server = Server::start().await;
    let mut bytes = frame(HEADERS, END_STREAM, 1, &get("/health/live"));
    // `x: xx…`, neither compressed nor kept.
    let field = [&[0, 1, b'x', 126][..], &[b'x'; 126]].concat();
    for _ in 0..1_000 {
        bytes.extend(frame(CONTINUATION, 0, 1, &field.repeat(100)));
    }
    assert_eq!(goodbye(&server, &bytes).await, Some(ENHANCE_YOUR_CALM));
}

#[tokio::test]
async fn a_few_bytes_that_stand_for_many_headers_are_refused() {
    let server = Server::start().await;
    // A value that is put into the table, and then named by one byte again and again.
    let mut block = get("/health/live");
    block.extend([0x40, 1, b'x', 126]);
    block.extend([b'x'; 126]);
    block.extend([0xbe; 10_000]);
    let bomb = frame(HEADERS, END_HEADERS | END_STREAM, 1, &block);
    assert_eq!(goodbye(&server, &bomb).await, Some(ENHANCE_YOUR_CALM));
}

#[tokio::test]
async fn pings_and_settings_that_nobody_reads_the_answers_to_keep_nobody_from_being_served() {
    let server = Server::start().await;
    for (kind, payload) in [(PING, &[0; 8][..]), (SETTINGS, &[0, 3, 0, 0, 0, 100])] {
        let mut client = Http2::connect(server.address, &[]).await;
        let flood = frame(kind, 0, 0, payload).repeat(10_000);
        // It is not taken whole once the answers to it are not read.
        let _ = timeout(Duration::from_secs(1), client.send(&flood.repeat(20))).await;
        assert_eq!(server.graphql("{ __typename }", json!({})).await.status, 200);
    }
}
