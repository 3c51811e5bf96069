//! A PostgreSQL server of a test's own, which may die.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::harness::{MINUTE, lasting_port, within};

/// Where Debian and its relatives keep programs that are not on the path.
const ELSEWHERE: &str = "/usr/lib/postgresql";

pub(crate) struct Cluster {
    pub(crate) url: String,
    port: u16,
    programs: PathBuf,
    folder: TempDir,
    process: Option<Child>,
}

impl Cluster {
    /// None where PostgreSQL's programs are not installed.
    pub(crate) async fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::tempdir().expect("a folder");
        let port = lasting_port();
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable");
        let mut cluster = Self { url, port, programs, folder, process: None };
        if is_root() {
            let given = Command::new("chown").arg("postgres").arg(cluster.folder.path()).status();
            assert!(given.expect("`chown` is there").success());
        }
        let made = cluster.command("initdb").args(["--auth=trust", "--username=postgres", "--no-sync"]).status();
        assert!(made.expect("initdb starts").success(), "initdb");
        cluster.comes_back().await;
        Some(cluster)
    }

    /// It writes what was committed to its log before it says so: those are its defaults.
    pub(crate) async fn comes_back(&mut self) {
        let port = self.port.to_string();
        let mut command = self.command("postgres");
        command.args(["-p", &port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        self.process = Some(command.spawn().expect("postgres starts"));
        let answers = || async { sea_orm::Database::connect(&self.url).await.ok().map(drop) };
        within(MINUTE, "PostgreSQL to answer", answers).await;
    }

    /// An immediate shutdown: nothing is finished, and the next start recovers from the log.
    pub(crate) fn dies(&mut self) {
        let mut process = self.process.take().expect("it runs");
        let told = Command::new("kill").args(["-QUIT", &process.id().to_string()]).status();
        assert!(told.expect("`kill` is there").success());
        process.wait().expect("it ends");
    }

    /// PostgreSQL's programs don't run as root.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.arg("-D").arg(self.folder.path().join("data")).current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.dies();
        }
    }
}

fn programs() -> Option<PathBuf> {
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let elsewhere = Path::new(ELSEWHERE).read_dir().into_iter().flatten().flatten();
    let folders = elsewhere.map(|version| version.path().join("bin")).chain(on_path);
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("`id` is there");
    id.stdout.trim_ascii() == b"0"
}
