use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use tokio::{
    task::{Id, JoinError, JoinSet},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use uuid::Uuid;

use super::{
    Outbox, Render, Rendered, retry,
    store::{Claimed, Most},
};
use crate::{
    effects::mailer::{Mailer, SEND_TIME_OUT},
    error::{Chain, Error},
    traces,
};

const AT_ONCE: usize = 4;
/// For what goes ahead, while all of those wait for a mail server.
const AHEAD_AT_ONCE: usize = 2;
const ALL_AT_ONCE: usize = AT_ONCE + AHEAD_AT_ONCE;
const POLL: Duration = Duration::from_secs(1);
/// Rendering and sending together.
const ATTEMPT: Duration = SEND_TIME_OUT.saturating_add(Duration::from_secs(10));
/// Longer than an attempt and writing down what came of it: nobody else sends the mail meanwhile.
pub(super) const LEASE: Duration = ATTEMPT.saturating_add(Duration::from_secs(20));
/// How long a stop waits for what is being sent; the whole server has ten seconds.
const LAST_WAIT: Duration = Duration::from_secs(8);

/// What came of one attempt.
enum Outcome {
    Sent,
    /// Its row says by now whose it is, or others took over from it.
    Addressed,
    /// Nobody needs it any more.
    Pointless,
    /// No further attempt can do better.
    Refused(String),
    Failed(String),
}

/// One worker's hands.
struct Courier {
    outbox: Outbox,
    render: Render,
    mailer: Mailer,
}

impl Outbox {
    /// Sends what is due until it is told to stop, then finishes what is being sent. Survives every failure.
    pub async fn deliver(self, render: Render, mailer: Mailer, stop: CancellationToken) {
        let mut worker = Worker::new(Courier { outbox: self, render, mailer });
        while !stop.is_cancelled() {
            worker.take_what_is_due().await;
            tokio::select! {
                () = stop.cancelled() => {}
                Some(done) = worker.sending.join_next_with_id() => worker.done(done),
                () = worker.courier.outbox.woken.notified() => {}
                () = sleep(POLL) => {}
            }
        }
        // What isn't finished in time is sent again after the lease, by whoever runs then.
        let finished = timeout(LAST_WAIT, async { while worker.sending.join_next().await.is_some() {} }).await;
        if finished.is_err() {
            tracing::warn!(mails = worker.sending.len(), "stopped in the middle of sending; they will be sent again");
        }
    }
}

struct Worker {
    courier: Arc<Courier>,
    sending: JoinSet<()>,
    in_hand: HashMap<Id, Uuid>,
    failing: bool,
}

impl Worker {
    fn new(courier: Courier) -> Self {
        let courier = Arc::new(courier);
        Self { courier, sending: JoinSet::new(), in_hand: HashMap::new(), failing: false }
    }

    async fn take_what_is_due(&mut self) {
        let most = match self.sending.len() {
            busy @ ..AT_ONCE => Most::Of(AT_ONCE - busy),
            busy @ ..ALL_AT_ONCE => Most::OfThoseAhead(ALL_AT_ONCE - busy),
            _ => return,
        };
        let outbox = &self.courier.outbox;
        // A clock that jumps ends every lease, but not what this worker has in hand.
        let in_hand: Vec<_> = self.in_hand.values().copied().collect();
        match outbox.store.claim(outbox.clock.now(), LEASE, most, &in_hand).await {
            Ok(claimed) => {
                self.failing = false;
                for claimed in claimed {
                    self.send(claimed);
                }
            }
            Err(error) => self.report(&error),
        }
    }

    fn send(&mut self, claimed: Claimed) {
        let courier = self.courier.clone();
        let id = claimed.mail.id;
        let kind = claimed.mail.kind.as_str();
        let span =
            tracing::info_span!(target: traces::TARGET, "send a mail", otel.kind = "client", "keyward.mail" = kind);
        let task = self.sending.spawn(async move { courier.deliver(claimed).await }.instrument(span));
        self.in_hand.insert(task.id(), id);
    }

    fn done(&mut self, done: Result<(Id, ()), JoinError>) {
        let task = done.map_or_else(|error| error.id(), |(id, ())| id);
        self.in_hand.remove(&task);
    }

    /// Once for each stretch of failures: the next try is a second away.
    fn report(&mut self, error: &Error) {
        self.courier.outbox.deliveries.failures.inc();
        if !self.failing {
            tracing::error!(error = %Chain(error), "the outbox can't be read; trying again every second");
        }
        self.failing = true;
    }
}

impl Courier {
    async fn deliver(&self, claimed: Claimed) {
        let attempt = AssertUnwindSafe(timeout(ATTEMPT, self.attempt(&claimed))).catch_unwind().await;
        let outcome = match attempt {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Outcome::Failed("it took too long".to_owned()),
            Err(_) => Outcome::Failed("writing it panicked".to_owned()),
        };
        let mut written = self.settle(&claimed, &outcome).await;
        // Forgetting a sent mail sends it twice: worth a few tries within the lease.
        for _ in 0..5 {
            if written.is_ok() {
                return;
            }
            sleep(POLL).await;
            written = self.settle(&claimed, &outcome).await;
        }
        if let Err(error) = written {
            self.outbox.deliveries.failures.inc();
            let message_id = claimed.mail.message_id;
            tracing::error!(message_id, error = %Chain(&error), "what came of a mail could not be kept");
        }
    }

    async fn attempt(&self, claimed: &Claimed) -> Outcome {
        let mail = &claimed.mail;
        let letter = match (self.render)(mail.clone()).await {
            Ok(Rendered::Letter(letter)) => letter,
            Ok(Rendered::Addressed) => return Outcome::Addressed,
            Ok(Rendered::Pointless) => return Outcome::Pointless,
            Err(error) => return Outcome::Failed(Chain(&error).to_string()),
        };
        let message = match self.outbox.letterhead.message(&letter, mail, self.outbox.clock.now()) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(Chain(&error).to_string()),
        };
        match self.mailer.send(message).await {
            Ok(()) => Outcome::Sent,
            Err(error) if error.permanent => Outcome::Refused(error.said),
            Err(error) => Outcome::Failed(error.said),
        }
    }

    async fn settle(&self, claimed: &Claimed, outcome: &Outcome) -> Result<(), Error> {
        let Outbox { store, clock, deliveries, .. } = &self.outbox;
        let Claimed { mail, attempts, .. } = claimed;
        let (kind, message_id) = (&mail.kind, &mail.message_id);
        let now = clock.now();
        match outcome {
            Outcome::Sent => {
                store.mark_sent(claimed, now).await?;
                deliveries.sent.inc();
                tracing::info!(kind, message_id, attempts, "mail sent");
            }
            Outcome::Addressed => self.outbox.wake(),
            Outcome::Pointless => {
                store.remove(claimed).await?;
                deliveries.dropped.inc();
                tracing::info!(kind, message_id, "mail dropped, as it has lost its point");
            }
            Outcome::Refused(said) => self.bury(claimed, now, said).await?,
            Outcome::Failed(said) => match retry::next_attempt(*attempts, claimed.written_at, now) {
                Some(next) => {
                    store.put_off(claimed, next, said.clone()).await?;
                    deliveries.put_off.inc();
                    if *attempts == 1 {
                        let said = without_address(said, &mail.recipient);
                        tracing::warn!(kind, message_id, said, "a mail could not be sent yet; trying again for 3 days");
                    }
                }
                None => self.bury(claimed, now, said).await?,
            },
        }
        Ok(())
    }

    async fn bury(&self, claimed: &Claimed, now: DateTime<Utc>, said: &str) -> Result<(), Error> {
        let Claimed { mail, attempts, .. } = claimed;
        self.outbox.store.bury(claimed, now, said.to_owned()).await?;
        self.outbox.deliveries.given_up.inc();
        let said = without_address(said, &mail.recipient);
        tracing::error!(kind = mail.kind, message_id = mail.message_id, attempts, said, "a mail was given up");
        Ok(())
    }
}

/// Logs outlive accounts: no addresses there.
fn without_address(said: &str, recipient: &str) -> String {
    if recipient.is_empty() { said.to_owned() } else { said.replace(recipient, "(the recipient)") }
}
