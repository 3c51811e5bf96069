use std::{collections::HashMap, thread};

use secrecy::{ExposeSecret as _, SecretSlice};
use url::{Host, Url};

use super::{
    AllowedOrigins, Config, Listen, Mode, Problems, forms, is_loopback, issuer,
    looks::{Looks, looks},
    reader::Reader,
    secret,
    values::Values,
};
use crate::features::{passwords::HashParameters, tokens::Secrets};

/// All settings read, and what is wrong with them: with any problem, the config is for nothing.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) config: Config,
    pub(super) problems: Vec<String>,
    pub(super) derived: HashMap<&'static str, String>,
}

/// Where a development server's secret comes from.
type Generated<'a> = &'a dyn Fn() -> Result<SecretSlice<u8>, Problems>;

/// Reads every setting, for a server that listens on an address, or before it listens.
pub(super) fn read(values: &Values, listening_on: Option<&Listen>, generated: Generated<'_>) -> Draft {
    let mut from = Reader::new(values);
    let config = config(&mut from, listening_on, generated);
    check_what_belongs_together(&mut from, &config);
    Draft { config, problems: from.problems, derived: from.derived }
}

fn config(from: &mut Reader<'_>, listening_on: Option<&Listen>, generated: Generated<'_>) -> Config {
    let listen = from.value("LISTEN", str::parse);
    let listen = listening_on.cloned().unwrap_or(listen);
    let public_url = public_url(from, &listen);
    let usual_mode = if is_loopback(&public_url) { Mode::Development } else { Mode::Production };
    let mode = from.value_or("MODE", usual_mode.name(), str::parse);
    let frontend_url = from.optional("FRONTEND_URL", forms::web_url);
    let Looks { locales, templates } = looks(from);
    Config {
        mode,
        listen,
        metrics_listen: from.optional("METRICS_LISTEN", str::parse),
        audience: from.value_or("AUDIENCE", issuer(&public_url), forms::line),
        database_url: from.value("DATABASE_URL", forms::database_url),
        redis_url: from.optional("REDIS_URL", forms::redis_url),
        secrets: secrets(from, mode, generated),
        mail_url: from.optional("MAIL_URL", forms::mail_url),
        mail_username: from.optional("MAIL_USERNAME", forms::line),
        mail_password: from.optional("MAIL_PASSWORD", forms::secret_line),
        mail_from: from.value_or("MAIL_FROM", &default_sender(&public_url), forms::mailbox),
        security_notices: from.value("SECURITY_NOTICES", forms::notices),
        app_name: from.value("APP_NAME", forms::line),
        registration: from.value("REGISTRATION", str::parse),
        email_verification: from.value("EMAIL_VERIFICATION", str::parse),
        confirm_email_on_get: from.value("CONFIRM_EMAIL_ON_GET", forms::switch),
        default_roles: from.value("DEFAULT_ROLES", forms::roles),
        locales,
        templates,
        password_min_length: from.value("PASSWORD_MIN_LENGTH", forms::number(8..=256)) as usize,
        access_token_lifetime: from.value("ACCESS_TOKEN_LIFETIME", forms::lifetime),
        refresh_token_lifetime: from.value("REFRESH_TOKEN_LIFETIME", forms::lifetime),
        session_lifetime: from.value("SESSION_LIFETIME", forms::lifetime),
        refresh_grace: from.value("REFRESH_GRACE", forms::grace),
        reauthentication_age: from.value("REAUTHENTICATION_AGE", forms::lifetime),
        email_verification_lifetime: from.value("EMAIL_VERIFICATION_LIFETIME", forms::lifetime),
        password_reset_lifetime: from.value("PASSWORD_RESET_LIFETIME", forms::lifetime),
        email_change_undo_lifetime: from.value("EMAIL_CHANGE_UNDO_LIFETIME", forms::lifetime),
        signing_algorithm: from.value("SIGNING_ALGORITHM", str::parse),
        signing_key_lifetime: from.value("SIGNING_KEY_LIFETIME", forms::key_lifetime),
        audit_retention: from.value("AUDIT_RETENTION", forms::lifetime),
        login_attempts: from.value("LOGIN_ATTEMPTS", forms::rate),
        login_attempts_per_account: from.value("LOGIN_ATTEMPTS_PER_ACCOUNT", forms::rate),
        login_attempts_per_address: from.value("LOGIN_ATTEMPTS_PER_ADDRESS", forms::rate),
        registrations_per_address: from.value("REGISTRATIONS_PER_ADDRESS", forms::rate),
        mails_per_address: from.value("MAILS_PER_ADDRESS", forms::rate),
        mails_per_recipient: from.value("MAILS_PER_RECIPIENT", forms::rate),
        hash: hash(from),
        hash_concurrency: from.value_or("HASH_CONCURRENCY", &cores(), forms::number(1..=1024)) as usize,
        allowed_origins: allowed_origins(from, mode, frontend_url.as_ref()),
        trusted_proxies: from.optional("TRUSTED_PROXIES", str::parse).unwrap_or_default(),
        graphiql: from.value_or("GRAPHIQL", on_in_development(mode), forms::switch),
        introspection: from.value_or("INTROSPECTION", on_in_development(mode), forms::switch),
        log: from.value("LOG", forms::log),
        log_format: from.value("LOG_FORMAT", str::parse),
        frontend_url,
        public_url,
    }
}

