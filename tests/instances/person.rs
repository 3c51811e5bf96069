//! Somebody who keeps using the server, and a ledger of what they were told: what must hold from then on.
//!
//! A request without an answer may have had its effect or not. It is found out at once by asking again, or by which
//! password works; neither both nor none may be the case.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use keyward::effects::Random;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    asking::{Answer, Asked, Asker},
    fleet::Fleet,
};

/// What is wanted of a sign-in.
pub(crate) const TOKENS: &str = "user { email } tokens { accessToken refreshToken }";
/// How long a spent refresh token is answered with its successor: the default.
const GRACE: Duration = Duration::from_secs(10);
const SESSIONS: usize = 4;
const MAIL_COMES_WITHIN: Duration = Duration::from_secs(5);

pub(crate) struct Person {
    pub(crate) asker: Asker,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) old_password: Option<String>,
    pub(crate) live: Vec<Session>,
    pub(crate) ended: Vec<Session>,
    /// Sessions that may have begun without anybody having their tokens.
    pub(crate) unseen: usize,
    pub(crate) verifications: Mails,
    pub(crate) resets: Mails,
    pub(crate) newcomers: Vec<Newcomer>,
    /// Newcomers who deleted their accounts.
    pub(crate) gone: Vec<Newcomer>,
    pub(crate) full_name: Option<String>,
    /// What was acknowledged so far.
    pub(crate) effects: usize,
}

/// Mails that were asked for: so many must come, so many more may.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mails {
    pub(crate) asked: usize,
    pub(crate) perhaps: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// The refresh tokens before, the latest last.
    pub(crate) spent: Vec<String>,
}

/// An account that was made on the way.
pub(crate) struct Newcomer {
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) verified: bool,
    pub(crate) verifications: Mails,
}

impl Person {
    pub(crate) async fn arrive(asker: Asker, fleet: Arc<Fleet>) -> Self {
        let email = format!("client{}@example.org", asker.client);
        let password = new_password();
        let mut person = Self {
            asker,
            fleet,
            email: email.clone(),
            password: password.clone(),
            old_password: None,
            live: Vec::new(),
            ended: Vec::new(),
            unseen: 0,
            verifications: Mails { asked: 1, perhaps: 0 },
            resets: Mails::default(),
            newcomers: Vec::new(),
            gone: Vec::new(),
            full_name: None,
            effects: 0,
        };
        person.register(&email, &password).await;
        person.log_in().await;
        person
    }

    /// One thing, whatever comes to mind.
    pub(crate) async fn act(&mut self) {
        let [what, which] = Random.bytes();
        let session = usize::from(which) % self.live.len();
        match what {
            0..100 => self.refresh(session).await,
            100..110 => self.reissue(session).await,
            110..120 => self.rename(session).await,
            160..205 if self.live.len() < SESSIONS => self.log_in().await,
            160..220 if self.live.len() > 1 => self.log_out(session).await,
            220..232 if self.live.len() > 1 => self.revoke(session).await,
            232..240 if self.mails_are_here() => self.change_password(session).await,
            240..248 if self.mails_are_here() => self.reset_password().await,
            248..252 => self.bring_a_newcomer().await,
            252.. => self.lose_a_newcomer().await,
            _ => self.look(session).await,
        }
    }

    async fn look(&mut self, session: usize) {
        let me = Asked::me().by(&self.live[session].access);
        if let Some(answer) = self.asker.once(&me).await {
            assert_eq!(answer.payload()["email"], self.email.as_str(), "{answer:?}");
            assert_eq!(answer.payload()["fullName"].as_str(), self.full_name.as_deref(), "{answer:?}");
        }
    }

    async fn refresh(&mut self, session: usize) {
        let (began, token) = (Instant::now(), self.live[session].refresh.clone());
        let (answer, unsure) = self.asker.until_answered(&refreshing(&token)).await;
        if answer.refusal() == "REFRESH_TOKEN_REUSED" && unsure > 0 && began.elapsed() >= GRACE {
            // Its answer was lost for longer than the grace lasts.
            let lost = self.live.remove(session);
            self.ended.push(lost);
            return self.log_in().await;
        }
        let session = &mut self.live[session];
        session.spent.push(token);
        (session.access, session.refresh) = tokens(&answer);
        self.effects += 1;
    }

    pub(crate) async fn log_in(&mut self) {
        let (answer, unsure) = self.asker.until_answered(&signing_in(&self.email, &self.password)).await;
        self.unseen += unsure;
        self.begin(&answer);
    }

