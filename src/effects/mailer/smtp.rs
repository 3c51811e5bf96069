use std::{
    borrow::Cow,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use lettre::{
    Message,
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::SendError;
use crate::error::{Error, Fault};

/// How long one mail may take from connecting to the server's yes.
pub const SEND_TIME_OUT: Duration = Duration::from_secs(30);
const CONNECT_TIME_OUT: Duration = Duration::from_secs(10);

/// Servers close idle connections after minutes (RFC 5321 §4.5.3.2.7); a short rest serves a burst all the same.
const REST: Duration = Duration::from_secs(30);
const RESTING: usize = 4;

/// A mail server. Connections are kept for a while and used again.
///
/// The pool is ours: the library's own gives back a connection whose send was abandoned at a time-out, and then
/// takes the late answer to one mail for the answer to the next.
#[derive(Clone)]
pub struct Smtp(Arc<Inner>);

struct Inner {
    server: Server,
    resting: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

struct Server {
    host: String,
    port: u16,
    encryption: Encryption,
    tls: TlsParameters,
    credentials: Option<Credentials>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    /// TLS from the first byte (RFC 8314 §3.3).
    Implicit,
    /// STARTTLS (RFC 3207), or no mail.
    Required,
    /// STARTTLS where it is offered, by whatever certificate: on loopback, where plain text is no worse.
    WhereOffered,
}

impl Smtp {
    /// The server of a `MAIL_URL`; the user name and password stand there, or beside it, which counts more.
    ///
    /// # Errors
    /// A URL with another scheme than `smtp` and `smtps`, or without a host.
    pub fn new(url: &SecretString, username: Option<&str>, password: Option<&SecretString>) -> Result<Self, Error> {
        let server =
            Server::new(url.expose_secret(), username, password).map_err(Fault::while_doing("reading MAIL_URL"))?;
        Ok(Self(Arc::new(Inner { server, resting: Mutex::default() })))
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), SendError> {
        let formatted = message.formatted();
        in_time(async {
            let mut connection = self.connection().await?;
            connection.send(message.envelope(), &formatted).await.map_err(|error| refused(&error))?;
            self.rest(connection);
            Ok(())
        })
        .await
    }

    pub(super) async fn check(&self) -> Result<(), SendError> {
        in_time(async {
            let connection = self.0.server.connect().await.map_err(SendError::for_now)?;
            self.rest(connection);
            Ok(())
        })
        .await
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, SendError> {
        while let Some((mut connection, since)) = self.take() {
            if since.elapsed() < REST && connection.test_connected().await {
                return Ok(connection);
            }
        }
        self.0.server.connect().await.map_err(SendError::for_now)
    }

    fn take(&self) -> Option<(AsyncSmtpConnection, Instant)> {
        self.0.resting.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn rest(&self, connection: AsyncSmtpConnection) {
        let mut resting = self.0.resting.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.len() < RESTING {
            resting.push((connection, Instant::now()));
        }
    }
}

impl Server {
    fn new(
        url: &str,
        username: Option<&str>,
        password: Option<&SecretString>,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let url = Url::parse(url)?;
        let host = url.host_str().ok_or("it names no host")?.trim_matches(['[', ']']).to_owned();
        let (encryption, default_port) = match url.scheme() {
            "smtps" => (Encryption::Implicit, 465),
            "smtp" if is_loopback(&host) => (Encryption::WhereOffered, 587),
            "smtp" => (Encryption::Required, 587),
            _ => return Err("it must begin with smtp:// or smtps://".into()),
        };
        let username = username.map(Cow::from).or_else(|| decoded(url.username()));
        let password = password.map(|password| Cow::from(password.expose_secret()));
        let password = password.or_else(|| url.password().and_then(decoded));
        let credentials = username.zip(password).map(|(name, word)| Credentials::new(name.into(), word.into()));
        let any_certificate = encryption == Encryption::WhereOffered;
        let tls = TlsParameters::builder(host.clone())
            .dangerous_accept_invalid_certs(any_certificate)
            .dangerous_accept_invalid_hostnames(any_certificate)
            .build()?;
        Ok(Self { port: url.port().unwrap_or(default_port), host, encryption, tls, credentials })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let name = ClientId::default();
        let implicit = (self.encryption == Encryption::Implicit).then(|| self.tls.clone());
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT_TIME_OUT), &name, implicit, None).await?;
        let upgrade = match self.encryption {
            Encryption::Implicit => false,
            Encryption::Required => true,
            Encryption::WhereOffered => connection.can_starttls(),
        };
        if upgrade {
            connection.starttls(self.tls.clone(), &name).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Server { host, port, encryption, .. } = &self.0.server;
        write!(formatter, "Smtp({host}:{port}, {encryption:?})")
    }
}

async fn in_time(work: impl Future<Output = Result<(), SendError>>) -> Result<(), SendError> {
    tokio::time::timeout(SEND_TIME_OUT, work).await.unwrap_or_else(|_| {
        let seconds = SEND_TIME_OUT.as_secs();
        Err(SendError::for_now(format_args!("the mail server took longer than {seconds} s")))
    })
}

fn decoded(part: &str) -> Option<Cow<'_, str>> {
    (!part.is_empty()).then(|| percent_decode_str(part).decode_utf8_lossy())
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn refused(error: &SmtpError) -> SendError {
    let said = error.to_string();
    let permanent = error.status().is_some_and(|code| is_about_the_recipient(&code.to_string(), &said));
    SendError { permanent, said }
}

/// Whether a 5xx says that this recipient will never get mail (RFC 5321 §4.2.3, RFC 3463 §3.2). Everything else that
/// servers say with a 5xx, from a wrong sender to a full disk, is mended without the recipient.
fn is_about_the_recipient(code: &str, said: &str) -> bool {
    let status = said
        .split(|letter: char| letter.is_whitespace() || letter == ':')
        .find(|word| word.starts_with("5.") && is_status(word));
    match status {
        Some(status) => status == "5.2.1" || status.starts_with("5.1.") && !matches!(status, "5.1.7" | "5.1.8"),
        None => matches!(code, "550" | "551" | "553" | "556"),
    }
}

fn is_status(word: &str) -> bool {
    word.split('.').count() == 3 && word.split('.').all(|part| part.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        Server::new(url, None, None).expect("the test wrote a good URL")
    }

    #[test]
    fn starttls_is_required_off_loopback() {
        for (url, encryption, port) in [
            ("smtp://mail.example.org", Encryption::Required, 587),
            ("smtp://192.0.2.1:25", Encryption::Required, 25),
            ("smtp://localhost.example.org:2525", Encryption::Required, 2525),
            ("smtp://[2001:db8::1]", Encryption::Required, 587),
            ("smtp://localhost:1025", Encryption::WhereOffered, 1025),
            ("smtp://127.0.0.2", Encryption::WhereOffered, 587),
            ("smtp://[::1]:1025", Encryption::WhereOffered, 1025),
            ("smtps://mail.example.org", Encryption::Implicit, 465),
            ("smtps://localhost", Encryption::Implicit, 465),
        ] {
            let server = server(url);
            assert_eq!((server.encryption, server.port), (encryption, port), "{url}");
        }
    }

    #[test]
    fn a_url_without_a_mail_server_is_refused() {
        for url in ["https://mail.example.org", "smtp://", "mail.example.org", "smtp:mail"] {
            assert!(Server::new(url, None, None).is_err(), "{url}");
        }
    }

    #[test]
    fn credentials_are_decoded_and_the_settings_count_more() {
        let in_url = server("smtp://ann%40example.org:p%3Ass@mail.example.org").credentials;
        assert!(in_url == Some(Credentials::new("ann@example.org".into(), "p:ss".into())));

        let password = SecretString::from("%41");
        let beside = Server::new("smtp://ann:other@mail.example.org", Some("bob"), Some(&password));
        let beside = beside.expect("the test wrote a good URL").credentials;
        assert!(beside == Some(Credentials::new("bob".into(), "%41".into())));
        assert!(server("smtp://mail.example.org").credentials.is_none());
    }

    #[test]
    fn only_what_is_about_the_recipient_is_permanent() {
        for (code, said, permanent) in [
            ("550", "permanent error (550): 5.1.1 <ann@example.org>: unknown user", true),
            ("550", "permanent error (550): no such user here", true),
            ("556", "permanent error (556): 5.1.10 null MX", true),
            ("550", "permanent error (550): 5.2.1 mailbox disabled", true),
            ("550", "permanent error (550): 5.7.1 your address is on a list", false),
            ("550", "permanent error (550): 5.1.8 bad sender", false),
            ("552", "permanent error (552): 5.2.2 mailbox full", false),
            ("554", "permanent error (554): not today", false),
            ("535", "permanent error (535): 5.7.8 wrong password", false),
        ] {
            assert_eq!(is_about_the_recipient(code, said), permanent, "{said}");
        }
    }
}
