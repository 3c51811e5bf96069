//! What else somebody does: another name, new tokens for an old session, and an account that is deleted again.

use serde_json::json;

use crate::{
    asking::Asked,
    person::{Newcomer, Person, TOKENS, refreshing, signing_in, tokens},
};

impl Person {
    pub(crate) async fn rename(&mut self, session: usize) {
        let name = format!("Name {}", self.effects);
        let asked = Asked::to("updateProfile", "UpdateProfileInput!", "", json!({ "fullName": name }));
        let (answer, _) = self.asker.until_answered(&asked.by(&self.live[session].access)).await;
        assert_eq!(answer.refusal(), "", "{answer:?}");
        self.full_name = Some(name);
        self.effects += 1;
    }

    /// Without an answer, the earlier refresh token tells: it refreshes, or counts as spent and ends the session.
    pub(crate) async fn reissue(&mut self, session: usize) {
        let asked = Asked::without_input("reissueTokens", TOKENS).by(&self.live[session].access);
        let answer = self.asker.once(&asked).await;
        let earlier = self.live[session].refresh.clone();
        let (answer, came) = match answer {
            Some(answer) => (answer, true),
            None => (self.asker.until_answered(&refreshing(&earlier)).await.0, false),
        };
        if !came && ["REFRESH_TOKEN_REUSED", "REFRESH_TOKEN_INVALID"].contains(&answer.refusal()) {
            let lost = self.live.remove(session);
            self.ended.push(lost);
            return self.log_in().await;
        }
        let session = &mut self.live[session];
        (session.access, session.refresh) = tokens(&answer);
        session.spent = vec![earlier];
        self.effects += 1;
    }

    /// Somebody whose mail has come deletes the account.
    pub(crate) async fn lose_a_newcomer(&mut self) {
        let Some(place) = self.newcomers.iter().position(|newcomer| newcomer.verified) else { return };
        let newcomer = self.newcomers.remove(place);
        while !self.deleted(&newcomer).await {}
        self.effects += 1;
        self.gone.push(newcomer);
    }

    /// Deletes the account if it still is there: an answer may have been lost.
    async fn deleted(&self, newcomer: &Newcomer) -> bool {
        let (answer, _) = self.asker.until_answered(&signing_in(&newcomer.email, &newcomer.password)).await;
        if answer.refusal() == "INVALID_CREDENTIALS" {
            return true;
        }
        let (access, _) = tokens(&answer);
        let input = json!({ "currentPassword": newcomer.password });
        let asked = Asked::to("deleteAccount", "DeleteAccountInput!", "", input).by(&access);
        match self.asker.once(&asked).await {
            Some(answer) => {
                assert_eq!(answer.refusal(), "", "{answer:?}");
                true
            }
            None => false,
        }
    }
}