fn public_url(from: &mut Reader<'_>, listen: &Listen) -> Url {
    let usual = match listen {
        Listen::Tcp(address) => format!("http://localhost:{}", address.port()),
        Listen::Unix(_) => {
            if !from.is_given("PUBLIC_URL") {
                let why =
                    "a unix socket has no port: say how clients reach the server, e.g. `https://auth.example.org`";
                from.refuse("PUBLIC_URL", why);
            }
            "http://localhost".to_owned()
        }
    };
    from.value_or("PUBLIC_URL", &usual, forms::web_url)
}

fn secrets(from: &mut Reader<'_>, mode: Mode, generated: Generated<'_>) -> Secrets {
    let current = match from.optional("SECRET", secret::secret) {
        Some(secret) => secret,
        None if mode == Mode::Development && !from.is_given("SECRET") => generated().unwrap_or_else(|problems| {
            from.problems.extend(problems.lines().map(str::to_owned));
            secret::made()
        }),
        // Wrong, or missing in production: a problem either way, and this one is for nothing.
        None => secret::made(),
    };
    Secrets { current, previous: from.optional("SECRET_PREVIOUS", secret::secret) }
}

/// The name is the product's, not `APP_NAME`: that need not be ASCII.
fn default_sender(public_url: &Url) -> String {
    let domain = match public_url.host() {
        Some(Host::Ipv4(address)) => format!("[{address}]"),
        Some(Host::Ipv6(address)) => format!("[{address}]"),
        Some(Host::Domain(name)) => name.to_owned(),
        None => "localhost".to_owned(),
    };
    let sender = format!("Keyward <no-reply@{domain}>");
    // A host such as `my_host` is none that mail knows.
    if forms::mailbox(&sender).is_ok() { sender } else { "Keyward <no-reply@localhost>".to_owned() }
}

fn hash(from: &mut Reader<'_>) -> HashParameters {
    let mut part = |name| from.value(name, forms::number(1..=u32::MAX));
    let hash = HashParameters {
        memory_kib: part("HASH_MEMORY_KIB"),
        iterations: part("HASH_ITERATIONS"),
        parallelism: part("HASH_PARALLELISM"),
    };
    if let Err(must_be) = hash.checked() {
        let HashParameters { memory_kib, iterations, parallelism } = hash;
        from.problems.push(format!(
            "HASH_MEMORY_KIB, HASH_ITERATIONS and HASH_PARALLELISM are {memory_kib}, {iterations} and {parallelism}; \
             they must be {must_be}"
        ));
    }
    hash
}

fn cores() -> String {
    thread::available_parallelism().map_or(1, usize::from).min(1024).to_string()
}

fn allowed_origins(from: &mut Reader<'_>, mode: Mode, frontend_url: Option<&Url>) -> AllowedOrigins {
    if let Some(listed) = from.optional("ALLOWED_ORIGINS", forms::origins) {
        return AllowedOrigins { listed, loopback: false };
    }
    let listed: Vec<String> = frontend_url.iter().map(|url| url.origin().ascii_serialization()).collect();
    let loopback = mode == Mode::Development;
    if !loopback {
        from.derived.insert("ALLOWED_ORIGINS", listed.join(","));
    }
    AllowedOrigins { listed, loopback }
}

