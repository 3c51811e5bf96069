use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use mail_parser::MessageParser;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream, tcp::OwnedWriteHalf},
};

use super::Mail;

/// A mail server on loopback that keeps what it is given, or refuses it when told to.
pub(crate) struct SmtpSink {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    mails: Vec<Vec<u8>>,
    next: VecDeque<Reply>,
    otherwise: Option<Reply>,
    tries: usize,
}

/// How a mail is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Accept,
    /// 451: try again later.
    NotNow,
    /// 550: never.
    Never,
    /// The connection ends in the middle.
    HangUp,
    /// The mail is kept, but the connection ends before that is said.
    AcceptAndHangUp,
    /// Nothing is said, and the connection stays.
    Nothing,
}

impl SmtpSink {
    pub(crate) async fn start() -> Arc<Self> {
        Self::listening_on(0).await
    }

    /// The same on a port of the test's choice.
    pub(crate) async fn listening_on(port: u16) -> Arc<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let kept = Arc::new(Mutex::new(Kept::default()));
        let shared = Arc::clone(&kept);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Arc::new(Self { address, kept })
    }

    /// For `MAIL_URL`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// How the next mails are received, one after the other; then they are accepted again.
    pub(crate) fn answers_next(&self, replies: impl IntoIterator<Item = Reply>) {
        self.lock().next.extend(replies);
    }

    /// How all further mails are received.
    pub(crate) fn answers_always(&self, reply: Reply) {
        self.lock().otherwise = Some(reply);
    }

    /// How many mails were offered so far, whatever came of it.
    pub(crate) fn tries(&self) -> usize {
        self.lock().tries
    }

    /// The mails that were accepted.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.lock().mails.iter().map(|raw| read(raw)).collect()
    }

    /// The same as they came.
    pub(crate) fn raw_mails(&self) -> Vec<Vec<u8>> {
        self.lock().mails.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().expect("nobody panicked while holding it")
    }
}

/// One connection, as far as RFC 5321 §4.1 is needed here. An error is a client that has gone.
async fn converse(stream: TcpStream, kept: Arc<Mutex<Kept>>) -> Result<(), std::io::Error> {
    let (input, mut output) = stream.into_split();
    let mut lines = BufReader::new(input).split(b'\n');
    say(&mut output, "220 sink ready").await?;
    while let Some(line) = lines.next_segment().await? {
        let command = String::from_utf8_lossy(&line).trim().to_ascii_uppercase();
        match command.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say(&mut output, "250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME").await?,
            "AUTH" => say(&mut output, "235 whoever you are").await?,
            "DATA" => {
                say(&mut output, "354 go on").await?;
                let Some(mail) = read_data(&mut lines).await? else { return Ok(()) };
                match take(&kept, mail) {
                    Reply::Accept => say(&mut output, "250 kept").await?,
                    Reply::NotNow => say(&mut output, "451 not now").await?,
                    Reply::Never => say(&mut output, "550 never").await?,
                    Reply::Nothing => std::future::pending().await,
                    Reply::HangUp | Reply::AcceptAndHangUp => return Ok(()),
                }
            }
            "QUIT" => return say(&mut output, "221 bye").await,
            _ => say(&mut output, "250 fine").await?,
        }
    }
    Ok(())
}

fn take(kept: &Mutex<Kept>, mail: Vec<u8>) -> Reply {
    let mut kept = kept.lock().expect("nobody panicked while holding it");
    kept.tries += 1;
    let reply = kept.next.pop_front().or(kept.otherwise).unwrap_or(Reply::Accept);
    if matches!(reply, Reply::Accept | Reply::AcceptAndHangUp) {
        kept.mails.push(mail);
    }
    reply
}

/// None where the client has gone before the end: no mail then (RFC 5321 §4.2.5).
async fn read_data<R>(lines: &mut tokio::io::Split<R>) -> Result<Option<Vec<u8>>, std::io::Error>
where
    R: tokio::io::AsyncBufRead + Unpin,
{
    let mut mail = Vec::new();
    while let Some(line) = lines.next_segment().await? {
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if line == b"." {
            return Ok(Some(mail));
        }
        mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
        mail.extend_from_slice(b"\r\n");
    }
    Ok(None)
}

async fn say(output: &mut OwnedWriteHalf, line: &str) -> Result<(), std::io::Error> {
    output.write_all(format!("{line}\r\n").as_bytes()).await
}

fn read(raw: &[u8]) -> Mail {
    let message = MessageParser::default().parse(raw).expect("a mail that can be read");
    let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).expect("a recipient");
    Mail {
        to: to.to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        message_id: message.message_id().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
    }
}
