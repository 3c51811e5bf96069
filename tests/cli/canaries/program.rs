use std::{fs, path::Path, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use keyward::config::Config;
use tempfile::TempDir;

use crate::{
    harness::{Api, Behind, Binary, Database, Redis, SigningKey, SmtpSink},
    life::Secret,
    place::run,
};

const SECRET: &str = "s1Y8iJec6d+QZwrVbDhXQDMD0jk6cSiaVUDCz+g+N/M=";
const PREVIOUS: &str = "0u3Qd0mJcQwJ5b0m0Yw2fJm8oQ1Qx3cS9b7uYv4kE6o=";
const MAIL_PASSWORD: &str = "mail canary 7d1f";
const DATABASE_PASSWORD: &str = "database-canary-93c0";
const REDIS_PASSWORD: &str = "redis-canary-5a2e";

/// Every column's name behind its table's, and how a column reads as text.
const SQLITE: [&str; 2] = [
    "SELECT tables.name || '.' || columns.name FROM sqlite_master AS tables, \
     pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'",
    "CASE WHEN typeof(COLUMN) = 'blob' THEN hex(COLUMN) ELSE CAST(COLUMN AS TEXT) END",
];
const POSTGRESQL: [&str; 2] = [
    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "CAST(COLUMN AS TEXT)",
];

/// The program at the level that logs most, with every secret among its settings in a file, as in production.
pub(super) struct Program {
    pub(super) server: Binary,
    pub(super) mail: Arc<SmtpSink>,
    pub(super) behind: Behind,
    redis: Option<Redis>,
    settings: Vec<(&'static str, String)>,
    // Dropped last.
    database: Database,
    folder: TempDir,
}

impl Program {
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::create(folder.path()).await;
        let mail = SmtpSink::start().await;
        let redis = Redis::start().inspect(|redis| {
            redis::cmd("CONFIG")
                .arg(&["SET", "requirepass", REDIS_PASSWORD])
                .exec(&mut talk(&redis.url()))
                .expect("done");
        });
        let mut settings: Vec<(&'static str, String)> = [
            ("LISTEN", "127.0.0.1:0"),
            ("METRICS_LISTEN", "127.0.0.1:0"),
            ("LOG", "trace"),
            ("TRUSTED_PROXIES", "127.0.0.0/8"),
            ("MAIL_USERNAME", "postmaster"),
            ("MAIL_URL", &mail.url()),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec();
        let in_files = [
            ("SECRET_FILE", Some(SECRET.to_owned())),
            ("SECRET_PREVIOUS_FILE", Some(PREVIOUS.to_owned())),
            ("MAIL_PASSWORD_FILE", Some(MAIL_PASSWORD.to_owned())),
            ("DATABASE_URL_FILE", Some(with_password(&database.url))),
            ("REDIS_URL_FILE", redis.as_ref().map(with_a_password)),
        ];
        for (name, value) in in_files {
            let Some(value) = value else { continue };
            settings.push((name, written(folder.path(), name, &value)));
        }
        let borrowed: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let server = Binary::start(folder.path(), &borrowed);
        server.get("/health/ready").await;
        let behind = database.look().await;
        Self { server, mail, behind, redis, settings, database, folder }
    }

    /// Those that are there before anybody comes: in the settings, and what is made of them.
    pub(super) async fn secrets(&self) -> Vec<Secret> {
        let pairs = [("DATABASE_URL", self.database.url.as_str()), ("SECRET", SECRET), ("SECRET_PREVIOUS", PREVIOUS)];
        let config = Config::from_pairs(pairs).expect("settings that are right");
        let mut secrets = [
            ("SECRET", SECRET),
            ("SECRET_PREVIOUS", PREVIOUS),
            ("MAIL_PASSWORD", MAIL_PASSWORD),
            ("the database's password", DATABASE_PASSWORD),
            ("Redis's password", REDIS_PASSWORD),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .to_vec();
        for secret in [SECRET, PREVIOUS] {
            secrets.push(("a secret's bytes".to_owned(), STANDARD.decode(secret).expect("base64")));
        }
        let purposes = [
            "signing-keys",
            "refresh_token",
            "email_verification",
            "password_reset",
            "email_change",
            "email_change_undo",
            "throttling",
            "device",
        ];
        for purpose in purposes {
            let keys = config.secrets.keys_for(purpose);
            secrets.extend(keys.map(|key| (format!("the key for {purpose}"), key.to_vec())));
        }
        let private = SigningKey::private(&self.behind, &config).await;
        secrets.push(("the private key".to_owned(), private.clone()));
        // Of P-256 the number itself, behind what says so (RFC 5915 §3, RFC 5208 §5).
        secrets.push(("the private key's number".to_owned(), private[36..68].to_vec()));
        secrets.into_iter().map(|(name, bytes)| Secret { name, bytes }).collect()
    }

    pub(super) fn log(&self) -> Vec<u8> {
        self.server.said().join("\n").into_bytes()
    }

    /// What the metrics' own listener shows.
    pub(super) async fn metrics(&self) -> String {
        let said = self.server.said();
        let told = said.iter().find_map(|line| line.split_once("metrics are at http://")?.1.strip_suffix("/metrics"));
        let address = told.expect("a line that says where").parse().expect("an address");
        let answer = Api::new(format!("http://{address}"), address).get("/metrics").await;
        assert_eq!(answer.status, 200, "{answer:#?}");
        answer.body
    }

    /// Every variable that the process was given: the part of a core dump that everybody knows where to find.
    pub(super) fn environment(&self) -> Vec<u8> {
        self.of_process("environ")
    }

    pub(super) fn command_line(&self) -> Vec<u8> {
        self.of_process("cmdline")
    }

    fn of_process(&self, file: &str) -> Vec<u8> {
        fs::read(format!("/proc/{}/{file}", self.server.id())).expect("the process is there")
    }

    /// Every column of every table, as text; bytes in hexadecimal.
    pub(super) async fn tables(&self) -> Vec<(String, Vec<u8>)> {
        let [columns, as_text] = if self.database.url.starts_with("sqlite") { SQLITE } else { POSTGRESQL };
        let names: Vec<String> = self.behind.rows(columns).await;
        assert!(names.len() > 60, "{names:?}");
        let mut tables = Vec::new();
        for name in names {
            let (table, column) = name.split_once('.').expect("a table and its column");
            let text = as_text.replace("COLUMN", &format!("\"{column}\""));
            let rows = format!("SELECT {text} FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
            let rows: Vec<String> = self.behind.rows(&rows).await;
            tables.push((format!("table {table}, column {column}"), rows.join("\n").into_bytes()));
        }
        tables
    }

    /// The database's own files, where it lies in the folder: pages that are free by now have their bytes, too.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let names = ["keyward.db", "keyward.db-wal"].map(|name| self.folder.path().join(name));
        let bytes: Vec<_> = names.iter().filter_map(|path| fs::read(path).ok()).collect();
        let all = bytes.concat();
        if all.is_empty() { Vec::new() } else { vec![("the database's files".to_owned(), all)] }
    }

    /// Every key in Redis with what it holds.
    pub(super) fn redis(&self) -> Option<Vec<u8>> {
        let mut connection = talk(&with_a_password(self.redis.as_ref()?));
        let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).expect("its keys");
        let value = |key| redis::cmd("GET").arg(key).query::<String>(&mut connection).expect("a text");
        let values: Vec<_> = keys.iter().map(value).collect();
        Some([keys, values].concat().join("\n").into_bytes())
    }

    /// What commands of an operator print.
    pub(super) fn commands(&self) -> Vec<(String, Vec<u8>)> {
        let all = ["config", "config --json", "doctor", "user list --json", "keys list --json", "audit list --json"];
        let run = |words: &str| {
            let mut command = Binary::command();
            command.current_dir(self.folder.path()).args(words.split_whitespace());
            command.envs(self.settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), value)));
            let ran = run(&mut command, "");
            assert!(!ran.out.is_empty(), "{words}: {ran:#?}");
            (format!("`keyward {words}`"), (ran.out + &ran.err).into_bytes())
        };
        all.map(run).into()
    }
}

fn talk(url: &str) -> redis::Connection {
    redis::Client::open(url).and_then(|client| client.get_connection()).expect("Redis answers")
}

fn with_a_password(redis: &Redis) -> String {
    redis.url().replacen("redis://", &format!("redis://:{REDIS_PASSWORD}@"), 1)
}

fn written(folder: &Path, name: &str, value: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, value).expect("a file");
    path.display().to_string()
}

/// A server that trusts this machine takes any password; one that wants its own keeps that.
fn with_password(url: &str) -> String {
    let mut url = url::Url::parse(url).expect("the database's URL");
    if url.scheme() != "sqlite" && url.password().is_none() {
        url.set_password(Some(DATABASE_PASSWORD)).expect("a URL with a host");
    }
    url.into()
}
