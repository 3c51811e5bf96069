use std::{
    collections::BTreeSet,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::tcp::{OwnedReadHalf, OwnedWriteHalf},
    sync::{mpsc, oneshot},
};

use crate::harness::way_to;

/// A way to a PostgreSQL server on which what is asked about sessions waits, while the gate is closed, until it is let
/// through: a single statement, or a transaction before its first one. Once that is through, so is the rest of it.
pub(super) struct Gate {
    /// The database behind it, for clients.
    pub(super) url: String,
    arriving: mpsc::UnboundedReceiver<Waiting>,
    closed: Arc<AtomicBool>,
}

/// Somebody at the gate.
#[derive(Debug)]
pub(super) struct Waiting(oneshot::Sender<()>);

impl Waiting {
    pub(super) fn let_through(self) {
        self.0.send(()).expect("whoever waits is still there");
    }
}

impl Gate {
    pub(super) async fn before(database: &str) -> Self {
        let (arrives, arriving) = mpsc::unbounded_channel();
        let closed = Arc::<AtomicBool>::default();
        let is_closed = Arc::clone(&closed);
        let url = way_to(database, move |client, server| {
            let (from_client, mut to_client) = client.into_split();
            let (mut from_server, to_server) = server.into_split();
            let passage = Passage::new(arrives.clone(), Arc::clone(&is_closed));
            async move {
                // Either side's end is the end.
                tokio::select! {
                    _ = copy(&mut from_server, &mut to_client) => {}
                    _ = passage.pass_on(from_client, to_server) => {}
                }
            }
        });
        Self { url: url.await, arriving, closed }
    }

    pub(super) fn close(&self) {
        self.closed.store(true, Relaxed);
    }

    pub(super) fn open(&self) {
        self.closed.store(false, Relaxed);
    }

    pub(super) async fn next(&mut self) -> Waiting {
        self.arriving.recv().await.expect("the way to the database is there")
    }
}

/// One connection.
struct Passage {
    arrives: mpsc::UnboundedSender<Waiting>,
    closed: Arc<AtomicBool>,
    /// The prepared statements that are about sessions, and those that are about accounts.
    about_sessions: BTreeSet<Vec<u8>>,
    about_accounts: BTreeSet<Vec<u8>>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    /// A transaction has begun, and nothing was asked in it.
    Begun,
    Inside,
}

impl Passage {
    fn new(arrives: mpsc::UnboundedSender<Waiting>, closed: Arc<AtomicBool>) -> Self {
        let (about_sessions, about_accounts) = Default::default();
        Self { arrives, closed, about_sessions, about_accounts, place: Place::Outside }
    }

    async fn pass_on(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
        // The first message has no type.
        let first = body(&mut from).await?;
        write(&mut to, &first).await?;
        loop {
            let kind = from.read_u8().await?;
            let body = body(&mut from).await?;
            if self.is_to_wait(kind, &body) && self.closed.load(Relaxed) {
                let (go, going) = oneshot::channel();
                self.arrives.send(Waiting(go)).ok();
                going.await.ok();
            }
            to.write_u8(kind).await?;
            write(&mut to, &body).await?;
        }
    }

    /// `Query` begins and ends transactions, `Parse` names a statement, `Bind` is about to execute it. Under a strict
    /// isolation a transaction sees what there is when it first names one, not when it first executes one.
    fn is_to_wait(&mut self, kind: u8, body: &[u8]) -> bool {
        let mut texts = body.split(|byte| *byte == 0);
        let mut text = || texts.next().unwrap_or_default();
        match kind {
            b'Q' => self.place = if text().starts_with(b"BEGIN") { Place::Begun } else { Place::Outside },
            b'P' => {
                let (name, sql) = (text().to_vec(), String::from_utf8_lossy(text()).into_owned());
                let deletes = sql.starts_with("DELETE"); // by the worker that tidies up
                let about = |table: &str| sql.contains(table) && !deletes;
                if about(r#""sessions""#) {
                    self.about_sessions.insert(name.clone());
                } else if about(r#"FROM "accounts""#) {
                    self.about_accounts.insert(name.clone());
                }
                return self.place == Place::Begun && self.is_first(&name);
            }
            b'B' => {
                let (_, name) = (text(), text());
                return match self.place {
                    Place::Outside => self.about_sessions.contains(name),
                    Place::Begun => self.is_first(name),
                    Place::Inside => false,
                };
            }
            _ => {}
        }
        false
    }

    fn is_first(&mut self, statement: &[u8]) -> bool {
        self.place = Place::Inside;
        self.about_sessions.contains(statement) || self.about_accounts.contains(statement)
    }
}

/// What follows a message's type: its length, which counts itself, and the rest.
async fn body(from: &mut OwnedReadHalf) -> io::Result<Vec<u8>> {
    let length = from.read_u32().await?;
    let mut body = vec![0; length as usize - 4];
    from.read_exact(&mut body).await?;
    Ok(body)
}

async fn write(to: &mut OwnedWriteHalf, body: &[u8]) -> io::Result<()> {
    to.write_u32(u32::try_from(body.len() + 4).expect("it was as long when it came")).await?;
    to.write_all(body).await
}
