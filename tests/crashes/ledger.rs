//! What somebody was told is checked after each start: as far as that is quickly done, the rest in the end.

use std::sync::atomic::Ordering::Relaxed;

use crate::{
    asking::Asked,
    person::{Person, refreshing, signing_in},
};

impl Person {
    /// Once for each start.
    pub(crate) async fn holds_after_a_start(&mut self, seen: &mut usize) {
        let starts = self.fleet.starts.load(Relaxed);
        if starts == std::mem::replace(seen, starts) {
            return;
        }
        self.sessions_live().await;
        self.an_ended_one_stays_so(starts).await;
        if starts.is_multiple_of(3) {
            self.the_password_works().await;
        }
    }

    async fn sessions_live(&self) {
        for session in &self.live {
            let (me, _) = self.asker.until_answered(&Asked::me().by(&session.access)).await;
            assert_eq!(me.payload()["email"], self.email.as_str(), "{me:?}");
            assert_eq!(me.payload()["fullName"].as_str(), self.full_name.as_deref(), "{me:?}");
        }
    }

    /// Another one each time.
    async fn an_ended_one_stays_so(&self, starts: usize) {
        let Some(ended) = self.ended.get(starts % self.ended.len().max(1)) else { return };
        let (me, _) = self.asker.until_answered(&Asked::me().by(&ended.access)).await;
        assert!(me.is_revoked(), "an ended session: {me:?}");
        let (refused, _) = self.asker.until_answered(&refreshing(&ended.refresh)).await;
        assert_eq!(refused.refusal(), "REFRESH_TOKEN_INVALID", "an ended session");
    }

    async fn the_password_works(&mut self) {
        let (answer, unsure) = self.asker.until_answered(&signing_in(&self.email, &self.password)).await;
        assert_eq!(answer.refusal(), "", "the password that was set last: {answer:?}");
        self.unseen += unsure + 1;
    }
}
