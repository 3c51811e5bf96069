//! Requests whose end two readers could see in different places (RFC 9112 §11.2): what is not one request beyond doubt is
//! refused and is the end of its connection.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::harness::{MINUTE, Server};

/// What an attacker wants to be taken for a request of its own.
const HIDDEN: &str = "GET /hidden HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// What comes next on the connection, from somebody else.
const NEXT: &str = "GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// The statuses that come back, in order, until the server closes.
async fn statuses(server: &Server, bytes: &str) -> Vec<String> {
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    // The server may have hung up before the end.
    let _ = stream.write_all(bytes.as_bytes()).await;
    let mut received = Vec::new();
    let reading = timeout(MINUTE, stream.read_to_end(&mut received)).await;
    let _ = reading.expect("the server closes");
    let text = String::from_utf8_lossy(&received).into_owned();
    let answers = text.match_indices("HTTP/1.").map(|(at, found)| &text[at + found.len() + "1 ".len()..]);
    answers.map(|rest| rest.chars().take(3).collect()).collect()
}

/// A request with these lines in its head, and this body.
fn post(head: &str, body: &str) -> String {
    format!("POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{head}\r\n{body}{NEXT}")
}

#[tokio::test]
async fn one_request_after_the_other_is_answered_in_order() {
    let server = Server::start().await;
    let query = r#"{"query":"{ __typename }"}"#;
    let plain = post(&format!("content-length: {}\r\n", query.len()), query);
    assert_eq!(statuses(&server, &plain).await, ["200", "200"]);
    let chunked = format!("{:x}\r\n{query}\r\n0\r\n\r\n", query.len());
    assert_eq!(statuses(&server, &post("transfer-encoding: chunked\r\n", &chunked)).await, ["200", "200"]);
}

#[tokio::test]
async fn a_head_with_two_readings_is_refused_and_nothing_after_it_is_read() {
    let server = Server::start().await;
    let length = HIDDEN.len();
    let hidden_behind = format!("0\r\n\r\n{HIDDEN}");
    for (what, head) in [
        ("two lengths", format!("content-length: 0\r\ncontent-length: {length}\r\n")),
        ("a list of lengths", format!("content-length: 0, {length}\r\n")),
        ("a length with a sign", format!("content-length: +{length}\r\n")),
        ("a negative length", "content-length: -1\r\n".to_owned()),
        ("a length in another base", "content-length: 0x10\r\n".to_owned()),
        ("an immense length", "content-length: 99999999999999999999\r\n".to_owned()),
        ("an unknown coding", "transfer-encoding: xchunked\r\n".to_owned()),
        ("chunks inside another coding", "transfer-encoding: chunked, identity\r\n".to_owned()),
        ("a blank before the colon", "transfer-encoding : chunked\r\n".to_owned()),
        ("a folded line", "transfer-encoding:\r\n chunked\r\n".to_owned()),
        ("a line that goes on", format!("x: y\r\n content-length: {length}\r\n")),
        ("a bare carriage return", format!("x: y\rcontent-length: {length}\r\n")),
        ("a nul", "x: \0\r\n".to_owned()),
        ("two hosts", "host: elsewhere\r\n".to_owned()),
        ("a name that is none", "x y: z\r\n".to_owned()),
    ] {
        let statuses = statuses(&server, &post(&head, &hidden_behind)).await;
        assert_eq!(statuses, ["400"], "{what}");
    }
}

#[tokio::test]
async fn a_length_beside_chunks_is_no_way_to_hide_a_request() {
    let server = Server::start().await;
    let query = r#"{"query":"{ __typename }"}"#;
    let whole = format!("{:x}\r\n{query}\r\n0\r\n\r\n{HIDDEN}", query.len());
    let empty = format!("0\r\n\r\n{HIDDEN}");
    for (body, status) in [(whole, "200"), (empty, "400")] {
        let length = format!("content-length: {}\r\n", body.len());
        let chunked = "transfer-encoding: chunked\r\n";
        for head in [format!("{length}{chunked}"), format!("{chunked}{length}")] {
            // The chunks count, and nothing is read behind them (RFC 9112 §6.1).
            assert_eq!(statuses(&server, &post(&head, &body)).await, [status], "{head}");
        }
    }
}

#[tokio::test]
async fn chunks_that_are_none_are_refused_and_nothing_after_them_is_read() {
    let server = Server::start().await;
    for chunk in ["0x1\r\na\r\n", "-1\r\n", "1 1\r\n", "fffffffffffffffff\r\n", "g\r\n", "1\r\naa\r\n", ";\r\n"] {
        let statuses =
            statuses(&server, &post("transfer-encoding: chunked\r\n", &format!("{chunk}0\r\n\r\n{HIDDEN}"))).await;
        assert_eq!(statuses, ["400"], "{chunk:?}");
    }
}

#[tokio::test]
async fn older_and_unknown_versions_hide_nothing() {
    let server = Server::start().await;
    for line in [
        "POST /graphql HTTP/1.0",
        "POST /graphql HTTP/1.2",
        "POST /graphql HTTP/3.0",
        "POST /graphql",
        "POST  /graphql HTTP/1.1",
    ] {
        let head = "host: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n";
        let answered = statuses(&server, &format!("{line}\r\n{head}\r\n0\r\n\r\n{HIDDEN}{NEXT}")).await;
        assert_eq!(answered, ["400"], "{line}");
    }
}

#[tokio::test]
async fn a_request_without_a_host_is_refused_but_by_http_1_0() {
    let server = Server::start().await;
    let live = |version: &str| format!("GET /health/live {version}\r\n\r\n{NEXT}");
    assert_eq!(statuses(&server, &live("HTTP/1.1")).await, ["400"]);
    assert_eq!(statuses(&server, &live("HTTP/1.0")).await, ["200"]);
}
