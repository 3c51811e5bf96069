use axum::routing::get;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    task::JoinHandle,
};

use super::*;

/// Short enough for a test to wait for, and far enough apart to tell which one ended a connection.
const PATIENCE: Patience = Patience {
    head: Duration::from_millis(300),
    first_request: Duration::from_millis(400),
    idle: Duration::from_millis(600),
    stop: Duration::from_millis(1500),
};

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Server {
    async fn start() -> Self {
        let slow = async |millis: u64| {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            "done"
        };
        let router = Router::new()
            .route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()))
            .route("/slow", get(move || slow(500)))
            .route("/endless", get(move || slow(60_000)));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve_with(PATIENCE, listener, router, stop.clone()));
        Self { address, stop, serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.expect("sending works");
        stream
    }
}

/// What arrives until the server closes, and how long that takes.
async fn rest(mut stream: TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    let mut text = String::new();
    // A reset connection is as closed as an ended one.
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut text)).await;
    (text, begun.elapsed())
}

#[tokio::test]
async fn a_handler_knows_the_peer() {
    let server = Server::start().await;
    let stream = server.send("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    let peer = stream.local_addr().expect("an address").to_string();
    assert!(rest(stream).await.0.ends_with(&peer));
}

#[tokio::test]
async fn a_connection_that_does_not_get_on_is_ended() {
    let server = Server::start().await;
    for beginning in ["", "GET / HTTP/1.1\r\nhost:", "PRI * HT", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let (_, took) = rest(server.send(beginning).await).await;
        assert!(took < Duration::from_secs(2), "{beginning:?} took {took:?}");
    }
}

#[tokio::test]
async fn stopping_finishes_what_is_in_flight_and_waits_for_nothing_else() {
    let server = Server::start().await;
    let in_flight = server.send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let _silent = server.connect().await;
    let mut idle = server.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(idle.read(&mut [0; 1024]).await.expect("an answer") > 0);
    tokio::time::sleep(Duration::from_millis(50)).await;

    let begun = Instant::now();
    server.stop.cancel();
    let (answer, _) = rest(in_flight).await;
    server.serving.await.expect("it serves without a panic");
    assert!(answer.ends_with("done"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let server = Server::start().await;
    let _endless = server.send("GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.stop.cancel();
    let stopped = tokio::time::timeout(PATIENCE.stop * 2, server.serving).await;
    assert!(stopped.is_ok(), "still serving");
}
