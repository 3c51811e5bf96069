//! From a setting's text to its value. What each refuses with completes the sentence "it must be".

use std::{borrow::Cow, ops::RangeInclusive, time::Duration};

use lettre::message::Mailbox;
use secrecy::SecretString;
use tracing_subscriber::{EnvFilter, filter::LevelFilter};
use url::Url;

use crate::{
    features::{
        accounts::{Role, Roles},
        outbox::SecurityNotice,
        throttling::Rate,
    },
    languages::Tag,
};

type Form<T> = Result<T, Cow<'static, str>>;

/// For names and the like: they end up in headers of mails, where a line break would begin another.
pub(super) fn line(text: &str) -> Form<String> {
    const MOST: usize = 1000;
    let is_line = text.len() <= MOST && !text.contains(char::is_control);
    if is_line { Ok(text.to_owned()) } else { Err(format!("a text of one line and at most {MOST} bytes").into()) }
}

pub(super) fn secret_line(text: &str) -> Form<SecretString> {
    line(text).map(SecretString::from)
}

pub(super) fn switch(text: &str) -> Form<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "1" => Ok(true),
        "false" | "off" | "no" | "0" => Ok(false),
        _ => Err("`true` or `false`".into()),
    }
}

/// For a number within bounds.
pub(super) fn number(range: RangeInclusive<u32>) -> impl Fn(&str) -> Form<u32> {
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("a whole number from {} to {}", range.start(), range.end()).into())
    }
}

const LONGEST: Duration = Duration::from_hours(24 * 3650);

/// A lifetime: whole seconds, and more than none.
pub(super) fn lifetime(text: &str) -> Form<Duration> {
    let form = "a time from 1s to 3650d, e.g. `10s`, `15m`, `24h`, `7d`";
    seconds(text).filter(|time| !time.is_zero() && *time <= LONGEST).ok_or(form.into())
}

/// A key that signed for less would hardly be known everywhere when the next one is made.
pub(super) fn key_lifetime(text: &str) -> Form<Duration> {
    let form = "a time from 1h to 3650d, e.g. `24h`, `90d`";
    seconds(text).filter(|time| (Duration::from_hours(1)..=LONGEST).contains(time)).ok_or(form.into())
}

/// As long as a lost answer may matter; longer, and a stolen refresh token would go unnoticed.
pub(super) fn grace(text: &str) -> Form<Duration> {
    let form = "a time up to 1h, e.g. `10s`, or `0s` to turn it off";
    seconds(text).filter(|time| *time <= Duration::from_hours(1)).ok_or(form.into())
}

fn seconds(text: &str) -> Option<Duration> {
    // `M` is a month to humantime, and a slip for a minute to everyone else.
    let time = humantime::parse_duration(text).ok().filter(|_| !text.contains('M'))?;
    (time.subsec_nanos() == 0).then_some(time)
}

pub(super) fn rate(text: &str) -> Form<Option<Rate>> {
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| "tries and a time from 1s to 3650d, e.g. `10/15m`, or `off`".into())
}

