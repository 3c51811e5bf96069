//! Keeps the architecture true: who may name whom, and how the files look. It reads the tree as text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A source file: its path from the root of the project on, and its text without comments.
struct Source {
    path: String,
    text: String,
    lines: usize,
}

impl Source {
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The feature it is part of.
    fn feature(&self) -> Option<&str> {
        self.path
            .strip_prefix("src/features/")?
            .split('/')
            .next()?
            .strip_suffix(".rs")
            .or_else(|| self.path.strip_prefix("src/features/")?.split_once('/').map(|(feature, _)| feature))
    }

    /// Whose store it is part of: the folder that `store.rs` or `store/` is in.
    fn stores_for(&self) -> Option<&str> {
        let (owner, rest) = self.path.rsplit_once("/store")?;
        (rest == ".rs" || rest.starts_with('/')).then_some(owner)
    }

    fn names(&self, word: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        self.text
            .match_indices(word)
            .any(|(at, _)| !self.text[..at].ends_with(is_part) && !self.text[at + word.len()..].starts_with(is_part))
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    collect(root, &root.join(folder), &mut found);
    assert!(!found.is_empty(), "there is no {folder}");
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for path in entries(folder) {
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let whole = fs::read_to_string(&path).expect("a source in UTF-8");
            let code = whole.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
            let text = code.collect::<Vec<_>>().join("\n");
            let path = path.strip_prefix(root).expect("below the root").display().to_string();
            found.push(Source { path, text, lines: whole.lines().count() });
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = read.map(|entry| entry.expect("an entry that can be read").path()).collect();
    paths.sort();
    paths
}

/// The features from the ground up, as `features/mod.rs` lists them.
fn features() -> Vec<String> {
    let list = sources("src/features").into_iter().find(|source| source.path == "src/features/mod.rs");
    let text = list.expect("the list of features").text;
    let modules = text.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    modules.map(str::to_owned).collect()
}

#[track_caller]
fn nobody(offenders: &[String], rule: &str) {
    assert!(offenders.is_empty(), "{rule}:\n  {}", offenders.join("\n  "));
}

#[test]
fn a_resolver_knows_no_database() {
    let resolvers = sources("src").into_iter().filter(|source| source.name() == "graphql.rs");
    let offenders: Vec<_> = resolvers
        .filter(|source| ["sea_orm", "sqlx", "entity"].iter().any(|word| source.names(word)))
        .map(|source| source.path)
        .collect();
    nobody(&offenders, "a `graphql.rs` calls operations and leaves the database to them");
}

#[test]
fn a_store_knows_no_graphql() {
    let stores = sources("src").into_iter().filter(|source| source.stores_for().is_some());
    let offenders: Vec<_> = stores.filter(|source| source.names("async_graphql")).map(|source| source.path).collect();
    nobody(&offenders, "a store keeps rows and leaves what clients see to `graphql.rs`");
}

#[test]
fn only_stores_know_the_tables() {
    let others =
        sources("src").into_iter().filter(|source| source.stores_for().is_none() && source.path != "src/db.rs");
    let offenders: Vec<_> = others
        .filter(|source| source.text.contains("entity::") && source.names("entity"))
        .map(|source| source.path)
        .collect();
    nobody(&offenders, "only a store names `entity`");
}

/// Whoever asks with an access token is a session and its account, and that is one query: the one join across owners.
const JOINED: [(&str, &str); 1] = [("src/features/sessions", "accounts")];

#[test]
fn each_table_has_one_owner() {
    let tables: Vec<String> = sources("entity/src")
        .into_iter()
        .filter(|source| source.name() != "lib.rs")
        .map(|source| source.name().trim_end_matches(".rs").to_owned())
        .collect();
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources("src") {
        let Some(owner) = source.stores_for() else { continue };
        for table in tables.iter().filter(|table| names_table(&source, table)) {
            if !JOINED.contains(&(owner, table.as_str())) {
                owners.entry(table.clone()).or_default().insert(owner.to_owned());
            }
        }
    }
    let shared: Vec<_> = owners
        .into_iter()
        .filter(|(_, owners)| owners.len() > 1)
        .map(|(table, owners)| format!("{table}: {}", owners.into_iter().collect::<Vec<_>>().join(", ")))
        .collect();
    nobody(&shared, "each table is one feature's own; others ask that feature");
}

/// Whether a store names a table by its entity, in a path or in a list of what it uses.
fn names_table(store: &Source, table: &str) -> bool {
    let listed = store.text.split("entity::{").skip(1).filter_map(|rest| rest.split('}').next());
    let in_list = listed.flat_map(|list| list.split(',')).any(|item| {
        let first = item.trim().split([':', ' ']).next();
        first == Some(table)
    });
    in_list || store.names(&format!("entity::{table}"))
}

#[test]
fn an_operation_uses_only_features_above_its_own() {
    let order = features();
    let place = |feature: &str| order.iter().position(|one| one == feature);
    let mut offenders = Vec::new();
    for source in sources("src/features").into_iter().filter(|source| source.name() != "graphql.rs") {
        let Some(own) = source.feature().and_then(place) else { continue };
        let below = order[own + 1..].iter().filter(|other| names_feature(&source, other));
        offenders.extend(below.map(|other| format!("{} uses {other}", source.path)));
    }
    nobody(&offenders, "the list in `features/mod.rs` goes from the ground up");
}

/// Whether a source names a feature, in a path or in a list of what it uses.
fn names_feature(source: &Source, feature: &str) -> bool {
    if source.names(&format!("features::{feature}")) {
        return true;
    }
    source.text.split("features::{").skip(1).any(|rest| {
        let mut depth = 1_usize;
        let mut top = String::new();
        for c in rest.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => break,
                '}' => depth -= 1,
                _ if depth == 1 => top.push(c),
                _ => {}
            }
        }
        top.split(',').any(|item| item.trim().split(':').next() == Some(feature))
    })
}

