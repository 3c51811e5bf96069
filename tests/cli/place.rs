use std::{
    io::Write,
    process::{Command, Stdio},
    sync::Arc,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Binary, Database, Mail, SmtpSink, eventually};

/// Where an operator works: a folder, a database, a server that runs on it, and its mail.
pub(crate) struct Place {
    pub(crate) server: Binary,
    settings: Vec<(String, String)>,
    pub(crate) mail: Arc<SmtpSink>,
    // Dropped last: the server first, then its database, then the folder.
    pub(crate) database: Database,
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With settings that differ from the defaults, for the server and for the commands.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        Self::among(settings, &[]).await
    }

    /// The same, with variables beside the server's own.
    pub(crate) async fn among(settings: &[(&str, &str)], variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::create(folder.path()).await;
        let mail = SmtpSink::start().await;
        let own = [("LISTEN", "127.0.0.1:0"), ("DATABASE_URL", &database.url), ("MAIL_URL", &mail.url())];
        let all: Vec<_> = own.iter().chain(settings).map(|(name, value)| (*name, *value)).collect();
        let server = Binary::start_among(folder.path(), &all, variables);
        // It says where it listens before the database is ready, and answers after.
        server.get("/health/ready").await;
        let settings = all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { server, settings, mail, database, folder }
    }

    /// Stops the server as a service manager does; answers with its exit code.
    pub(crate) fn stop(self) -> Option<i32> {
        self.server.terminate()
    }

    /// Runs a command: its words, and nothing on standard input.
    pub(crate) fn run(&self, words: &str) -> Ran {
        self.run_with("", words)
    }

    /// Runs a command with this on standard input.
    pub(crate) fn run_with(&self, input: &str, words: &str) -> Ran {
        run(self.command().args(words.split_whitespace()), input)
    }

    /// The program in the server's folder, with the server's settings.
    pub(crate) fn command(&self) -> Command {
        let mut command = Binary::command();
        command.current_dir(self.folder.path());
        command.envs(self.settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), value)));
        command
    }

    /// Every mail to an address, once none is on its way any more.
    pub(crate) async fn mails_to(&self, email: &str) -> Vec<Mail> {
        let behind = self.database.look().await;
        eventually("the outbox to be empty", || async { behind.outbox_is_empty().await.then_some(()) }).await;
        self.mail.mails().into_iter().filter(|mail| mail.to == email).collect()
    }

    /// The one mail to an address.
    pub(crate) async fn mail_to(&self, email: &str) -> Mail {
        let mails = self.mails_to(email).await;
        <[Mail; 1]>::try_from(mails).map_or_else(|mails| panic!("one mail to {email}, not {mails:#?}"), |[mail]| mail)
    }
}

pub(crate) fn run(command: &mut Command, input: &str) -> Ran {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the program starts");
    // A command that reads nothing may have ended by now.
    process.stdin.take().expect("its input").write_all(input.as_bytes()).ok();
    let output = process.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("an output in UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    /// It succeeds, and its answer has these words.
    #[track_caller]
    pub(crate) fn says(self, words: &str) {
        let ran = self.succeeds();
        assert!(ran.out.contains(words), "{words:?} in {ran:#?}");
    }

    /// It fails because of the circumstances, with an error that has these words and nothing else to read.
    #[track_caller]
    pub(crate) fn fails_with(self, words: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:#?}");
        assert!(self.err.starts_with("error: ") && self.err.contains(words), "{words:?} in {self:#?}");
    }

    /// It fails because it was called the wrong way.
    #[track_caller]
    pub(crate) fn fails_as_wrong_usage(self, words: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{self:#?}");
        assert!(self.err.starts_with("error: ") && self.err.contains(words), "{words:?} in {self:#?}");
    }

    /// It succeeds, and answers with this and nothing for people.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        let ran = self.succeeds();
        assert_eq!(ran.err, "", "{ran:#?}");
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("JSON ({error}), not {ran:#?}"))
    }
}
