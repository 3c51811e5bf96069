//! The program in a process of its own, with people who have accounts, and without limits.

use std::{sync::Arc, time::Duration};

use tempfile::TempDir;
use tokio::time::sleep;

use crate::harness::{Behind, Binary, Database, MINUTE, PASSWORD, SmtpSink, UNLIMITED, within};

/// How many there are of each kind of people: asked about in turn, so that no row is warmer than another.
pub(crate) const PEOPLE: usize = 16;

const SETTINGS: [(&str, &str); 2] = [("LISTEN", "127.0.0.1:0"), ("EMAIL_VERIFICATION", "before_first_login")];

pub(crate) struct Place {
    pub(crate) server: Binary,
    behind: Behind,
    mail: Arc<SmtpSink>,
    // Dropped last: the server first, then its database, then the folder.
    _database: Database,
    _folder: TempDir,
}

impl Place {
    pub(crate) async fn on(folder: TempDir, database: Database) -> Self {
        let mail = SmtpSink::start().await;
        let url = mail.url();
        let own = [("DATABASE_URL", database.url.as_str()), ("MAIL_URL", &url)];
        let settings: Vec<_> = own.into_iter().chain(SETTINGS).chain(UNLIMITED).collect();
        let server = Binary::start(folder.path(), &settings);
        // It says where it listens before the database is ready, and answers after.
        server.get("/health/ready").await;
        let behind = database.look().await;
        let place = Self { server, behind, mail, _database: database, _folder: folder };
        place.people().await;
        place
    }

    /// Those who are known, those whose password is void, and those who have yet to prove their address.
    async fn people(&self) {
        for kind in ["known", "void", "waits"] {
            for number in 0..PEOPLE {
                let registered = self.server.register(&address(kind, number), PASSWORD);
                registered.input("username", name(kind, number)).await.succeeds();
            }
        }
        self.is_idle().await;
        for mail in self.mail.mails().iter().filter(|mail| !mail.to.starts_with("waits")) {
            self.server.verify_email(&mail.token()).await.succeeds();
        }
        let void = "UPDATE passwords SET hash = NULL WHERE account_id IN \
                    (SELECT id FROM accounts WHERE email LIKE 'void%')";
        self.behind.run(void).await;
    }

    /// Waits until no work goes on in the background.
    pub(crate) async fn is_idle(&self) {
        within(MINUTE, "the outbox to be empty", || async { self.behind.outbox_is_empty().await.then_some(()) }).await;
        // The worker looks once more whether there is something to do.
        sleep(Duration::from_millis(2)).await;
    }
}

/// All of the same length.
pub(crate) fn name(kind: &str, number: usize) -> String {
    format!("{kind:x<8}{number:06}")
}

pub(crate) fn address(kind: &str, number: usize) -> String {
    format!("{}@example.org", name(kind, number))
}
