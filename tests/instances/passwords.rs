//! How somebody's password changes: whichever way, it ends every session.

use serde_json::json;

use crate::{
    asking::{Answer, Asked},
    person::{Person, TOKENS, new_password, signing_in},
};

impl Person {
    pub(crate) async fn change_password(&mut self, session: usize) {
        let new = new_password();
        let input = json!({ "currentPassword": self.password, "newPassword": new });
        let asked = Asked::to("changePassword", "ChangePasswordInput!", TOKENS, input);
        let answer = self.asker.once(&asked.by(&self.live[session].access)).await;
        if self.changed_to(new, answer.as_ref()).await {
            match answer {
                Some(answer) => self.begin(&answer),
                // It began a session whose tokens were lost.
                None => self.unseen += 1,
            }
        }
    }

    pub(crate) async fn reset_password(&mut self) {
        let before = self.links("reset-password").len();
        let input = json!({ "email": self.email });
        let asked = Asked::to("requestPasswordReset", "RequestPasswordResetInput!", "", input);
        match self.asker.once(&asked).await {
            Some(answer) => assert_eq!(answer.refusal(), "", "{answer:?}"),
            None => return self.resets.perhaps += 1,
        }
        self.resets.asked += 1;
        self.effects += 1;
        let Some(token) = self.mailed_token(&self.email, "reset-password", before).await else { return };
        let new = new_password();
        let asked = resetting(&token, &new);
        let answer = self.asker.once(&asked).await;
        if self.changed_to(new, answer.as_ref()).await {
            let (again, _) = self.asker.until_answered(&asked).await;
            assert_eq!(again.refusal(), "TOKEN_INVALID", "a token works once");
            self.log_in().await;
        }
    }

    /// Whether the password is the new one now, with all sessions ended; without an answer, that is tried.
    async fn changed_to(&mut self, new: String, answer: Option<&Answer>) -> bool {
        let changed = match answer {
            Some(answer) => {
                assert_eq!(answer.refusal(), "", "{answer:?}");
                true
            }
            None => self.works(&new).await,
        };
        let password = std::mem::replace(&mut self.password, new);
        if changed {
            self.old_password = Some(password);
            self.unseen = 0;
            let ended = std::mem::take(&mut self.live);
            self.end(ended).await;
        } else {
            self.password = password;
            let old = self.password.clone();
            assert!(self.works(&old).await, "one of the two passwords works");
        }
        if answer.is_none() {
            self.log_in().await;
        }
        changed
    }

    /// Whether a password signs in.
    async fn works(&mut self, password: &str) -> bool {
        let (answer, unsure) = self.asker.until_answered(&signing_in(&self.email, password)).await;
        self.unseen += unsure;
        let works = answer.refusal().is_empty();
        assert!(works || answer.refusal() == "INVALID_CREDENTIALS", "{answer:?}");
        // It began a session, which nobody goes on with.
        self.unseen += usize::from(works);
        works
    }

    pub(crate) fn mails_are_here(&self) -> bool {
        self.links("reset-password").len() >= self.resets.asked
    }

    fn links(&self, page: &str) -> Vec<String> {
        self.fleet.links_to(&self.email, page)
    }
}

fn resetting(token: &str, new: &str) -> Asked {
    Asked::to("resetPassword", "ResetPasswordInput!", "", json!({ "token": token, "newPassword": new }))
}
