//! In the end everything in the ledgers is checked against all instances.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use crate::{
    asking::Asked,
    fleet::{COPIES, Fleet},
    person::{Mails, Person, refreshing, signing_in, tokens},
};

/// As long as a killed instance's claim on a mail lasts, and a little more.
const LEASE: Duration = Duration::from_secs(75);

impl Person {
    /// Answers with how many things were checked.
    pub(crate) async fn reckon(mut self) -> usize {
        self.passwords_hold().await;
        for (number, session) in std::mem::take(&mut self.ended).into_iter().enumerate() {
            self.is_refused_everywhere(&session).await;
            let instance = self.fleet.in_turn(number);
            let refused = self.asker.directly(instance, &refreshing(&session.refresh)).await.expect("it runs");
            assert_eq!(refused.refusal(), "REFRESH_TOKEN_INVALID", "an ended session");
            self.effects += 1;
        }
        self.sessions_hold().await;
        self.newcomers_hold().await;
        self.mails_came(&self.email, "verify-email", self.verifications);
        self.mails_came(&self.email, "reset-password", self.resets);
        self.effects
    }

    /// The password that was set last works everywhere, the one before nowhere.
    async fn passwords_hold(&mut self) {
        for instance in &self.fleet.instances {
            let works = self.asker.directly(instance.address, &signing_in(&self.email, &self.password)).await;
            assert_eq!(works.expect("it runs").refusal(), "");
            self.unseen += 1;
            if let Some(old) = &self.old_password {
                let refused = self.asker.directly(instance.address, &signing_in(&self.email, old)).await;
                assert_eq!(refused.expect("it runs").refusal(), "INVALID_CREDENTIALS");
            }
        }
    }

    /// Those that live are known everywhere, and there are no more than were begun. Their newest token refreshes, once
    /// more for a lost answer, and one that is long spent ends them.
    async fn sessions_hold(&mut self) {
        let count = self.live.len()..=self.live.len() + self.unseen;
        let addresses: Vec<_> = self.fleet.instances.iter().map(|instance| instance.address).collect();
        for session in &self.live {
            for address in &addresses {
                let me = self.asker.directly(*address, &Asked::me().by(&session.access)).await.expect("it runs");
                let sessions = me.payload()["sessions"].as_array().map_or(0, Vec::len);
                assert!(count.contains(&sessions), "{sessions} sessions, not {count:?}");
            }
        }
        for session in &mut self.live {
            let mut next = Vec::new();
            for address in &addresses {
                let answer = self.asker.directly(*address, &refreshing(&session.refresh)).await.expect("it runs");
                next.push(tokens(&answer).1);
            }
            next.dedup();
            assert_eq!(next.len(), 1, "one successor on all instances");
            self.effects += 1;
        }
        for session in &self.live {
            let Some(spent) = session.spent.last() else { continue };
            let reused = self.asker.directly(self.fleet.in_turn(1), &refreshing(spent)).await.expect("it runs");
            assert_eq!(reused.refusal(), "REFRESH_TOKEN_REUSED");
            self.is_refused_everywhere(session).await;
        }
    }

    async fn newcomers_hold(&self) {
        for (number, newcomer) in self.newcomers.iter().enumerate() {
            let instance = self.fleet.in_turn(number);
            let login = self.asker.directly(instance, &signing_in(&newcomer.email, &newcomer.password)).await;
            let (access, _) = tokens(&login.expect("it runs"));
            let me = self.asker.directly(instance, &Asked::me().by(&access)).await.expect("it runs");
            assert_eq!(me.payload()["emailVerified"], newcomer.verified, "{}", newcomer.email);
            self.mails_came(&newcomer.email, "verify-email", newcomer.verifications);
        }
        for (number, gone) in self.gone.iter().enumerate() {
            let login = signing_in(&gone.email, &gone.password);
            let refused = self.asker.directly(self.fleet.in_turn(number), &login).await.expect("it runs");
            assert_eq!(refused.refusal(), "INVALID_CREDENTIALS", "{} is gone", gone.email);
            assert!(self.fleet.said_farewell_to(&gone.email), "{} was told so", gone.email);
        }
    }

    /// Each mail came, hardly ever more than once, and always with the same link.
    fn mails_came(&self, email: &str, page: &str, expected: Mails) {
        let mut copies: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for mail in self.fleet.mails_to(email, page) {
            copies.entry(mail.message_id.clone()).or_default().push(mail.link());
        }
        let wanted = expected.asked..=expected.asked + expected.perhaps;
        assert!(wanted.contains(&copies.len()), "{page} to {email}: {} mails, not {wanted:?}", copies.len());
        for links in copies.values() {
            assert!(links.len() <= COPIES && links.iter().all(|link| *link == links[0]), "{email}: {links:?}");
        }
    }
}

impl Fleet {
    /// Waits until every mail has been sent, and tells how long that took.
    pub(crate) async fn outbox_is_empty(&self) -> Duration {
        let (behind, began) = (self.database.look().await, Instant::now());
        while !behind.outbox_is_empty().await {
            assert!(began.elapsed() < LEASE, "mails are left in the outbox");
            sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(behind.dead_letters().await, 0, "mails were given up");
        began.elapsed()
    }
}
