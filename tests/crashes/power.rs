//! The power fails, and with it goes everything that the system had not written to the disk yet. `kill -9` shows
//! nothing of that: here `strace` notes every write and every sync of a real run on SQLite, and what would have been
//! left on the disk at some moment is made anew from that, with whatever chance leaves of the writes that were not
//! synced.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    dice::Dice,
    disk::Disk,
    harness::{Binary, Database, Server, Tokens, User, missing},
    setting,
    trace::{Event, STRACE, first_thread, read},
    wholeness::{fits_together, is_sound},
};

const URL: &str = "http://localhost";
const PEOPLE: usize = 4;

/// What somebody was told before some moment. One request is under way then: the next one's.
#[derive(Clone, Default)]
struct Ledger {
    live: Vec<Tokens>,
    ended: Vec<Tokens>,
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_power_fails_nothing_that_was_answered_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = Server::another_secret();
    let Some((events, ledgers)) = noted_run(folder.path(), &secret).await else {
        return missing("strace, or the right to use it");
    };
    let answers = events.iter().filter(|event| matches!(event, Event::Answered)).count();
    assert_eq!(answers, ledgers.len() - 1, "each answer was seen");
    let (mut dice, cuts) = (Dice(setting("SEED", 1) as u64), setting("CYCLES", 12).div_ceil(2));
    for _ in 0..cuts {
        let moment = usize::try_from(dice.below(events.len() as u64)).expect("an index");
        let (mut disk, before) = (Disk::default(), &events[..moment]);
        for event in before {
            disk.takes(event);
        }
        let answered = before.iter().filter(|event| matches!(event, Event::Answered)).count();
        let place = tempfile::tempdir().expect("a folder");
        disk.after_a_power_cut(&mut dice, place.path());
        holds(place.path(), &secret, &ledgers[answered], ledgers.get(answered + 1)).await;
    }
    println!("{cuts} power cuts among {} writes, syncs and answers", events.len());
}

/// Everything that the program asked of the system, and the ledger before the first answer and after each.
async fn noted_run(folder: &Path, secret: &str) -> Option<(Vec<Event>, Vec<Ledger>)> {
    let may = Command::new("strace").args(["-f", "true"]).stderr(Stdio::null()).status();
    if !may.is_ok_and(|status| status.success()) {
        return None;
    }
    let log = folder.join("strace.log");
    let mut command = Command::new("strace");
    command.args(STRACE).arg("-o").arg(&log).arg(Binary::command().get_program()).env_clear().current_dir(folder);
    for (name, value) in settings(secret, &url(folder)) {
        command.env(format!("KEYWARD_{name}"), value);
    }
    let program = Binary::run(command.stdin(Stdio::null()));
    let ledgers = ledgers(&program).await;
    let killed = Command::new("kill").args(["-KILL", &first_thread(&log)]).status();
    assert!(killed.expect("`kill` is there").success());
    program.kill();
    Some((read(&log), ledgers))
}

/// People sign up, refresh, and some sign out again.
async fn ledgers(program: &Binary) -> Vec<Ledger> {
    let mut ledger = Ledger::default();
    let mut all = vec![ledger.clone()];
    for person in 0..PEOPLE {
        let User { mut tokens, .. } = program.registered(&format!("person{person}@example.org")).await;
        ledger.live.push(tokens.clone());
        all.push(ledger.clone());
        for _ in 0..3 {
            tokens = program.refresh(tokens.refresh_token()).await.signs_in();
            *ledger.live.last_mut().expect("the session") = tokens.clone();
            all.push(ledger.clone());
        }
        if person % 2 == 0 {
            program.log_out().by(&tokens).await.succeeds();
            ledger.ended.extend(ledger.live.pop());
            all.push(ledger.clone());
        }
    }
    all
}

/// The program starts on what was left, and knows everything that it had answered.
async fn holds(place: &Path, secret: &str, ledger: &Ledger, next: Option<&Ledger>) {
    let database = url(place);
    let program = Binary::start(place, &settings(secret, &database));
    for tokens in &ledger.live {
        let refreshed = program.refresh(tokens.refresh_token()).await;
        let may_have_ended = next.is_some_and(|next| next.ended.len() > ledger.ended.len());
        if !(may_have_ended && refreshed.refusals().iter().any(|refusal| refusal["code"] == "REFRESH_TOKEN_INVALID")) {
            refreshed.signs_in();
        }
    }
    for tokens in &ledger.ended {
        program.refresh(tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    }
    program.registered("somebody.new@example.org").await;
    program.kill();
    let behind = Database::in_folder(place).look().await;
    is_sound(&behind).await;
    fits_together(&behind).await;
}

fn settings<'a>(secret: &'a str, database: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("LISTEN", "127.0.0.1:0"),
        ("PUBLIC_URL", URL),
        ("SECRET", secret),
        ("DATABASE_URL", database),
        ("REFRESH_GRACE", "1h"),
    ]
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}", fs::canonicalize(folder).expect("it is there").join("keyward.db").display())
}
