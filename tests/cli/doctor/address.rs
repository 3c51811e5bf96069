use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use super::doctor;
use crate::place::Place;

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_trusted_is_found_by_going_through_it() {
    for (trusted, status, code) in [("", "problem", 1), ("127.0.0.1,::1", "ok", 0)] {
        let place = Place::with(&[("TRUSTED_PROXIES", trusted)]).await;
        let url = format!("http://{}", proxy_before(place.server.address).await);
        doctor(&place, &[("PUBLIC_URL", &url)])
            .says("address", "ok", &url)
            .says("proxies", status, "")
            .exits_with(code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_at_the_public_url_is_told_from_this_one() {
    let (place, other) = (Place::new().await, Place::new().await);
    let found = doctor(&place, &[("PUBLIC_URL", &other.server.url)]);
    found.says("address", "problem", "its keys are none of this database").exits_with(1);
    let found = doctor(&place, &[("PUBLIC_URL", &format!("{}/auth", other.server.url))]);
    found.says("address", "problem", "answered with 404").exits_with(1);
}

/// Forwards each connection, and says for whom in its first request.
async fn proxy_before(server: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = vec![0; 4096];
                let read = client.read(&mut head).await?;
                let head =
                    String::from_utf8_lossy(&head[..read]).replacen("\r\n", "\r\nX-Forwarded-For: 192.0.2.7\r\n", 1);
                let mut upstream = TcpStream::connect(server).await?;
                upstream.write_all(head.as_bytes()).await?;
                copy_bidirectional(&mut client, &mut upstream).await
            });
        }
    });
    address
}
