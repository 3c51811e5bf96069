use axum::routing::get;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    task::JoinHandle,
};
use tokio_util::either::Either;

use super::*;
use crate::config::{Listen, TrustedProxies};

/// Short enough for a test to wait for, and far enough apart to tell which one ended a connection.
const PATIENCE: Patience = Patience {
    head: Duration::from_millis(300),
    first_request: Duration::from_millis(400),
    idle: Duration::from_millis(600),
    last_call: Duration::from_millis(700),
    stop: Duration::from_millis(1500),
};

/// Ten of them; who comes from the test's own address is taken for a proxy.
fn connections() -> Connections {
    let trusted = TrustedProxies { unix: true, networks: vec!["127.0.0.1/32".parse().expect("a network")] };
    Connections::at_most(10, Proxies::new(trusted))
}

struct Server {
    address: Listen,
    _folder: TempDir,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Server {
    /// One of each kind.
    async fn start() -> [Self; 2] {
        let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        let [first, second] = folders;
        let socket = Listen::Unix(second.path().join("keyward.sock"));
        let port = "127.0.0.1:0".parse().expect("an address");
        [Self::on(&port, first).await, Self::on(&socket, second).await]
    }

    async fn on(listen: &Listen, folder: TempDir) -> Self {
        Self::on_with(connections(), listen, folder).await
    }

    async fn on_with(connections: Connections, listen: &Listen, folder: TempDir) -> Self {
        let slow = async |millis: u64| {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            "done"
        };
        let router = Router::new()
            .route("/", get(async |ConnectInfo(peer): ConnectInfo<Peer>| peer.to_string()))
            .route("/slow", get(move || slow(500)))
            .route("/endless", get(move || slow(60_000)));
        let listener = Listener::bind(listen).await.expect("a listener");
        let address = listener.address().expect("an address");
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve_with(PATIENCE, listener, router, connections, stop.clone()));
        Self { address, _folder: folder, stop, serving }
    }

    async fn try_connect(&self) -> io::Result<Stream> {
        match &self.address {
            Listen::Tcp(address) => TcpStream::connect(address).await.map(Either::Left),
            Listen::Unix(path) => UnixStream::connect(path).await.map(Either::Right),
        }
    }

    async fn connect(&self) -> Stream {
        self.try_connect().await.expect("a connection")
    }

    async fn send(&self, text: &str) -> Stream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.expect("sending works");
        stream
    }
}

/// As the server sees it.
fn own_name(stream: &Stream) -> String {
    match stream {
        Either::Left(tcp) => tcp.local_addr().expect("an address").to_string(),
        Either::Right(_) => "unix".to_owned(),
    }
}

/// What arrives until the server closes, and how long that takes.
async fn rest(mut stream: Stream) -> (String, Duration) {
    let begun = Instant::now();
    let mut text = String::new();
    // A reset connection is as closed as an ended one.
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut text)).await;
    (text, begun.elapsed())
}

