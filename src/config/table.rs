//! The one list of settings. `.env.example`, the README's table, `keyward config` and the check for unknown names
//! all come from it.

/// One setting, as people read about it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, without the `KEYWARD_` that it has in the environment.
    pub name: &'static str,
    /// What holds when nobody sets it.
    pub default: Default,
    /// One sentence on what it does and what it may be.
    pub meaning: &'static str,
    /// How much of its value may be shown.
    pub shown: Shown,
    /// Whether an empty value means an empty list. Of any other setting it means the default.
    pub may_be_empty: bool,
}

/// What holds when a setting is not set.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// This text, as if it had been written.
    Text(&'static str),
    /// It depends: on what, and a value someone might write instead.
    Derived {
        /// What it is derived from, or `none`.
        from: &'static str,
        /// For `.env.example`; never a usable secret.
        example: &'static str,
    },
}

/// How much of a value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All of it.
    Whole,
    /// All but the passwords in it: a URL.
    WithoutPasswords,
    /// Nothing.
    Never,
}

impl Setting {
    const fn url(self) -> Self {
        Self { shown: Shown::WithoutPasswords, ..self }
    }

    const fn secret(self) -> Self {
        Self { shown: Shown::Never, ..self }
    }

    const fn or_empty(self) -> Self {
        Self { may_be_empty: true, ..self }
    }
}

const fn text(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default: Default::Text(default), meaning, shown: Shown::Whole, may_be_empty: false }
}

const fn derived(name: &'static str, from: &'static str, example: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default: Default::Derived { from, example }, meaning, shown: Shown::Whole, may_be_empty: false }
}

/// All settings, in the order people meet them.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    SECTIONS.iter().flat_map(|(_, settings)| settings.iter())
}