/// An address that browsers reach. Its path ends in `/`, so that links can be joined to it.
pub(super) fn web_url(text: &str) -> Form<Url> {
    let form = "an absolute http or https URL without user, query and fragment, e.g. `https://auth.example.org`";
    let mut url = Url::parse(text).ok().filter(is_bare_web_url).ok_or(form)?;
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

fn is_bare_web_url(url: &Url) -> bool {
    let nobody = url.username().is_empty() && url.password().is_none();
    matches!(url.scheme(), "http" | "https") && nobody && url.query().is_none() && url.fragment().is_none()
}

pub(super) fn origins(text: &str) -> Form<Vec<String>> {
    items(text).map(origin).collect()
}

fn origin(text: &str) -> Form<String> {
    let form = "origins with commas between, e.g. `https://app.example.org`";
    match text {
        "*" => Err(format!("{form}; `*` would let any site act for whoever visits it").into()),
        "null" => Err(format!("{form}; `null` is what any sandboxed page sends").into()),
        _ => match Url::parse(text).ok().filter(is_bare_web_url) {
            Some(url) if url.path() == "/" => Ok(url.origin().ascii_serialization()),
            Some(_) => Err(format!("{form}; an origin has no path").into()),
            None => Err(form.into()),
        },
    }
}

pub(super) fn language_tags(text: &str) -> Form<Vec<Tag>> {
    let form = "language tags with commas between (BCP 47), e.g. `en,de,fr`";
    let mut tags = Vec::new();
    for item in items(text) {
        let tag: Tag = item.parse().map_err(|_| form)?;
        if tag.language.is_empty() {
            return Err(form.into());
        }
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.is_empty() { Err(form.into()) } else { Ok(tags) }
}

/// Sorted, each once.
pub(super) fn roles(text: &str) -> Form<Vec<String>> {
    let form = "at most 64 roles with commas between, each of at most 64 characters";
    let roles = items(text).map(Role::parse).collect::<Result<_, _>>().map_err(|_| form)?;
    Ok(Roles::new(roles).ok_or(form)?.into())
}

pub(super) fn notices(text: &str) -> Form<Vec<SecurityNotice>> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    let form = || {
        let names = SecurityNotice::ALL.map(|notice| format!("`{}`", notice.kind())).join(", ");
        format!("{names}, several with commas between, or `none`").into()
    };
    items(text).map(|item| item.parse().map_err(|()| form())).collect()
}

pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

pub(super) fn database_url(text: &str) -> Form<SecretString> {
    let form = "`sqlite://` and a file's path, or `postgres://user@host/database`, signs in a password as `%2F`";
    let Some((scheme, rest)) = text.split_once(':') else { return Err(form.into()) };
    let path = rest.trim_start_matches('/').split('?').next().unwrap_or_default();
    match scheme {
        "sqlite" if path == ":memory:" || rest.contains("mode=memory") => {
            Err(format!("{form}; in memory, each connection would have a database of its own").into())
        }
        "sqlite" if !path.is_empty() => Ok(text.into()),
        "postgres" | "postgresql" if rest.starts_with("//") && Url::parse(text).is_ok() => Ok(text.into()),
        _ => Err(form.into()),
    }
}

/// Read as it will be used: the path is a database's number there. A fragment would turn certificates off.
pub(super) fn redis_url(text: &str) -> Form<SecretString> {
    let form = "`redis://:password@host:6379` or `rediss://host:6379/1`, signs in a password as `%2F`";
    let is_url = url_with_host(text, &["redis", "rediss"]).is_some() && !text.contains('#');
    if is_url && redis::Client::open(text).is_ok() { Ok(text.into()) } else { Err(form.into()) }
}

pub(super) fn mail_url(text: &str) -> Form<SecretString> {
    url_with_host(text, &["smtp", "smtps"])
        .ok_or("`smtp://host:587` or `smtps://host`, signs in a password as `%2F`".into())
}

fn url_with_host(text: &str, schemes: &[&str]) -> Option<SecretString> {
    let url = Url::parse(text).ok()?;
    (schemes.contains(&url.scheme()) && url.has_host()).then(|| text.into())
}

pub(super) fn mailbox(text: &str) -> Form<Mailbox> {
    let form = "an address, with a name or without, e.g. `Example <no-reply@example.org>`";
    text.parse().ok().or_else(|| at_an_ip_address(text)).ok_or(form.into())
}

/// `Name <user@[127.0.0.1]>`, which the library writes but does not read.
fn at_an_ip_address(text: &str) -> Option<Mailbox> {
    let (name, address) = text.strip_suffix('>')?.split_once('<')?;
    Some(Mailbox::new(Some(name.trim().to_owned()), address.parse().ok()?))
}

/// Log levels, as `tracing` reads them; it takes a word it does not know for a target, so a slip would go unnoticed.
pub(super) fn log(text: &str) -> Form<String> {
    let form = "`error`, `warn`, `info`, `debug`, `trace` or `off`, or such by target: `info,sqlx=warn`";
    let is_known = |item: &str| item.contains(['=', '[', ']', '}']) || item.parse::<LevelFilter>().is_ok();
    let is_good = items(text).all(is_known) && EnvFilter::try_new(text).is_ok();
    if is_good { Ok(text.to_owned()) } else { Err(form.into()) }
}
