use std::{
    collections::BTreeSet,
    io,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// A way to a PostgreSQL server that passes everything on, and keeps which statements were prepared.
pub(crate) struct Wire {
    /// The database behind it, for clients.
    pub(crate) url: String,
    prepared: Arc<Mutex<Vec<Prepared>>>,
}

/// A statement as it was prepared: what `Parse` says in PostgreSQL's protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Prepared {
    pub(crate) sql: String,
    /// The types of its parameters, by their numbers in `pg_type`.
    pub(crate) types: Vec<u32>,
}

impl Wire {
    pub(crate) async fn to(database: &str) -> Self {
        let prepared = Arc::default();
        let noting = Arc::clone(&prepared);
        let url = way_to(database, move |client, server| pass_on(client, server, Arc::clone(&noting))).await;
        Self { url, prepared }
    }

    /// How often anything was prepared so far.
    pub(crate) fn count(&self) -> usize {
        self.prepared.lock().expect("nobody panicked while holding it").len()
    }

    /// What was prepared after the first so many.
    pub(crate) fn since(&self, count: usize) -> BTreeSet<Prepared> {
        self.prepared.lock().expect("nobody panicked while holding it").iter().skip(count).cloned().collect()
    }
}

/// Puts somebody between a PostgreSQL server and its clients, who get a URL of their own: each connection is passed on by
/// what is made of its two ends.
pub(crate) async fn way_to<F>(database: &str, pass_on: impl Fn(TcpStream, TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output: Send> + Send + 'static,
{
    let mut url = url::Url::parse(database).expect("the database's URL");
    let server = (url.host_str().expect("its host").to_owned(), url.port().unwrap_or(5432));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    url.set_host(Some("127.0.0.1")).expect("a host");
    url.set_port(Some(port)).expect("a port");
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(server.clone()).await.expect("the server answers");
            tokio::spawn(pass_on(client, server));
        }
    });
    url.into()
}

async fn pass_on(client: TcpStream, server: TcpStream, prepared: Arc<Mutex<Vec<Prepared>>>) {
    let (from_client, mut to_client) = client.into_split();
    let (mut from_server, to_server) = server.into_split();
    // Either side's end is the end.
    tokio::select! {
        _ = copy(&mut from_server, &mut to_client) => {}
        _ = note(from_client, to_server, &prepared) => {}
    }
}

async fn note(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, prepared: &Mutex<Vec<Prepared>>) -> io::Result<()> {
    // The first message has no type.
    message(&mut from, &mut to).await?;
    loop {
        let kind = from.read_u8().await?;
        to.write_u8(kind).await?;
        let body = message(&mut from, &mut to).await?;
        if kind == b'P' {
            prepared.lock().expect("nobody panicked while holding it").push(parse(&body));
        }
    }
}

/// Passes a message on: its length, which counts itself, and its body.
async fn message(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf) -> io::Result<Vec<u8>> {
    let length = from.read_u32().await?;
    let mut body = vec![0; length as usize - 4];
    from.read_exact(&mut body).await?;
    to.write_u32(length).await?;
    to.write_all(&body).await?;
    Ok(body)
}

/// A name, the statement, and how many types of parameters follow.
fn parse(body: &[u8]) -> Prepared {
    let mut parts = body.splitn(3, |byte| *byte == 0);
    let [_name, sql, types] = [(); 3].map(|()| parts.next().expect("two texts that end, and the rest"));
    let types = types[2..].chunks_exact(4).map(|type_| u32::from_be_bytes(type_.try_into().expect("four bytes")));
    Prepared { sql: String::from_utf8(sql.to_vec()).expect("SQL in UTF-8"), types: types.collect() }
}
