//! Sessions and their tokens as a client knows them.

use super::asked::{
    Ask, Lifetimes,
    Outcome::{self, Ended, Refused, SignedIn, Unauthenticated, Waited},
    Pair,
    Progress::{self, Done, Next},
    Step, Token,
};

pub(super) const INVALID: Outcome = Refused("REFRESH_TOKEN_INVALID");
pub(super) const REUSED: Outcome = Refused("REFRESH_TOKEN_REUSED");
const TOO_LONG_AGO: Outcome = Refused("REAUTHENTICATION_REQUIRED");

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    began: u32,
    pub(super) expires: u32,
    /// How many refresh tokens it has had: the last one is its current one.
    pub(super) issued: usize,
    /// When the current one took the place of the one before, unless that was by a reissue.
    refreshed: Option<u32>,
    pub(super) ended: bool,
}

/// An account and the world around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct World {
    pub(super) times: Lifetimes,
    pub(super) now: u32,
    pub(super) sessions: Vec<Session>,
    /// How often the owner was mailed that a spent token came back.
    pub(super) mails: usize,
}

impl World {
    pub(super) fn new(times: Lifetimes) -> Self {
        Self { times, now: 0, sessions: Vec::new(), mails: 0 }
    }

    /// An operation that nothing comes in between of.
    pub(super) fn run(&mut self, ask: Ask) -> Outcome {
        let mut step = Step::Begin;
        loop {
            match self.step(ask, step, self.now) {
                Next(next) => step = next,
                Done(outcome) => return outcome,
            }
        }
    }

    /// One step of an operation that read the clock at a moment.
    pub(super) fn step(&mut self, ask: Ask, step: Step, now: u32) -> Progress {
        match (ask, step) {
            (Ask::Wait(minutes), _) => {
                self.now += minutes;
                Done(Waited)
            }
            (_, Step::Arrive) => Next(Step::Begin),
            (Ask::LogIn, _) => Done(self.begin(now)),
            (Ask::Refresh(token), Step::Begin) => self.rotate(token, now).map_or(Next(Step::Look), Done),
            (Ask::Refresh(token), Step::Look) => self.look(token, now).map_or(Next(Step::EndReused), Done),
            (Ask::LogOutBy(token), Step::Begin) if !self.lives(token.session, now) => Done(Ended(0)),
            (Ask::LogOutBy(token), Step::Begin) if self.is_current(token) => Next(Step::End),
            (Ask::LogOutBy(_), Step::Begin) => Next(Step::EndReused),
            (Ask::LogOutBy(token), Step::End) => Done(Ended(self.end(token.session, now))),
            (Ask::Refresh(token) | Ask::LogOutBy(token), _) => {
                self.mails += self.end(token.session, now);
                Done(REUSED)
            }
            (Ask::LogOut(pair) | Ask::LogOutEverywhere(pair), Step::Begin) if now >= pair.access_expires => {
                Done(Unauthenticated)
            }
            (Ask::LogOut(pair) | Ask::LogOutEverywhere(pair), Step::Begin) => {
                if self.lives(pair.refresh.session, now) {
                    Next(Step::End)
                } else {
                    Done(Ended(0))
                }
            }
            (Ask::LogOut(pair), _) => Done(Ended(self.end(pair.refresh.session, now))),
            (Ask::LogOutEverywhere(_), _) => Done(Ended(self.end_all(now))),
            (Ask::Reissue(pair) | Ask::ChangePassword(pair), Step::Begin) if !self.knows(pair, now) => {
                Done(Unauthenticated)
            }
            (Ask::Reissue(pair), Step::Begin) => {
                let signed_in = self.sessions[pair.refresh.session].began;
                if now > signed_in + self.times.reauthentication { Done(TOO_LONG_AGO) } else { Next(Step::Move) }
            }
            (Ask::Reissue(pair), _) => Done(self.reissue(pair.refresh.session, now)),
            (Ask::ChangePassword(_), _) => {
                self.end_all(now);
                Done(self.begin(now))
            }
        }
    }

    pub(super) fn lives(&self, session: usize, now: u32) -> bool {
        !self.sessions[session].ended && now < self.sessions[session].expires
    }

    pub(super) fn is_current(&self, token: Token) -> bool {
        token.number + 1 == self.sessions[token.session].issued
    }

    /// Whether an access token is good.
    pub(super) fn knows(&self, pair: Pair, now: u32) -> bool {
        now < pair.access_expires && self.lives(pair.refresh.session, now)
    }

    /// The last tokens of a session.
    pub(super) fn current(&self, session: usize) -> Pair {
        self.pair(session, self.now)
    }

    fn begin(&mut self, now: u32) -> Outcome {
        let expires = now + self.times.refresh_token.min(self.times.session);
        self.sessions.push(Session { began: now, expires, issued: 1, refreshed: None, ended: false });
        SignedIn(self.pair(self.sessions.len() - 1, now))
    }

    /// Each token works once: who shows the current one gets the next.
    fn rotate(&mut self, token: Token, now: u32) -> Option<Outcome> {
        if !self.lives(token.session, now) || !self.is_current(token) {
            return None;
        }
        let Lifetimes { refresh_token, session: longest, .. } = self.times;
        let session = &mut self.sessions[token.session];
        session.expires = (now + refresh_token).min(session.began + longest);
        session.issued += 1;
        session.refreshed = Some(now);
        Some(SignedIn(self.pair(token.session, now)))
    }

    /// The last spent token has its successor again, for a while, as long as that is unspent; none for any other use of
    /// a spent one.
    fn look(&self, token: Token, now: u32) -> Option<Outcome> {
        let session = &self.sessions[token.session];
        if !self.lives(token.session, now) || token.number + 1 >= session.issued {
            return Some(INVALID);
        }
        let is_last_spent = token.number + 2 == session.issued;
        let within_grace = session.refreshed.is_some_and(|at| self.times.grace > 0 && now < at + self.times.grace);
        (is_last_spent && within_grace).then(|| SignedIn(self.pair(token.session, now)))
    }

    /// All earlier tokens count as spent, and none has a grace period.
    fn reissue(&mut self, session: usize, now: u32) -> Outcome {
        if !self.lives(session, now) {
            return Unauthenticated;
        }
        self.sessions[session].issued += 1;
        self.sessions[session].refreshed = None;
        SignedIn(self.pair(session, now))
    }

    fn end(&mut self, session: usize, now: u32) -> usize {
        let lives = self.lives(session, now);
        self.sessions[session].ended |= lives;
        usize::from(lives)
    }

    fn end_all(&mut self, now: u32) -> usize {
        (0..self.sessions.len()).map(|session| self.end(session, now)).sum()
    }

    fn pair(&self, session: usize, now: u32) -> Pair {
        let Session { expires, issued, .. } = self.sessions[session];
        let refresh = Token { session, number: issued - 1 };
        Pair { refresh, refresh_expires: expires, access_expires: expires.min(now + self.times.access_token) }
    }
}
