//! Killed while it makes its database, its secret and its first key, the program begins again where it was.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use crate::{
    dice::Dice,
    harness::{Binary, Database, PASSWORD},
    setting,
    wholeness::{fits_together, is_sound},
};

/// After so many kills the start may come to its end.
const KILLS: u64 = 3;

#[tokio::test(flavor = "multi_thread")]
async fn killed_during_its_first_start_the_program_leaves_nothing_that_keeps_it_from_the_next() {
    let rounds = setting("CYCLES", 12).div_ceil(4);
    let mut dice = Dice(setting("SEED", 1) as u64);
    for _ in 0..rounds {
        begins_again(&mut dice, None).await;
        if let Some(database) = Database::on_server().await {
            begins_again(&mut dice, Some(database)).await;
        }
    }
    println!("{rounds} first starts, each killed up to {KILLS} times");
}

async fn begins_again(dice: &mut Dice, server: Option<Database>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = vec![("LISTEN", "127.0.0.1:0"), ("PUBLIC_URL", "http://localhost")];
    settings.extend(server.as_ref().map(|database| ("DATABASE_URL", database.url.as_str())));
    let usual = how_long_a_start_takes();
    for _ in 0..=dice.below(KILLS) {
        let set = settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), *value));
        let mut command = Binary::command();
        let silently = command.current_dir(folder.path()).envs(set).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = silently.spawn().expect("the program starts");
        tokio::time::sleep(dice.within(usual)).await;
        process.kill().expect("it is ours");
        process.wait().expect("it ends");
    }
    let program = Binary::start(folder.path(), &settings);
    let alice = program.registered("alice@example.org").await;
    program.kill();

    let program = Binary::start(folder.path(), &settings);
    program.me().by(&alice).await.succeeds();
    program.log_in(&alice.email, PASSWORD).await.signs_in();
    program.kill();
    let own = Database::in_folder(&folder.path().join("data"));
    let is_own = server.is_none();
    let database = server.unwrap_or(own);
    let behind = database.look().await;
    if is_own {
        is_sound(&behind).await;
    }
    fits_together(&behind).await;
}

fn how_long_a_start_takes() -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let began = Instant::now();
    Binary::start(folder.path(), &[("LISTEN", "127.0.0.1:0")]);
    began.elapsed()
}
