//! What a server in production leaves behind when it crashes, or shows to its user's other processes.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
};

use crate::harness::{Binary, Database};

const SECRET: &str = "s1Y8iJec6d+QZwrVbDhXQDMD0jk6cSiaVUDCz+g+N/M=";
/// Somebody who may do nothing, where the tests run as root: root's own files tell nothing.
const NOBODY: u32 = 65_534;

/// A server's user, and whose its files in `/proc` are: that user's while it may be dumped, root's when not (proc(5)).
fn owners(settings: &[(&str, &str)]) -> [u32; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::in_folder(folder.path());
    let mut command = Binary::command();
    command.current_dir(folder.path()).env("KEYWARD_DATABASE_URL", &database.url).env("KEYWARD_LISTEN", "127.0.0.1:0");
    command.envs(settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), value)));
    let owner = |path: &Path| fs::metadata(path).expect("it is there").uid();
    let mut user = owner(Path::new("/proc/self"));
    if user == 0 {
        std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
        command.uid(NOBODY).gid(NOBODY);
        user = NOBODY;
    }
    let server = Binary::run(&mut command);
    [user, owner(&Path::new("/proc").join(server.id().to_string()).join("environ"))]
}

#[tokio::test]
async fn a_server_in_production_dumps_no_core_and_shows_its_memory_to_root_alone() {
    let production = [
        ("MODE", "production"),
        ("PUBLIC_URL", "https://auth.example.org"),
        ("MAIL_URL", "smtp://127.0.0.1:1"),
        ("SECRET", SECRET),
    ];
    let [_, owner] = owners(&production);
    assert_eq!(owner, 0);
}

#[tokio::test]
async fn in_development_debuggers_come_first() {
    let [user, owner] = owners(&[]);
    assert_eq!(owner, user);
}