fn on_in_development(mode: Mode) -> &'static str {
    if mode == Mode::Development { "true" } else { "false" }
}

fn check_what_belongs_together(from: &mut Reader<'_>, config: &Config) {
    match config.mode {
        Mode::Development => check_development(from, config),
        Mode::Production => check_production(from, config),
    }
    if config.metrics_listen.as_ref().is_some_and(|metrics| is_same_place(metrics, &config.listen)) {
        from.refuse(
            "METRICS_LISTEN",
            "it must be another port or socket than LISTEN's: whoever reaches one must not reach the other",
        );
    }
    if from.is_given("SECRET_PREVIOUS") && is_same_secret(&config.secrets) {
        from.refuse("SECRET_PREVIOUS", "it must be the secret before, not the one in force");
    }
    if config.mail_url.is_some() {
        check_mail_login(from, config);
    }
    check_how_many_keys_are_published(from, config);
}

/// A key is published until its last token has expired, so that short-lived keys of long-lived tokens pile up.
fn check_how_many_keys_are_published(from: &mut Reader<'_>, config: &Config) {
    const MOST: u32 = 100;
    if config.signing_key_lifetime < config.access_token_lifetime / MOST {
        let why = format!(
            "it must be a {MOST}th of ACCESS_TOKEN_LIFETIME or more, as each key is published for as long as its \
             tokens live"
        );
        from.refuse("SIGNING_KEY_LIFETIME", &why);
    }
}

fn check_development(from: &mut Reader<'_>, config: &Config) {
    let stays_here = match &config.listen {
        Listen::Tcp(address) => address.ip().to_canonical().is_loopback(),
        Listen::Unix(_) => true,
    };
    if !stays_here && !from.is_given("MODE") {
        from.refuse("LISTEN", "beyond loopback, set PUBLIC_URL to how others reach it, or MODE=development to mean it");
    }
}

fn check_production(from: &mut Reader<'_>, config: &Config) {
    if config.public_url.scheme() != "https" {
        from.refuse("PUBLIC_URL", "in production it must be an https URL, e.g. `https://auth.example.org`");
    }
    if config.frontend_url.as_ref().is_some_and(|url| url.scheme() != "https" && !is_loopback(url)) {
        from.refuse("FRONTEND_URL", "in production it must be an https URL, e.g. `https://app.example.org`");
    }
    if !from.is_given("SECRET") {
        let how = "in production it must be at least 32 random bytes in base64, e.g. from `openssl rand -base64 32`";
        from.refuse("SECRET", how);
    }
    if !from.is_given("MAIL_URL") {
        from.refuse("MAIL_URL", "in production it must be a mail server, `smtp://host:587` or `smtps://host`");
    }
}

/// Port 0 is another one each time.
fn is_same_place(one: &Listen, other: &Listen) -> bool {
    match (one, other) {
        (Listen::Tcp(one), Listen::Tcp(other)) => one.port() == other.port() && one.port() != 0,
        _ => one == other,
    }
}

fn is_same_secret(secrets: &Secrets) -> bool {
    let same = |previous: &SecretSlice<u8>| previous.expose_secret() == secrets.current.expose_secret();
    secrets.previous.as_ref().is_some_and(same)
}

/// A name without a password, or the other way round, would be told by the mail server only when a mail is lost.
fn check_mail_login(from: &mut Reader<'_>, config: &Config) {
    let url = config.mail_url.as_ref().and_then(|url| Url::parse(url.expose_secret()).ok());
    let has_username = from.is_given("MAIL_USERNAME") || url.as_ref().is_some_and(|url| !url.username().is_empty());
    let has_password = from.is_given("MAIL_PASSWORD") || url.as_ref().is_some_and(|url| url.password().is_some());
    if has_username && !has_password {
        from.refuse("MAIL_PASSWORD", "the mail server's user needs one");
    }
    if has_password && !has_username {
        from.refuse("MAIL_USERNAME", "the mail server's password needs one");
    }
}
