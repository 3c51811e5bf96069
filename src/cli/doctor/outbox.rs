use std::time::Duration;

use super::{Check, Finding, Reachable, asked};
use crate::{
    config::Config,
    effects::{Clock, Random},
    error::Error,
    features::outbox::{Backlog, Outbox},
};

const CHECK: Check = Check("outbox");

/// A mail that has waited for so long was refused more than once, or nobody sends.
const LONG: Duration = Duration::from_mins(5);

pub(super) async fn examine(config: &Config, db: Reachable<'_>) -> Vec<Finding> {
    let outbox = match db {
        Ok(db) => Outbox::new(db.clone(), Clock::default(), Random, config),
        Err(why) => return vec![CHECK.left_out(why)],
    };
    asked(CHECK, look(&outbox)).await.unwrap_or_else(|finding| vec![finding])
}

async fn look(outbox: &Outbox) -> Result<Vec<Finding>, Error> {
    let Backlog { unsent, oldest, dead } = outbox.backlog().await?;
    let mut findings = Vec::new();
    if let Some(waits) = oldest.filter(|waits| *waits > LONG) {
        let waits = humantime::format_duration(Duration::from_secs(waits.as_secs() / 60 * 60));
        let says = format!("unsent mails: {unsent}, the oldest for {waits}");
        findings.push(CHECK.warning(says, "see that a server runs, and what its log says of the mail server"));
    }
    if dead > 0 {
        let said = outbox.last_refusal().await?.map(|said| format!("; the last time: {}", without_addresses(&said)));
        let says = format!("mails that were given up in 90 days: {dead}{}", said.unwrap_or_default());
        findings.push(CHECK.warning(says, "mend what the mail server says; people can ask for their mail again"));
    }
    if findings.is_empty() {
        findings.push(CHECK.ok("no mail waits for long, and none was given up"));
    }
    Ok(findings)
}

/// What a mail server says may name the recipient.
fn without_addresses(said: &str) -> String {
    let words = said.split_whitespace().map(|word| if word.contains('@') { "(an address)" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