#[test]
fn every_feature_is_in_the_list() {
    let listed = features();
    let unlisted: Vec<_> = sources("src/features")
        .iter()
        .filter_map(|source| source.feature().map(str::to_owned))
        .filter(|feature| feature != "mod" && !listed.contains(feature))
        .collect();
    nobody(&unlisted, "`features/mod.rs` lists every feature");
}

#[test]
fn what_features_stand_on_knows_no_feature_of_theirs() {
    let ground = ["src/effects/", "src/db", "src/error.rs", "src/languages"];
    let offenders: Vec<_> = sources("src")
        .into_iter()
        .filter(|source| ground.iter().any(|start| source.path.starts_with(start)))
        .filter(|source| source.names("async_graphql") || source.names("axum") || source.text.contains("crate::app"))
        .map(|source| source.path)
        .collect();
    nobody(&offenders, "the ground knows neither GraphQL nor HTTP nor what is built on it");
}

#[test]
fn a_feature_knows_no_http_and_no_app() {
    let offenders: Vec<_> = sources("src/features")
        .into_iter()
        .filter(|source| {
            source.names("axum") || source.text.contains("crate::http") || source.text.contains("crate::app")
        })
        .map(|source| source.path)
        .collect();
    nobody(&offenders, "`app → http → schema → features`, one direction");
}

#[test]
fn only_the_command_line_makes_an_operator() {
    let others = sources("src").into_iter().filter(|source| !source.path.starts_with("src/cli/"));
    let offenders: Vec<_> =
        others.filter(|source| source.text.contains("Operator::")).map(|source| source.path).collect();
    nobody(&offenders, "nothing that arrives over the network has an operator's authority");
}

#[test]
fn a_file_has_300_lines_at_most() {
    let folders = ["src", "tests", "entity/src", "migration/src"];
    let offenders: Vec<_> = folders
        .iter()
        .flat_map(|folder| sources(folder))
        .filter(|source| source.lines > 300)
        .map(|source| format!("{}: {} lines", source.path, source.lines))
        .collect();
    nobody(&offenders, "a file fits a screen or three");
}

#[test]
fn nothing_is_called_after_nothing_in_particular() {
    let vague = ["utils", "util", "helpers", "helper", "common", "misc"];
    let offenders: Vec<_> = ["src", "tests"]
        .iter()
        .flat_map(|folder| sources(folder))
        .map(|source| source.path)
        .filter(|path| path.trim_end_matches(".rs").split('/').any(|part| vague.contains(&part)))
        .collect();
    nobody(&offenders, "folders are nouns of the product, files are verbs or types");
}

#[test]
fn every_migration_has_a_way_down() {
    let offenders: Vec<_> = sources("migration/src")
        .into_iter()
        .filter(|source| source.text.contains("MigrationTrait for") && !source.text.contains("async fn down"))
        .map(|source| source.path)
        .collect();
    nobody(&offenders, "a migration that cannot be taken back");
}

#[test]
fn no_lint_is_allowed_silently_and_nothing_is_unwrapped() {
    let folders = ["src", "entity/src", "migration/src"];
    let offenders: Vec<_> = folders
        .iter()
        .flat_map(|folder| sources(folder))
        .filter(|source| ["#[allow", "#![allow", ".unwrap()"].iter().any(|word| source.text.contains(word)))
        .map(|source| source.path)
        .collect();
    nobody(&offenders, "`#[expect(…, reason = …)]` and `expect` with a reason say why");
}

#[test]
fn time_and_randomness_come_from_effects() {
    let offenders: Vec<_> = sources("src")
        .into_iter()
        .filter(|source| !source.path.starts_with("src/effects/"))
        .filter(|source| {
            ["Utc::now", "SystemTime::now", "Uuid::new_v4", "Uuid::now_v7", "rand::fill", "SystemRandom"]
                .iter()
                .any(|word| source.text.contains(word))
        })
        .map(|source| source.path)
        .collect();
    nobody(&offenders, "tests move the clock, so nothing reads another one");
}
