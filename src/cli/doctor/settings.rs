use std::time::Duration;

use super::{Check, Finding};
use crate::config::{Config, Listen, Mode, Problems, Settings};

const CHECK: Check = Check("settings");

/// Above that, a stolen refresh token has time to be used.
const LONG_GRACE: Duration = Duration::from_mins(1);

/// Everything that keeps a server from starting.
pub(super) fn wrong(problems: &Problems) -> Vec<Finding> {
    let mend = "`keyward config --example` lists every setting and what it may be";
    let mut findings: Vec<_> = problems.lines().map(|line| CHECK.problem(line, mend)).collect();
    findings.push(Check("the rest").left_out("the settings are wrong"));
    findings
}

/// What is odd or weak, though a server starts with it.
pub(super) fn examine(settings: &Settings, config: &Config) -> Vec<Finding> {
    let unknown = "rename it if a setting was meant; else leave it, it does nothing";
    let mut findings: Vec<_> = settings.warnings().map(|line| CHECK.warning(line, unknown)).collect();
    findings.extend(reached(config));
    findings.extend(weak(config));
    if findings.is_empty() {
        findings.push(CHECK.ok(format!("{}, for {}", config.mode.name(), config.issuer())));
    }
    findings
}

fn reached(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let beyond = matches!(config.listen, Listen::Tcp(address) if !address.ip().to_canonical().is_loopback());
    if beyond && config.mode == Mode::Development {
        let says = format!("this is development, and others reach it: LISTEN is {}", config.listen);
        findings.push(CHECK.warning(says, "set PUBLIC_URL, SECRET and MAIL_URL before anybody relies on it"));
    } else if beyond && config.trusted_proxies.networks.is_empty() {
        let says = format!("LISTEN is {}, and TRUSTED_PROXIES names nobody", config.listen);
        findings.push(CHECK.warning(says, "name your proxy's network there, if clients come through one"));
    }
    let last = config.issuer().rsplit('/').next().unwrap_or_default();
    if matches!(last, "graphql" | "graphiql") {
        let says = format!("PUBLIC_URL ends in /{last}, which the server adds by itself");
        findings.push(CHECK.warning(says, "leave that out"));
    }
    findings
}

fn weak(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if config.confirm_email_on_get {
        let says = "CONFIRM_EMAIL_ON_GET lets programs that open links in mails verify addresses";
        findings.push(CHECK.warning(says, "set it to `false`: people then confirm with one click"));
    }
    if config.refresh_grace > LONG_GRACE {
        let says = format!(
            "REFRESH_GRACE is {}: for so long nobody notices that a refresh token is used twice",
            humantime::format_duration(config.refresh_grace)
        );
        findings.push(CHECK.warning(says, "a lost answer is asked for again within seconds: `10s` does"));
    }
    findings.extend(unlimited(config).map(|name| {
        let says = format!("{name} is off: whoever tries may try for ever");
        CHECK.warning(says, "set a limit, unless something before the server has one")
    }));
    findings
}

fn unlimited(config: &Config) -> impl Iterator<Item = &'static str> {
    config.limits().into_iter().filter(|(_, rate)| rate.is_none()).map(|(name, _)| name)
}
