//! Who else may read what only the server should.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use super::{Check, Finding};
use crate::{
    config::{Config, InForce, Layer, Settings},
    db::Db,
};

const CHECK: Check = Check("files");

/// What those may do who are neither the owner nor in the group.
const OTHERS: u32 = 0o007;

pub(super) fn examine(settings: &Settings, config: &Config) -> Vec<Finding> {
    let (own, handed) = (own(settings, config), handed(settings));
    let seen = own.iter().chain(&handed).filter(|path| path.exists()).count();
    let made = own.iter().filter_map(|path| {
        let mode = exposed(path)?;
        let mend = format!("chmod {} {}", if path.is_dir() { "700" } else { "600" }, path.display());
        Some(CHECK.problem(format!("{} is open to every user of this machine (mode {mode:o})", path.display()), mend))
    });
    let handed = handed.iter().filter_map(|path| {
        let says = format!("{} is open to every user of this machine (mode {:o})", path.display(), exposed(path)?);
        Some(CHECK.warning(says, "let only the server's user read it, unless this is a container with no other"))
    });
    let mut findings: Vec<_> = made.chain(handed).collect();
    if findings.is_empty() {
        findings.push(match seen {
            0 => CHECK.left_out("no file with a secret is here yet"),
            1 => CHECK.ok("nobody else gets at the one file with a secret"),
            some => CHECK.ok(format!("nobody else gets at the {some} files and folders with secrets")),
        });
    }
    findings
}

/// What the server made, and the files of settings with a secret in them.
fn own(settings: &Settings, config: &Config) -> BTreeSet<PathBuf> {
    let mut paths = BTreeSet::new();
    let kept = Path::new("data").join("secret");
    if kept.exists() {
        paths.insert(kept);
        paths.insert("data".into());
    }
    if let Some(database) = Db::file(&config.database_url) {
        let beside = |end: &str| PathBuf::from(format!("{}{end}", database.display()));
        paths.extend([beside("-wal"), beside("-shm")]);
        paths.insert(database);
    }
    let secrets = settings.in_force().filter(|setting| setting.hides_something() && setting.origin.file.is_none());
    paths.extend(secrets.filter_map(|setting| match setting.origin.layer {
        Layer::Toml => Some("keyward.toml".into()),
        Layer::Dotenv => Some(".env".into()),
        Layer::Default | Layer::Environment => None,
    }));
    paths
}

/// Files that others hand a secret over in.
fn handed(settings: &Settings) -> BTreeSet<PathBuf> {
    settings.in_force().filter(InForce::hides_something).filter_map(|setting| setting.origin.file).collect()
}

/// The mode of what others get at.
fn exposed(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & OTHERS != 0).then_some(mode)
}
