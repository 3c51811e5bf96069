use chrono::{DateTime, Utc};

use super::asked::{Outcome, Pair};
use crate::harness::{Answer, MINUTE, Tokens};

/// What a client sees of an outcome.
#[derive(Clone, Debug)]
pub(super) enum Seen {
    SignedIn(Tokens),
    Refused(String),
    Unauthenticated,
    Ended(u64),
    Waited,
}

impl From<Answer> for Seen {
    fn from(answer: Answer) -> Self {
        if answer.code() == "UNAUTHENTICATED" {
            return Self::Unauthenticated;
        }
        if let Some(refusal) = answer.refusals().first() {
            return Self::Refused(refusal["code"].as_str().unwrap_or_default().to_owned());
        }
        match answer.payload()["endedSessions"].as_u64() {
            Some(ended) => Self::Ended(ended),
            None => Self::SignedIn(answer.signs_in()),
        }
    }
}

/// What was given out so far, in the same order in the model and by the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) pairs: Vec<Pair>,
}

impl Given {
    /// Whether it looks as the model says; then it is one of what was given out.
    pub(super) fn takes(&mut self, outcome: Outcome, seen: &Seen, so_far: &mut Vec<Tokens>, began: Began) -> bool {
        match (outcome, seen) {
            (Outcome::SignedIn(pair), Seen::SignedIn(tokens)) => {
                let same = |(known, real): (&Pair, &Tokens)| {
                    (known.refresh == pair.refresh) == (real.refresh_token == tokens.refresh_token)
                        && (known.refresh.session == pair.refresh.session) == (real.session_id() == tokens.session_id())
                };
                let fits = self.pairs.iter().zip(so_far.iter()).all(same)
                    && began.is_about(pair.refresh_expires, tokens.refresh_token_expires_at)
                    && began.is_about(pair.access_expires, tokens.access_token_expires_at);
                self.pairs.push(pair);
                so_far.push(tokens.clone());
                fits
            }
            (Outcome::Refused(code), Seen::Refused(seen)) => code == seen,
            (Outcome::Ended(count), Seen::Ended(seen)) => u64::try_from(count) == Ok(*seen),
            (Outcome::Unauthenticated, Seen::Unauthenticated) | (Outcome::Waited, Seen::Waited) => true,
            _ => false,
        }
    }
}

/// When a story began: the model's first minute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Began(pub(super) DateTime<Utc>);

impl Began {
    /// Real time goes on while a story is told, if only for seconds; and an access token's is in whole ones.
    pub(super) fn is_about(self, minutes: u32, moment: DateTime<Utc>) -> bool {
        let expected = self.0 + MINUTE * minutes;
        (expected - MINUTE..expected + 9 * MINUTE).contains(&moment)
    }
}
