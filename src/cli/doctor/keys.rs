use std::time::Duration;

use chrono::TimeDelta;

use super::{Check, Finding, Reachable, asked};
use crate::{
    caller::Operator,
    cli::moments,
    config::{Config, Settings},
    db::Db,
    effects::Clock,
    error::Error,
    features::signing_keys::{self, KeyUse, Keyring, PublishedKey},
};

const CHECK: Check = Check("keys");
const SECRET: Check = Check("secret");

/// A server that runs gives a key its successor when it is due.
const LATE: TimeDelta = TimeDelta::days(1);

/// The keys that access tokens are signed with, and the secret that they are encrypted under.
pub(super) async fn examine(settings: &Settings, db: Reachable<'_>) -> Vec<Finding> {
    let db = match db {
        Ok(db) => db,
        Err(why) => return vec![CHECK.left_out(why)],
    };
    let keys = match asked(CHECK, signing_keys::list(Operator::at_the_command_line(), db, Clock::default().now())).await
    {
        Ok(keys) if keys.is_empty() => return vec![CHECK.left_out("there is none yet: the first start makes one")],
        Ok(keys) => keys,
        Err(finding) => return vec![finding],
    };
    match settings.with_the_servers_secret() {
        Ok(config) => asked(CHECK, opened(&config, db, &keys)).await.unwrap_or_else(|finding| vec![finding]),
        Err(problems) => {
            let mend = "set SECRET, or work in the folder of the server";
            problems.lines().map(|line| CHECK.problem(line, mend)).collect()
        }
    }
}

async fn opened(config: &Config, db: &Db, keys: &[PublishedKey]) -> Result<Vec<Finding>, Error> {
    let now = Clock::default().now();
    let keyring = Keyring::new(db.clone(), &config.secrets, config.into());
    let shut = keyring.unopened(now).await?;
    if !shut.is_empty() {
        let says = format!("SECRET does not open {}", shut.join(", "));
        let mend = "set SECRET back, or give the former one as SECRET_PREVIOUS; if it is lost, `keyward keys revoke` \
                    gives a key up";
        return Ok(vec![CHECK.problem(says, mend)]);
    }
    let mut findings = vec![signing(config, keys)];
    if config.secrets.previous.is_some() {
        findings.push(previous(config, keyring.needs_previous_secret(now).await?));
    }
    Ok(findings)
}

fn signing(config: &Config, keys: &[PublishedKey]) -> Finding {
    let Some(key) = keys.iter().find(|key| key.used == KeyUse::Signs) else {
        return CHECK.warning("none signs now", "start the server, which makes one");
    };
    let lifetime = TimeDelta::from_std(config.signing_key_lifetime).unwrap_or(TimeDelta::MAX);
    let due = key
        .signs_until
        .or(key.signs_from.checked_add_signed(lifetime))
        .unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC);
    if due.checked_add_signed(LATE).is_some_and(|late| late < Clock::default().now()) {
        let says = format!("{} should have had a successor on {}", key.kid, moments::in_words(due));
        return CHECK.warning(says, "start the server, which sees to it; if one runs, look into its log");
    }
    CHECK.ok(format!("{} ({}) signs, until {}", key.kid, key.algorithm, due.format("%Y-%m-%d")))
}

/// Nobody keeps count of the tokens that were made under it, so only their longest life is known.
fn previous(config: &Config, is_needed: bool) -> Finding {
    let lifetimes = [
        config.refresh_token_lifetime,
        config.email_verification_lifetime,
        config.password_reset_lifetime,
        config.email_change_undo_lifetime,
    ];
    let longest = humantime::format_duration(lifetimes.into_iter().max().unwrap_or(Duration::ZERO));
    if is_needed {
        return SECRET.ok("SECRET_PREVIOUS is needed: a signing key is encrypted under it until a server has started");
    }
    SECRET.warning(
        "no signing key needs SECRET_PREVIOUS; tokens that were made under it may",
        format!(
            "take it away once every server has had the new SECRET for {longest}; while it is being changed, leave it"
        ),
    )
}