    async fn log_out(&mut self, session: usize) {
        let session = self.live.remove(session);
        let input = json!({ "refreshToken": session.refresh });
        let asked = Asked::to("logout", "LogoutInput", "endedSessions", input).by(&session.access);
        let (answer, _) = self.asker.until_answered(&asked).await;
        assert_eq!(answer.refusal(), "", "{answer:?}");
        self.end([session]).await;
    }

    async fn revoke(&mut self, session: usize) {
        let session = self.live.remove(session);
        let input = json!({ "sessionId": session.id() });
        let asked = Asked::to("revokeSession", "RevokeSessionInput!", "", input).by(&self.live[0].access);
        let (answer, unsure) = self.asker.until_answered(&asked).await;
        let before = unsure > 0 && answer.refusal() == "SESSION_NOT_FOUND";
        assert!(before || answer.refusal().is_empty(), "{answer:?}");
        self.end([session]).await;
    }

    async fn bring_a_newcomer(&mut self) {
        let number = self.newcomers.len() + self.gone.len();
        let email = format!("newcomer{}-{number}@example.org", self.asker.client);
        let password = new_password();
        self.register(&email, &password).await;
        let verified = match self.mailed_token(&email, "verify-email", 0).await {
            Some(token) => {
                let asked = Asked::to("verifyEmail", "VerifyEmailInput!", "", json!({ "token": token }));
                let (answer, _) = self.asker.until_answered(&asked).await;
                assert_eq!(answer.refusal(), "", "{answer:?}");
                self.effects += 1;
                true
            }
            None => false,
        };
        self.newcomers.push(Newcomer { email, password, verified, verifications: Mails { asked: 1, perhaps: 0 } });
    }

    async fn register(&mut self, email: &str, password: &str) {
        let input = json!({ "email": email, "password": password });
        let (answer, unsure) = self.asker.until_answered(&Asked::to("register", "RegisterInput!", TOKENS, input)).await;
        let before = unsure > 0 && answer.refusal() == "EMAIL_TAKEN";
        assert!(before || answer.refusal().is_empty(), "{answer:?}");
        if email == self.email {
            self.unseen += 1;
        }
        self.effects += 1;
    }

    pub(crate) fn begin(&mut self, answer: &Answer) {
        let (access, refresh) = tokens(answer);
        self.live.push(Session { access, refresh, spent: Vec::new() });
        self.effects += 1;
    }

    /// These are refused by every instance at once.
    pub(crate) async fn end(&mut self, sessions: impl IntoIterator<Item = Session>) {
        self.effects += 1;
        for session in sessions {
            self.is_refused_everywhere(&session).await;
            self.ended.push(session);
        }
    }

    pub(crate) async fn is_refused_everywhere(&self, session: &Session) {
        let me = Asked::me().by(&session.access);
        for instance in &self.fleet.instances {
            if let Some(answer) = self.asker.directly(instance.address, &me).await {
                assert!(answer.is_revoked(), "an ended session on {}: {answer:?}", instance.address);
            }
        }
    }

    /// The token of the next mail after so many; None when it takes longer, as its sender was killed.
    pub(crate) async fn mailed_token(&self, email: &str, page: &str, before: usize) -> Option<String> {
        let began = Instant::now();
        while began.elapsed() < MAIL_COMES_WITHIN {
            if let Some(link) = self.fleet.links_to(email, page).get(before) {
                return link.split_once("token=").map(|(_, token)| token.to_owned());
            }
            sleep(Duration::from_millis(100)).await;
        }
        None
    }
}

impl Session {
    fn id(&self) -> String {
        crate::harness::Jwt::parse(&self.access).text("sid")
    }
}

pub(crate) fn refreshing(token: &str) -> Asked {
    Asked::to("refreshToken", "RefreshTokenInput", TOKENS, json!({ "refreshToken": token }))
}

pub(crate) fn signing_in(email: &str, password: &str) -> Asked {
    Asked::to("login", "LoginInput!", TOKENS, json!({ "identifier": email, "password": password }))
}

/// The access token and the refresh token of an answer that must have them.
pub(crate) fn tokens(answer: &Answer) -> (String, String) {
    let token = |name: &str| match &answer.payload()["tokens"][name] {
        Value::String(token) => token.clone(),
        _ => panic!("tokens, not {answer:?}"),
    };
    (token("accessToken"), token("refreshToken"))
}

pub(crate) fn new_password() -> String {
    format!("phrase {}", u64::from_be_bytes(Random.bytes()))
}