/// All settings under their headings.
pub const SECTIONS: &[(&str, &[Setting])] = &[
    (
        "The server",
        &[
            derived(
                "MODE",
                "by `PUBLIC_URL`'s host: `development` on loopback",
                "production",
                "`development` (GraphiQL, a mailbox page, a generated secret) or `production` (https, `SECRET` and \
                 `MAIL_URL` are required).",
            ),
            text(
                "LISTEN",
                "127.0.0.1:8000",
                "Address and port to listen on; port 0 picks one, and the first log line says which. `unix:` and a path is \
                 a unix socket, mode 0660. A socket that systemd hands over comes before it.",
            ),
            derived(
                "METRICS_LISTEN",
                "none",
                "127.0.0.1:9464",
                "Where Prometheus asks, as in `LISTEN`: `/metrics` and nothing else, without a password; see `docs/observability.md`.",
            ),
            derived(
                "PUBLIC_URL",
                "`http://localhost:` and the port listened on",
                "https://auth.example.org",
                "How clients reach the server; `iss` of the tokens, and base of its own links.",
            )
            .url(),
            derived(
                "FRONTEND_URL",
                "none",
                "https://app.example.org",
                "The app, where reset links and redirects lead; without it, the server's own small pages.",
            )
            .url(),
            derived("AUDIENCE", "`PUBLIC_URL`", "https://api.example.org", "`aud` of the tokens.").url(),
            text("APP_NAME", "Keyward", "How mails and pages call the app."),
            text("LOCALES", "en,de,fr,es", "Languages offered, comma-separated (BCP 47); the first is the fallback."),
            derived(
                "TEMPLATES_DIR",
                "none",
                "templates",
                "A folder with templates and texts of your own for mails and pages, see `docs/templates.md`.",
            ),
            text("LOG", "info", "What is logged: a level, or levels by target, e.g. `info,sqlx=warn`."),
            text("LOG_FORMAT", "text", "`text` for people, `json` for machines."),
        ],
    ),
    (
        "Where things are kept",
        &[
            text(
                "DATABASE_URL",
                "sqlite://data/keyward.db",
                "SQLite (created, its folder too) or `postgres://user@host/database`.",
            )
            .url(),
            derived(
                "REDIS_URL",
                "none",
                "redis://localhost:6379",
                "Where throttling counts when several instances run, `redis://:password@host:6379` or `rediss://…` \
                 (TLS); without it, and while it is away, in the database.",
            )
            .url(),
            derived(
                "SECRET",
                "development: made once, kept in `data/secret`",
                "",
                "At least 32 random bytes in base64 (`openssl rand -base64 32`); every other key is derived from it or \
                 encrypted under it.",
            )
            .secret(),
            derived(
                "SECRET_PREVIOUS",
                "none",
                "",
                "The secret before, accepted while it is being changed: keep it for the longest lifetime of any token, \
                 see `docs/keys.md`.",
            )
            .secret(),
        ],
    ),
    (
        "Mail",
        &[
            derived(
                "MAIL_URL",
                "development: the mailbox page",
                "smtp://mail.example.org:587",
                "The mail server, `smtp://host:587` or `smtps://host`; STARTTLS is required off loopback.",
            )
            .url(),
            derived("MAIL_USERNAME", "none", "keyward", "For the mail server; may stand in the URL too."),
            derived("MAIL_PASSWORD", "none", "", "For the mail server; may stand in the URL too.").secret(),
            derived(
                "MAIL_FROM",
                "`Keyward <no-reply@…>` with `PUBLIC_URL`'s host",
                "Example <no-reply@example.org>",
                "The sender.",
            ),
            text(
                "SECURITY_NOTICES",
                "password_changed,email_changed,refresh_token_reused,new_device",
                "What owners of accounts are told without asking, comma-separated; `none` for nothing.",
            )
            .or_empty(),
        ],
    ),
    (
        "Accounts",
        &[
            text("REGISTRATION", "open", "`open`, or `closed`: only the command line makes accounts."),
            text(
                "EMAIL_VERIFICATION",
                "optional",
                "When a login needs a verified address: `optional`, `before_next_login` or `before_first_login`.",
            ),
            text("CONFIRM_EMAIL_ON_GET", "false", "`true`: opening the mailed link verifies without a click."),
            text(
                "DEFAULT_ROLES",
                "user",
                "Given to every new account that is given no others, comma-separated; their case is kept.",
            )
            .or_empty(),
            text("PASSWORD_MIN_LENGTH", "8", "In characters, 8 or more; the maximum is 256."),
        ],
    ),
    (
        "Lifetimes: `10s`, `15m`, `24h`, `7d`",
        &[
            text("ACCESS_TOKEN_LIFETIME", "1h", "Of an access token."),
            text("REFRESH_TOKEN_LIFETIME", "7d", "Of a refresh token, since the last refresh."),
            text("SESSION_LIFETIME", "90d", "Of a session since signing in, whatever is refreshed."),
            text(
                "REFRESH_GRACE",
                "10s",
                "How long the last spent refresh token still answers with its successor; `0s` turns it off.",
            ),
            text("REAUTHENTICATION_AGE", "1h", "How old a sign-in may be for `reissueTokens`."),
            text("EMAIL_VERIFICATION_LIFETIME", "24h", "Of the mailed token that verifies an address."),
            text("PASSWORD_RESET_LIFETIME", "1h", "Of the mailed token that resets a password."),
            text("EMAIL_CHANGE_UNDO_LIFETIME", "7d", "Of the mailed token that undoes a change of address."),
            text("AUDIT_RETENTION", "400d", "How long an event is kept in the audit log, see `docs/audit.md`."),
        ],
    ),
    (
        "Limits: tries and a time, e.g. `10/15m`, or `off`",
        &[
            text("LOGIN_ATTEMPTS", "10/15m", "Failed passwords per account and client network."),
            text(
                "LOGIN_ATTEMPTS_PER_ACCOUNT",
                "100/1d",
                "Failed passwords per account from everywhere; a device that has signed in to it before has its own allowance.",
            ),
            text("LOGIN_ATTEMPTS_PER_ADDRESS", "100/15m", "Failed passwords per client network (IPv6: /64)."),
            text(
                "REGISTRATIONS_PER_ADDRESS",
                "30/1h",
                "Registrations per client network; as many changes of address may be asked for.",
            ),
            text(
                "MAILS_PER_ADDRESS",
                "60/1h",
                "Asked-for mails per client network, to whomever: links to reset a password or to verify an address.",
            ),
            text(
                "MAILS_PER_RECIPIENT",
                "5/1h",
                "Asked-for mails of each kind to one address; security notices are not counted.",
            ),
        ],
    ),
    (
        "Keys and hashes",
        &[
            text(
                "SIGNING_ALGORITHM",
                "ES256",
                "Of the access tokens: `ES256`, `EdDSA` or `RS256`. A change begins with a start, see `docs/keys.md`.",
            ),
            text(
                "SIGNING_KEY_LIFETIME",
                "90d",
                "How long a key signs access tokens before the next one does, `1h` at least; see `docs/keys.md`.",
            ),
            text(
                "HASH_MEMORY_KIB",
                "19456",
                "Argon2id's memory per hash, in KiB; weaker than OWASP's minimum is refused.",
            ),
            text("HASH_ITERATIONS", "2", "Argon2id's passes over that memory."),
            text("HASH_PARALLELISM", "1", "Argon2id's lanes."),
            derived(
                "HASH_CONCURRENCY",
                "the cores",
                "4",
                "Hashes at once; waiting is bounded, past it the answer is 503.",
            ),
        ],
    ),
    (
        "Browsers and proxies",
        &[
            derived(
                "ALLOWED_ORIGINS",
                "`FRONTEND_URL`'s origin; in development loopback origins on any port, too",
                "https://app.example.org",
                "Browsers' origins that may call, comma-separated; set, it replaces the default.",
            )
            .url()
            .or_empty(),
            derived(
                "TRUSTED_PROXIES",
                "none",
                "10.0.0.0/8",
                "Networks whose `X-Forwarded-For` is believed, from the right, comma-separated; `unix` stands for whoever \
                 connects by a unix socket.",
            ),
            derived("GRAPHIQL", "`true` in development", "false", "Whether `/graphiql` serves the explorer."),
            derived("INTROSPECTION", "`true` in development", "false", "Whether the schema may be asked for."),
        ],
    ),
];
