use chrono::TimeDelta;

use super::{Check, Finding, Reachable, asked};
use crate::effects::Clock;

const CHECK: Check = Check("clock");

/// Instances accept each other's tokens within this (the leeway for `iat`).
const MOST: TimeDelta = TimeDelta::seconds(30);
/// No time server leaves so much.
const MUCH: TimeDelta = TimeDelta::seconds(5);

/// Ours beside the database server's. One that both are wrong by goes unnoticed.
pub(super) async fn examine(db: Reachable<'_>) -> Finding {
    let db = match db {
        Ok(db) => db,
        Err(why) => return CHECK.left_out(why),
    };
    let clock = Clock::default();
    let before = clock.now();
    match asked(CHECK, db.now()).await {
        Err(finding) => finding,
        Ok(None) => CHECK.left_out("SQLite has no clock of its own to compare with"),
        // Theirs is read halfway.
        Ok(Some(theirs)) => judged(theirs - (before + (clock.now() - before) / 2)),
    }
}

fn judged(ahead: TimeDelta) -> Finding {
    let seconds = ahead.num_seconds().abs();
    let whose = if ahead < TimeDelta::zero() { "this machine's" } else { "the database server's" };
    let says = format!("{whose} clock is {seconds} s ahead of the other");
    let mend = "let both follow a time server (chrony, systemd-timesyncd): tokens end to the second";
    if ahead.abs() > MOST {
        CHECK.problem(says, mend)
    } else if ahead.abs() > MUCH {
        CHECK.warning(says, mend)
    } else {
        CHECK.ok("agrees with the database server's")
    }
}
