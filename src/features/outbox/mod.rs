//! Mail that survives a crash.
//!
//! The transaction that changes an account also writes a row here; a worker sends it afterwards.
//!
//! ```text
//! due ──claim──▶ claimed ──the server's yes──▶ sent
//!  ▲                │ ├─ has lost its point,
//!  │                │ │  or others take over ▶ (deleted)
//!  └─1 s, 2 s, 4 s──┘ └─ refused, or 3 days ─▶ dead
//! ```
//!
//! Always true: no row holds a usable secret, as links are made at delivery, and of a password there is its hash at
//! most; two workers never send the same row at once; a mail that is sent again after a crash is the same mail, with the
//! same `Message-ID` and link; what was sent keeps no address; what goes ahead of others waits for no mail server.
//!
//! A 5xx about the recipient ends a mail at once, as asking again can't help; everything else is tried again for
//! three days. Dead letters stay, with what the server last said, for an operator to see.
//!
//! Follows RFC 5321 §4.5.4.1 (retries), RFC 5322 §3.6.4 (`Message-ID`) and RFC 3834 §5 (`Auto-Submitted`).

mod deliver;
mod deliveries;
mod letter;
mod letterhead;
mod notice;
mod retry;
mod store;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    config::Config,
    db::{Db, Tx},
    effects::{Clock, Random},
    error::Error,
    languages::{Language, Languages},
};

pub use deliveries::Deliveries;
pub use letter::{Action, Letter};
use letterhead::Letterhead;
pub use notice::SecurityNotice;
pub use store::Backlog;
use store::Store;

/// The mails that are to be sent.
#[derive(Clone, Debug)]
pub struct Outbox {
    store: Store,
    clock: Clock,
    random: Random,
    letterhead: Arc<Letterhead>,
    notices: Arc<[SecurityNotice]>,
    woken: Arc<Notify>,
    deliveries: Deliveries,
}

/// A mail to be written and sent once the transaction stands.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Which mail it is: what [`Render`] goes by.
    pub kind: &'static str,
    /// Whom it is about; none for mail that outlives the account.
    pub account_id: Option<Uuid>,
    /// The address it goes to, as stored.
    pub recipient: String,
    /// The language it is written in.
    pub language: Language,
    /// The proof that its link carries.
    pub mailed_token_id: Option<Uuid>,
    /// What else it says. No secrets: it stands in the database.
    pub data: serde_json::Value,
    /// Whether it is something to be done rather than sent, which a mail server that is slow or away must not delay.
    pub goes_ahead: bool,
}

/// A mail that is due.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The row's key.
    pub id: Uuid,
    /// Which mail it is.
    pub kind: String,
    /// Whom it is about.
    pub account_id: Option<Uuid>,
    /// The address it goes to.
    pub recipient: String,
    /// The language it is written in.
    pub language: Language,
    /// The proof that its link carries.
    pub mailed_token_id: Option<Uuid>,
    /// What else it says.
    pub data: serde_json::Value,
    /// The same however often it is sent.
    pub message_id: String,
}

/// Writes a mail's letter at delivery.
pub type Render = Arc<dyn Fn(Outgoing) -> BoxFuture<'static, Result<Rendered, Error>> + Send + Sync>;

/// What came of writing a mail.
#[derive(Clone, Debug)]
pub enum Rendered {
    /// It is to be sent.
    Letter(Letter),
    /// It was asked for by an address alone, and it is known now whose it is: its row says so, see
    /// [`Outbox::address`], or others took over from it, see [`Outbox::take_away`]. Their letters are written next.
    Addressed,
    /// It has lost its point, as its token or account is gone or never was.
    Pointless,
}

/// Whose mail it turned out to be.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// Whom it is about.
    pub account_id: Uuid,
    /// The address it goes to: as stored, never as typed.
    pub recipient: String,
    /// The language it is written in.
    pub language: Language,
    /// The proof that its link carries.
    pub mailed_token_id: Uuid,
}

impl Outbox {
    /// The outbox of a database, with the sender and name that the settings give its mails.
    #[must_use]
    pub fn new(db: Db, clock: Clock, random: Random, config: &Config) -> Self {
        let letterhead = Arc::new(Letterhead::new(config));
        let store = Store::new(db, Languages::new(config.locales.clone()));
        let notices = config.security_notices.clone().into();
        let (woken, deliveries) = (Arc::default(), Deliveries::default());
        Self { store, clock, random, letterhead, notices, woken, deliveries }
    }

    /// Adds a mail to the transaction that it tells of; [`Self::wake`] once that is committed. Here, for every feature
    /// alike, a notice that the operator turned off ends.
    pub async fn enqueue(&self, tx: &Tx, mail: NewMail, now: DateTime<Utc>) -> Result<(), Error> {
        if SecurityNotice::of_kind(mail.kind).is_some_and(|notice| !self.notices.contains(&notice)) {
            return Ok(());
        }
        let id = self.random.id(now);
        self.store.add(tx, id, mail, self.letterhead.message_id(id), now).await
    }

    /// Writes down whose a mail is that was asked for by an address alone, in the transaction that makes its token: a
    /// second attempt finds both. It is due at once.
    pub async fn address(&self, tx: &Tx, mail: Uuid, to: Addressee, now: DateTime<Utc>) -> Result<(), Error> {
        self.store.address(tx, mail, to, now).await
    }

    /// Makes those mails due that wait for a moment further ahead than any pause is long, as their time was written by
    /// a clock that was ahead; tells how many.
    pub async fn bring_forward(&self, ahead: TimeDelta, now: DateTime<Utc>) -> Result<u64, Error> {
        let latest = [retry::LONGEST_PAUSE, deliver::LEASE].map(|longest| now + longest + ahead);
        self.store.bring_forward(latest, now).await
    }

    /// Deletes a mail in the transaction that does what it asked for, so that this is done once, however often the mail
    /// is attempted. False when an earlier attempt has done it.
    pub async fn take_away(&self, tx: &Tx, mail: Uuid) -> Result<bool, Error> {
        self.store.take_away(tx, mail).await
    }

    /// Deletes some of the mails that were sent before a moment, and tells how many.
    pub async fn forget_sent_before(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        self.store.forget_sent_before(moment).await
    }

    /// The same of those that were given up before it.
    pub async fn forget_dead_before(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        self.store.forget_dead_before(moment).await
    }

    /// What came of the mails that this server took in hand.
    #[must_use]
    pub fn deliveries(&self) -> &Deliveries {
        &self.deliveries
    }

    /// What is still to be sent, by whichever server, and what was given up.
    pub async fn backlog(&self) -> Result<Backlog, Error> {
        self.store.backlog(self.clock.now()).await
    }

    /// What the server said of the mail that was given up last. It may name the recipient.
    pub async fn last_refusal(&self) -> Result<Option<String>, Error> {
        self.store.last_refusal().await
    }

    /// Tells the worker that something is due. Forgotten, the mail leaves a second later.
    pub fn wake(&self) {
        self.woken.notify_one();
    }
}
