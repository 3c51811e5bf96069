use super::{Check, Finding, Reachable, asked};
use crate::db::Migrations;

const CHECK: Check = Check("migrations");

/// Whether the tables are what this version needs: without that, nothing in them can be asked for.
pub(super) async fn examine(db: Reachable<'_>) -> (Finding, Reachable<'_>) {
    let db = match db {
        Ok(db) => db,
        Err(why) => return (CHECK.left_out(why), Err(why)),
    };
    match asked(CHECK, db.migrations()).await {
        Ok(found) if found.missing.is_empty() => (complete(&found.unknown), Ok(db)),
        Ok(found) => (incomplete(&found), Err("the database is not up to date")),
        Err(finding) => (finding, Err("the database doesn't answer")),
    }
}

fn complete(unknown: &[String]) -> Finding {
    if unknown.is_empty() {
        return CHECK.ok("all have run");
    }
    let says = format!("a later version of Keyward has run {}", unknown.join(", "));
    CHECK.warning(says, "bring this program up to that version, too")
}

fn incomplete(Migrations { is_new, missing, .. }: &Migrations) -> Finding {
    let mend = "run `keyward migrate`, or start the server, which does so, too";
    if *is_new {
        CHECK.warning("none has run: the database is new", mend)
    } else {
        CHECK.problem(format!("missing: {}", missing.join(", ")), mend)
    }
}
