//! What the program listens on: a unix socket, or a socket that a service manager hands over.

use std::{
    fs,
    net::TcpListener,
    os::{
        fd::OwnedFd,
        unix::{
            fs::PermissionsExt,
            net::{UnixDatagram, UnixListener},
        },
    },
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Binary, Database, MINUTE, PASSWORD, Tokens, eventually};

/// A folder with a database and room for a socket.
struct Place {
    database: Database,
    folder: TempDir,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { database: Database::create(folder.path()).await, folder }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("keyward.sock")
    }

    /// A program in this folder that has Keyward's settings in its environment, and nothing else.
    fn command(&self, program: &str, settings: &[(&str, &str)]) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.env("KEYWARD_DATABASE_URL", &self.database.url).env("KEYWARD_PUBLIC_URL", "http://localhost");
        command.envs(settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), value)));
        command
    }

    /// Keyward, to listen on the unix socket.
    fn on_socket(&self, settings: &[(&str, &str)]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_keyward"), settings);
        command.env("KEYWARD_LISTEN", format!("unix:{}", self.socket().display()));
        command
    }

    fn start(&self, settings: &[(&str, &str)]) -> Binary {
        Binary::run(&mut self.on_socket(settings))
    }

    /// Keyward with a socket as its third file, as sd_listen_fds(3) says: told so many.
    fn handed_over(&self, socket: impl Into<OwnedFd>, count: u32) -> Command {
        let script = format!("LISTEN_PID=$$ LISTEN_FDS={count} exec \"$0\" 3<&0 4<&0 0</dev/null");
        let mut command = self.command("/bin/sh", &[]);
        command.args(["-c", &script, env!("CARGO_BIN_EXE_keyward")]).stdin(socket.into());
        command
    }
}

/// Why it does not start.
#[track_caller]
fn refusal(command: &mut Command) -> String {
    let mut process = command.stderr(Stdio::piped()).spawn().expect("the program starts");
    let began = Instant::now();
    while process.try_wait().expect("a process").is_none() {
        if began.elapsed() > MINUTE {
            process.kill().ok();
            panic!("it serves instead of refusing to start");
        }
        thread::sleep(Duration::from_millis(10));
    }
    let output = process.wait_with_output().expect("its output");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).expect("an error in UTF-8")
}

/// Signs up through a proxy that says whom it forwards for.
async fn forwarded(server: &Binary, email: &str, client: &str) -> Tokens {
    server.register(email, PASSWORD).from(client).await.signs_in()
}

async fn address_of(server: &Binary, tokens: &Tokens) -> Value {
    let answer = server.graphql("{ currentSession { ipAddress } }", json!({})).by(tokens).await;
    answer.json()["data"]["currentSession"]["ipAddress"].clone()
}

#[tokio::test]
async fn a_unix_socket_serves_its_group_and_is_gone_at_the_end() {
    let place = Place::new().await;
    let server = place.start(&[]);
    let mode = fs::metadata(place.socket()).expect("the socket").permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    let alice = server.registered("alice@example.org").await;
    server.me().by(&alice).await.succeeds();
    assert_eq!(server.terminate(), Some(0));
    assert!(!place.socket().exists());
}

#[tokio::test]
async fn a_killed_servers_socket_is_replaced_and_a_living_ones_is_not() {
    let place = Place::new().await;
    place.start(&[]).kill();
    assert!(place.socket().exists());
    let server = place.start(&[]);
    let said = refusal(&mut place.on_socket(&[]));
    assert!(said.contains("keyward.sock") && said.contains("somebody answers there"), "{said}");
    assert_eq!(server.get("/health/live").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_that_is_no_socket_stays() {
    let place = Place::new().await;
    fs::write(place.socket(), "precious").expect("a file");
    let said = refusal(&mut place.on_socket(&[]));
    assert!(said.contains("is no socket"), "{said}");
    assert_eq!(fs::read_to_string(place.socket()).expect("the file"), "precious");
}

#[tokio::test]
async fn a_unix_socket_needs_a_public_url() {
    let place = Place::new().await;
    let said = refusal(&mut place.on_socket(&[("PUBLIC_URL", "")]));
    assert!(said.contains("PUBLIC_URL is not set") && said.contains("a unix socket has no port"), "{said}");
}

#[tokio::test]
async fn a_trusted_unix_peer_says_whom_it_forwards_for() {
    let place = Place::new().await;
    let server = place.start(&[("TRUSTED_PROXIES", "unix")]);
    let alice = forwarded(&server, "alice@example.org", "203.0.113.9, 198.51.100.7").await;
    assert_eq!(address_of(&server, &alice).await, "198.51.100.7");
}

#[tokio::test]
async fn clients_behind_an_untrusted_unix_peer_share_their_limits_and_a_warning_says_so_once() {
    let place = Place::new().await;
    let server = place.start(&[("REGISTRATIONS_PER_ADDRESS", "2/1h")]);
    let alice = forwarded(&server, "alice@example.org", "198.51.100.7").await;
    forwarded(&server, "bob@example.org", "203.0.113.9").await;
    let carol = server.register("carol@example.org", PASSWORD).from("192.0.2.1").await;
    carol.fails_with(["TOO_MANY_ATTEMPTS"]);
    assert_eq!(address_of(&server, &alice).await, Value::Null);
    let told = || async {
        let said = server.said();
        let told: Vec<_> = said.into_iter().filter(|line| line.contains("TRUSTED_PROXIES")).collect();
        Some(told).filter(|lines| !lines.is_empty())
    };
    assert_eq!(eventually("a warning", told).await.len(), 1);
}

#[tokio::test]
async fn the_mailbox_is_not_for_unix_peers() {
    let place = Place::new().await;
    let server = place.start(&[]);
    assert_eq!(server.get("/mailbox").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_port_that_is_handed_over_is_served() {
    let place = Place::new().await;
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = socket.local_addr().expect("an address");
    let server = Binary::run(&mut place.handed_over(socket, 1));
    assert_eq!(server.address, address);
    server.registered("alice@example.org").await;
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test]
async fn a_unix_socket_that_is_handed_over_is_served_and_its_file_left_to_who_made_it() {
    let place = Place::new().await;
    let socket = UnixListener::bind(place.socket()).expect("a socket");
    let server = Binary::run(&mut place.handed_over(socket, 1));
    server.registered("alice@example.org").await;
    assert_eq!(server.terminate(), Some(0));
    assert!(place.socket().exists());
}

#[tokio::test]
async fn of_two_sockets_that_are_handed_over_none_is_silently_dropped() {
    let place = Place::new().await;
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let said = refusal(&mut place.handed_over(socket, 2));
    assert!(said.contains("2 sockets are handed over"), "{said}");
}

#[tokio::test]
async fn the_service_manager_hears_when_it_is_ready_and_when_it_stops() {
    let place = Place::new().await;
    let path = place.folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).expect("a socket");
    manager.set_read_timeout(Some(MINUTE)).expect("a time-out");
    let heard = || {
        let mut text = [0; 64];
        let length = manager.recv(&mut text).expect("a message");
        String::from_utf8_lossy(&text[..length]).trim().to_owned()
    };
    let server = Binary::run(place.on_socket(&[]).env("NOTIFY_SOCKET", &path));
    assert_eq!(heard(), "READY=1");
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(heard(), "STOPPING=1");
}
