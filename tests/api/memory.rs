//! How much memory hostile clients can make the program take: they send as much as they like, in every way that makes a
//! server keep something, and the most that it ever had is what the system says.

use std::{fs, time::Duration};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::harness::{
    Api, Binary, Database, MINUTE, PASSWORD,
    http2::{CANCEL, DATA, END_HEADERS, END_STREAM, HEADERS, Http2, RST_STREAM, frame, get, post},
};

/// Connections that the program takes at once, and some that have to wait.
const CONNECTIONS: usize = 850;

const MIB: u64 = 1024 * 1024;

/// The most that it may ever have: twice what was seen, as allocators keep what was given back, and less than what the
/// streams alone would take if nothing bounded them over all connections.
const MOST: u64 = 448 * MIB;

/// What `/proc` knows of a process, in bytes.
fn memory(process: u32, what: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("a line about it");
    let kib = line.trim_start_matches(':').trim().trim_end_matches(" kB");
    kib.parse::<u64>().expect("a number") * 1024
}

/// Sends all this on so many connections at once, in pieces, and leaves each open until the others are done as well.
async fn crowd(server: &Api, connections: usize, bytes: &[u8]) {
    let one = || async {
        let mut stream = TcpStream::connect(server.address).await.ok()?;
        // The server may hang up, or take no more.
        let _ = timeout(Duration::from_secs(2), stream.write_all(bytes)).await;
        Some(stream)
    };
    let open = join_all((0..connections).map(|_| one())).await;
    for mut stream in open.into_iter().flatten() {
        let _ = timeout(Duration::from_millis(1), stream.read(&mut [0; 1024])).await;
    }
}

fn head(path: &str, more: &str) -> Vec<u8> {
    format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{more}\r\n").into_bytes()
}

/// One hundred streams on each of so many connections, each with most of a body that never ends.
async fn streams(server: &Api, connections: usize) {
    let one = || async {
        let mut client = Http2::connect(server.address, &[]).await;
        for id in (1..200).step_by(2) {
            client.send(&frame(HEADERS, END_HEADERS, id, &post("/graphql"))).await;
        }
        for _ in 0..3 {
            for id in (1..200).step_by(2) {
                let data = frame(DATA, 0, id, &[b' '; 16 * 1024]);
                if !matches!(timeout(Duration::from_secs(5), client.send_within_window(&data)).await, Ok(true)) {
                    return client;
                }
            }
        }
        client
    };
    let held = join_all((0..connections).map(|_| one())).await;
    drop(held);
}

/// One hundred large answers on each of so many connections, and nobody who reads them.
async fn unread(server: &Api, connections: usize) {
    let query = "query=%7B__schema%7Btypes%7Bname%20description%7D%7D%7D";
    let path = format!("/graphql?{query}");
    let one = || async {
        // No window for any stream.
        let mut client = Http2::connect(server.address, &[(4, 0)]).await;
        for id in (1..200).step_by(2) {
            client.send(&frame(HEADERS, END_HEADERS | END_STREAM, id, &get(&path))).await;
        }
        client
    };
    let held = join_all((0..connections).map(|_| one())).await;
    sleep(Duration::from_secs(1)).await;
    drop(held);
}

async fn resets(server: &Api, connections: usize) {
    let ask = |id| [frame(HEADERS, END_HEADERS, id, &post("/graphql")), frame(RST_STREAM, 0, id, &CANCEL)].concat();
    let bytes: Vec<u8> = (0..5_000).flat_map(|number| ask(2 * number + 1)).collect();
    let one = || async {
        let client = Http2::connect(server.address, &[]).await;
        let _ = timeout(Duration::from_secs(2), client.until_goodbye(&bytes)).await;
    };
    join_all((0..connections).map(|_| one())).await;
}

/// Everything that a request may have, as large as it may be or larger.
async fn large_parts(server: &Api) {
    let large = "x".repeat(60_000);
    let nested = format!(r#"{{"query":"{{ __typename }}","variables":{{"x":{}}}}}"#, "[".repeat(60_000));
    let numbers = format!(r#"{{"query":"{{ __typename }}","variables":{{"x":[{}0]}}}}"#, "0,".repeat(30_000));
    let aliases = (0..16).map(|number| format!("a{number}: __typename ")).collect::<Vec<_>>().concat();
    let requests = || {
        vec![
            server.graphql("", Value::Null).body(nested.clone()),
            server.graphql("", Value::Null).body(numbers.clone()),
            server.graphql(&format!("{{ {aliases} }}"), json!({})),
            server.graphql(&format!("query($x: String) {{ __type(name: \"{large}\") {{ name }} }}"), json!({})),
            server.log_in(&large, &large),
            server.refresh(&large),
            server.me().bearer(&large),
            server.graphql("{ __typename }", json!({})).cookie(&large).user_agent(&large),
            server.get(&format!("/verify-email?token={large}")),
            server.request(reqwest::Method::POST, "/reset-password").form(&[("token".to_owned(), large.repeat(20))]),
            server.graphql("", Value::Null).body(" ".repeat(2_000_000)),
        ]
    };
    join_all((0..5).flat_map(|_| requests()).map(|request| async { request.sent().await })).await;
}

#[tokio::test]
async fn hostile_clients_do_not_make_it_take_more_than_it_may() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::create(folder.path()).await;
    // Whoever attacks is believed to be a proxy, which may take all that there is.
    let settings = [("DATABASE_URL", &*database.url), ("LISTEN", "127.0.0.1:0"), ("TRUSTED_PROXIES", "127.0.0.1")];
    let server = Binary::start(folder.path(), &settings);
    server.registered("alice@example.org").await;
    let idle = memory(server.id(), "VmRSS");
    let mut peaks = Vec::new();
    macro_rules! attack {
        ($what:expr, $attack:expr) => {
            $attack.await;
            let alive = timeout(MINUTE, async { server.get("/health/live").sent().await });
            assert!(alive.await.is_ok_and(|answer| answer.is_some()), "it serves after {}", $what);
            peaks.push(($what, memory(server.id(), "VmHWM") / MIB));
        };
    }
    let endless_header = [head("/graphql", "").trim_ascii_end(), b"\r\nx: ", &vec![b'x'; 1_000_000]].concat();
    let half = [head("/graphql", "content-length: 65536\r\n"), vec![b' '; 65_000]].concat();
    let chunks =
        [head("/graphql", "transfer-encoding: chunked\r\n"), b"ffff\r\n".to_vec(), vec![b' '; 65_000]].concat();
    let pipelined = b"GET /.well-known/jwks.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(10_000);
    attack!("headers without end", crowd(&server, CONNECTIONS, &endless_header));
    attack!("bodies without end", crowd(&server, CONNECTIONS, &half));
    attack!("chunks without end", crowd(&server, CONNECTIONS, &chunks));
    attack!("requests one after the other", crowd(&server, 20, &pipelined));
    attack!("large parts", large_parts(&server));
    attack!("streams that are reset", resets(&server, 20));
    attack!("bodies on many streams", streams(&server, 60));
    attack!("answers that nobody reads", unread(&server, 3));
    eprintln!("idle {} MiB; the most so far, in MiB: {peaks:?}", idle / MIB);
    assert!(memory(server.id(), "VmHWM") < MOST, "idle {} MiB; the most so far, in MiB: {peaks:?}", idle / MIB);
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
    assert_eq!(server.said().iter().filter(|line| line.contains("panicked")).count(), 0);
}