#[tokio::test]
async fn a_handler_knows_the_peer() {
    for server in Server::start().await {
        let stream = server.send("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        let peer = own_name(&stream);
        assert!(rest(stream).await.0.ends_with(&peer));
    }
}

#[tokio::test]
async fn a_connection_that_does_not_get_on_is_ended() {
    for server in Server::start().await {
        for beginning in ["", "GET / HTTP/1.1\r\nhost:", "PRI * HT", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
            let (_, took) = rest(server.send(beginning).await).await;
            assert!(took < Duration::from_secs(2), "{beginning:?} took {took:?}");
        }
    }
}

/// Whoever sends a byte now and then is never silent for long: what counts is the head as a whole.
#[tokio::test]
async fn a_head_that_comes_a_byte_at_a_time_ends_its_connection() {
    const PAUSE: Duration = Duration::from_millis(50);
    let request = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    let endless = format!("GET / HTTP/1.1\r\nhost: x\r\nx-more: {}", "x".repeat(1000));
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    // HEADERS (RFC 9113 §6.2) that are to have 768 bytes.
    let headers = String::from_utf8([&[0, 3, 0, 1, 5, 0, 0, 0, 1][..], &[b'x'; 768]].concat()).expect("ASCII");
    for server in Server::start().await {
        for (beginning, dripped) in [("", &endless), (request, &endless), (preface, &headers)] {
            let mut stream = server.send(beginning).await;
            let begun = Instant::now();
            for byte in dripped.bytes() {
                if stream.write_all(&[byte]).await.is_err() || begun.elapsed() > PATIENCE.stop * 2 {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
            let took = begun.elapsed();
            assert!(took + PAUSE > PATIENCE.head && took < Duration::from_secs(2), "{beginning:?} took {took:?}");
        }
    }
}

/// Needs a second address of loopback's network, which Linux alone gives without asking.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nobody_holds_more_connections_than_are_left_for_others() {
    let ten = Connections::at_most(10, Proxies::new(TrustedProxies::default()));
    let port = "127.0.0.1:0".parse().expect("an address");
    let server = Server::on_with(ten, &port, tempfile::tempdir().expect("a folder")).await;
    let mut held = Vec::new();
    for _ in 0..5 {
        let mut stream = server.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(stream.read(&mut [0; 1024]).await.expect("an answer") > 0);
        held.push(stream);
    }
    let request = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let mut sixth = server.connect().await;
    let _hung_up_on = sixth.write_all(request.as_bytes()).await;
    assert_eq!(rest(sixth).await.0, "");

    let Listen::Tcp(address) = server.address else { panic!("a port was asked for") };
    let elsewhere = tokio::net::TcpSocket::new_v4().expect("a socket");
    elsewhere.bind("127.0.0.2:0".parse().expect("an address")).expect("a free port");
    let mut other = elsewhere.connect(address).await.expect("a connection");
    other.write_all(request.as_bytes()).await.expect("sending works");
    assert!(rest(Either::Left(other)).await.0.starts_with("HTTP/1.1 200"));

    held.pop();
    while rest(server.send(request).await).await.0.is_empty() {}
}

/// A frame of HTTP/2 (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("a small frame");
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

#[tokio::test]
async fn an_answer_that_is_not_taken_ends_its_connection_whatever_else_is_asked() {
    // SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 §6.5.2).
    const NO_WINDOW: [u8; 6] = [0, 4, 0, 0, 0, 0];
    const ONE_BYTE: [u8; 6] = [0, 4, 0, 0, 0, 1];
    // `GET / HTTP/2` for `x`.
    const GET: [u8; 6] = [0x82, 0x86, 0x84, 0x01, 1, b'x'];
    let servers = Server::start().await.into_iter().chain(Server::start().await);
    for (server, window) in servers.zip([NO_WINDOW, NO_WINDOW, ONE_BYTE, ONE_BYTE]) {
        let mut stream = server.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
        stream.write_all(&frame(4, 0, 0, &window)).await.expect("sending works");
        let mut numbers = (1..200).step_by(2);
        let begun = Instant::now();
        // END_STREAM and END_HEADERS.
        while stream.write_all(&frame(1, 5, numbers.next().expect("it was ended before"), &GET)).await.is_ok() {
            tokio::time::sleep(PATIENCE.idle / 4).await;
        }
        assert!(begun.elapsed() > PATIENCE.idle, "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn stopping_finishes_what_is_in_flight_and_waits_for_nothing_else() {
    for mut server in Server::start().await {
        let in_flight = server.send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let _silent = server.connect().await;
        let mut idle = server.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(idle.read(&mut [0; 1024]).await.expect("an answer") > 0);
        tokio::time::sleep(Duration::from_millis(50)).await;

        let begun = Instant::now();
        server.stop.cancel();
        let (answer, _) = rest(in_flight).await;
        (&mut server.serving).await.expect("it serves without a panic");
        assert!(answer.ends_with("done"), "{answer}");
        assert!(begun.elapsed() < PATIENCE.stop, "{:?}", begun.elapsed());
        assert!(server.try_connect().await.is_err());
    }
}

#[tokio::test]
async fn stopping_answers_those_who_connected_just_before() {
    for mut server in Server::start().await {
        let mut connected = Vec::new();
        for _ in 0..8 {
            connected.push(server.connect().await);
        }
        server.stop.cancel();
        tokio::time::sleep(Duration::from_millis(50)).await;
        for stream in &mut connected {
            stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sending works");
        }
        for stream in connected {
            let (answer, _) = rest(stream).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
        (&mut server.serving).await.expect("it serves without a panic");
    }
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    for server in Server::start().await {
        let _endless = server.send("GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        server.stop.cancel();
        let stopped = tokio::time::timeout(PATIENCE.stop * 2, server.serving).await;
        assert!(stopped.is_ok(), "still serving");
    }
}
