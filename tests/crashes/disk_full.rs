//! A disk that is full: what would write is told to come back, what only reads goes on, and with room again all does,
//! without a restart.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{
    harness::{Answer, Binary, Database, PASSWORD, User, left_out, missing},
    wholeness::{fits_together, is_sound},
};

/// The same wherever it runs: it stands in the tokens.
const URL: &str = "http://localhost";

const MOUNT: &str = "mount -t tmpfs -o size=2m,mode=700 disk disk";

/// `RLIMIT_FSIZE` fails a write as a quota does, needs no rights, and is lifted while the program runs.
#[tokio::test(flavor = "multi_thread")]
async fn at_its_quota_the_server_goes_on_reading_and_writes_again_once_there_is_room() {
    if Command::new("prlimit").arg("--version").stdout(Stdio::null()).status().is_err() {
        return missing("prlimit");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut shell = shell(r#"exec "$0""#, folder.path(), &folder.path().join("keyward.db"));
    let server = Binary::run(&mut shell);
    let room = |bytes: &str| {
        let process = server.id().to_string();
        let set = Command::new("prlimit").args(["--pid", &process, &format!("--fsize={bytes}:unlimited")]).status();
        assert!(set.expect("`prlimit` is there").success());
    };
    let [alice, bob] = goes_through_a_full_disk(&server, || room("0"), || room("unlimited")).await;
    server.kill();
    holds_after_a_start(&folder, &folder.path().join("keyward.db"), [&alice, &bob]).await;
}

/// A small file system of the program's own, where the system lets anybody mount one.
#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_the_server_goes_on_reading_and_writes_again_once_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).expect("a folder");
    if !in_its_own_namespace(MOUNT, &folder).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return left_out("nothing can be mounted here; the quota above asks for the same");
    }
    let database = disk.join("keyward.db");
    let script = format!(r#"{MOUNT} && exec "$0""#);
    let mut command = in_its_own_namespace(&script, &folder);
    command.arg(Binary::command().get_program()).env("KEYWARD_DATABASE_URL", url(&database));
    let server = Binary::run(command.env("KEYWARD_LISTEN", "127.0.0.1:0").env("KEYWARD_PUBLIC_URL", URL));
    let seen_from_here = PathBuf::from(format!("/proc/{}/root{}", server.id(), disk.display()));
    let filling = seen_from_here.join("filling");
    let fill = || {
        let mut file = fs::File::create(&filling).expect("a file");
        while file.write_all(&[0; 512]).is_ok() {}
    };
    let empty = || fs::remove_file(&filling).expect("the file");
    let [alice, bob] = goes_through_a_full_disk(&server, fill, empty).await;
    let copy = folder.path().join("keyward.db");
    for end in ["", "-wal"] {
        let from = seen_from_here.join(format!("keyward.db{end}"));
        fs::copy(from, format!("{}{end}", copy.display())).expect("a copy");
    }
    server.kill();
    holds_after_a_start(&folder, &copy, [&alice, &bob]).await;
}

/// One who has signed out in the end, and one who has signed up.
async fn goes_through_a_full_disk(server: &Binary, fill: impl Fn(), empty: impl Fn()) -> [User; 2] {
    let alice = server.registered("alice@example.org").await;
    fill();
    for _ in 0..3 {
        comes_back_later(&server.register("bob@example.org", PASSWORD).await);
        comes_back_later(&server.log_in(&alice.email, PASSWORD).await);
        comes_back_later(&server.refresh(alice.tokens.refresh_token()).await);
        comes_back_later(&server.log_out().by(&alice).await);
        goes_on_reading(server, &alice).await;
    }
    assert!(server.said().iter().any(|line| line.contains("no room to write")), "{:#?}", server.said());
    empty();
    server.me().by(&alice).await.succeeds();
    let bob = server.registered("bob@example.org").await;
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.log_in(&alice.email, PASSWORD).await.signs_in();
    server.log_out().by(&next).await.succeeds();
    server.me().by(&bob).await.succeeds();
    assert!(!server.said().iter().any(|line| line.contains("panicked")), "{:#?}", server.said());
    [alice, bob]
}

/// What was answered once there was room again is on disk, though the program was killed.
async fn holds_after_a_start(folder: &TempDir, file: &Path, [alice, bob]: [&User; 2]) {
    let server =
        Binary::start(folder.path(), &[("LISTEN", "127.0.0.1:0"), ("PUBLIC_URL", URL), ("DATABASE_URL", &url(file))]);
    server.me().by(alice).await.is_unauthorized("REVOKED");
    server.me().by(bob).await.succeeds();
    server.refresh(bob.tokens.refresh_token()).await.signs_in();
    server.kill();
    is_whole(file).await;
}

#[track_caller]
fn comes_back_later(answer: &Answer) {
    answer.is_refused(503, "SERVICE_UNAVAILABLE");
    let pause: u64 = answer.header("retry-after").expect("when to come back").parse().expect("seconds");
    assert!(pause > 0, "{answer:#?}");
}

async fn goes_on_reading(server: &Binary, alice: &User) {
    server.me().by(alice).await.succeeds();
    for path in ["/.well-known/jwks.json", "/health/live", "/health/ready"] {
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
}

async fn is_whole(file: &Path) {
    let behind = Database::in_folder(file.parent().expect("its folder")).look().await;
    is_sound(&behind).await;
    fits_together(&behind).await;
}

/// The program by way of a script, whose `$0` it is.
fn shell(script: &str, folder: &Path, file: &Path) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(Binary::command().get_program()).current_dir(folder);
    shell.env("KEYWARD_LISTEN", "127.0.0.1:0").env("KEYWARD_DATABASE_URL", url(file));
    shell.env("KEYWARD_PUBLIC_URL", URL).stdin(Stdio::null());
    shell
}

fn in_its_own_namespace(script: &str, folder: &TempDir) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", script]).current_dir(folder.path());
    let path = env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).stdin(Stdio::null());
    command
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
