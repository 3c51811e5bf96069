//! Random stories of an account, told to the real server and to the model: both say the same at every turn.
//!
//! What happens at once may come out in every way in which the model can interleave it; what comes later must fit what
//! was seen, so that the ways that are possible become fewer again.
//!
//! The stories are the same each time. `KEYWARD_TEST_STORIES` says how many, for those who have time for more.

use std::{collections::BTreeMap, env};

use futures_util::future::join_all;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use serde_json::Value;

use super::{
    asked::{Ask, Lifetimes, Pair, Step},
    explore::{Twins, every_way},
    model::World,
    seen::{Began, Given, Seen},
};
use crate::harness::{MINUTE, PASSWORD, Request, Server, Tokens, UNLIMITED};

/// Time passes in steps of 20 minutes, and everything lasts for an odd number of tens: no story is told so slowly that
/// real time carries it past an end that it has not come to.
const STEP: u32 = 20;
const TIMES: Lifetimes =
    Lifetimes { grace: 30, access_token: 70, refresh_token: 130, session: 310, reauthentication: 170 };

const SETTINGS: [(&str, &str); 4] = [
    ("ACCESS_TOKEN_LIFETIME", "70m"),
    ("REFRESH_TOKEN_LIFETIME", "130m"),
    ("SESSION_LIFETIME", "310m"),
    ("REAUTHENTICATION_AGE", "170m"),
];

/// What somebody does, with the tokens that were given out so many times ago.
#[derive(Clone, Copy, Debug)]
enum Deed {
    LogIn,
    Refresh(usize),
    Reissue(usize),
    LogOut(usize),
    LogOutBy(usize),
    LogOutEverywhere(usize),
    ChangePassword(usize),
    Wait(u32),
}

fn which() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 0..3_usize, 1 => 0..12_usize]
}

/// What may happen at once with others. Who changes a password and who signs in wait for a hash in between.
fn quick() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => which().prop_map(Deed::Refresh),
        2 => which().prop_map(Deed::Reissue),
        1 => which().prop_map(Deed::LogOut),
        1 => which().prop_map(Deed::LogOutBy),
    ]
}

fn stories() -> impl Strategy<Value = Vec<Vec<Deed>>> {
    let slow = prop_oneof![
        6 => (1..4_u32).prop_map(|steps| Deed::Wait(steps * STEP)),
        3 => Just(Deed::LogIn),
        1 => which().prop_map(Deed::LogOutEverywhere),
        1 => which().prop_map(Deed::ChangePassword),
    ];
    let turn = prop_oneof![
        4 => quick().prop_map(|deed| vec![deed]),
        3 => slow.prop_map(|deed| vec![deed]),
        3 => vec(quick(), 2..=3),
    ];
    vec(turn, 4..30)
}

/// What the world may be like, and the model's names for what was given out.
#[derive(Clone, Debug)]
struct Possible {
    world: World,
    given: Given,
}

/// A story that is being told.
struct Telling<'a> {
    server: &'a Server,
    email: String,
    password: String,
    began: Began,
    tokens: Vec<Tokens>,
    possible: Vec<Possible>,
}

impl Telling<'_> {
    async fn turn(&mut self, deeds: &[Deed]) -> Result<(), String> {
        let changed = format!("the phrase number {}", self.tokens.len());
        let requests = deeds.iter().map(|deed| async {
            match self.request(*deed, &changed) {
                Some(request) => Seen::from(request.await),
                None => Seen::Waited,
            }
        });
        let seen = join_all(requests).await;
        for (deed, seen) in deeds.iter().zip(&seen) {
            match (deed, seen) {
                (Deed::Wait(minutes), _) => self.server.clock.advance(MINUTE * *minutes),
                (Deed::ChangePassword(_), Seen::SignedIn(_)) => self.password.clone_from(&changed),
                _ => {}
            }
        }
        self.keep_what_fits(deeds, &seen)?;
        self.compare_sessions().await.map_err(|why| format!("after {deeds:?}: {why}"))
    }

    fn nth_last(&self, back: usize) -> usize {
        self.tokens.len() - 1 - back % self.tokens.len()
    }

    fn request(&self, deed: Deed, new_password: &str) -> Option<Request<'_>> {
        let tokens = |back| &self.tokens[self.nth_last(back)];
        Some(match deed {
            Deed::LogIn => self.server.log_in(&self.email, &self.password),
            Deed::Refresh(back) => self.server.refresh(tokens(back).refresh_token()),
            Deed::Reissue(back) => self.server.reissue().by(tokens(back)),
            Deed::LogOut(back) => self.server.log_out().by(tokens(back)),
            Deed::LogOutBy(back) => self.server.log_out().input("refreshToken", tokens(back).refresh_token()),
            Deed::LogOutEverywhere(back) => self.server.log_out().input("scope", "ALL").by(tokens(back)),
            Deed::ChangePassword(back) => self.server.change_password(&self.password, new_password).by(tokens(back)),
            Deed::Wait(_) => return None,
        })
    }

    fn ask(&self, deed: Deed, given: &Given) -> Ask {
        let pair = |back| given.pairs[self.nth_last(back)];
        match deed {
            Deed::LogIn => Ask::LogIn,
            Deed::Refresh(back) => Ask::Refresh(pair(back).refresh),
            Deed::Reissue(back) => Ask::Reissue(pair(back)),
            Deed::LogOut(back) => Ask::LogOut(pair(back)),
            Deed::LogOutBy(back) => Ask::LogOutBy(pair(back).refresh),
            Deed::LogOutEverywhere(back) => Ask::LogOutEverywhere(pair(back)),
            Deed::ChangePassword(back) => Ask::ChangePassword(pair(back)),
            Deed::Wait(minutes) => Ask::Wait(minutes),
        }
    }

    fn keep_what_fits(&mut self, deeds: &[Deed], seen: &[Seen]) -> Result<(), String> {
        let (mut fitting, mut said): (Vec<Possible>, Vec<_>) = (Vec::new(), Vec::new());
        let mut all = self.tokens.clone();
        for possible in &self.possible {
            let asks: Vec<Ask> = deeds.iter().map(|deed| self.ask(*deed, &possible.given)).collect();
            every_way(&possible.world, &asks, Step::Begin, Twins::ToldApart, &mut |way| {
                let (mut given, mut tokens) = (possible.given.clone(), self.tokens.clone());
                let mut both = way.outcomes.iter().zip(seen);
                if both.all(|(outcome, seen)| given.takes(*outcome, seen, &mut tokens, self.began)) {
                    let next = Possible { world: way.world().clone(), given };
                    if !fitting.iter().any(|known| known.world == next.world && known.given.pairs == next.given.pairs) {
                        fitting.push(next);
                    }
                    all = tokens;
                } else if !said.contains(&way.outcomes) {
                    said.push(way.outcomes.clone());
                }
            });
        }
        if fitting.is_empty() {
            return Err(format!("after {deeds:?} the server says\n{seen:#?}\nand the model one of\n{said:#?}"));
        }
        self.possible = fitting;
        self.tokens = all;
        Ok(())
    }

    /// Which sessions live, and until when, as somebody sees who still has an access token.
    async fn compare_sessions(&mut self) -> Result<(), String> {
        for place in (0..self.tokens.len()).rev().take(2) {
            let seen = self.server.me().by(&self.tokens[place]).await;
            let signed_in = seen.payload()["id"].is_string();
            let live = ends_of(&seen.payload()["sessions"]);
            let (tokens, began) = (&self.tokens, self.began);
            self.possible.retain(|Possible { world, given }| {
                world.knows(given.pairs[place], world.now) == signed_in
                    && (!signed_in || began.are_the(world, &given.pairs, tokens, &live))
            });
            if self.possible.is_empty() {
                return Err(format!("of the sessions the model does not say what the server says: {seen:#?}"));
            }
        }
        Ok(())
    }

    async fn compare_mails(&self) -> Result<(), String> {
        let mails = self.server.mailbox.to(&self.email).await;
        let told = mails.iter().filter(|mail| mail.subject.contains("signed out")).count();
        let as_often = |possible: &Possible| possible.world.mails == told;
        if self.possible.iter().any(as_often) { Ok(()) } else { Err(format!("{told} mails tell of a reuse")) }
    }
}

fn ends_of(sessions: &Value) -> BTreeMap<String, chrono::DateTime<chrono::Utc>> {
    let all = sessions.as_array().into_iter().flatten();
    let end = |session: &Value| session["expiresAt"].as_str().and_then(|text| text.parse().ok()).expect("a moment");
    all.map(|session| (session["id"].as_str().expect("an id").to_owned(), end(session))).collect()
}

impl Began {
    fn are_the(
        self,
        world: &World,
        pairs: &[Pair],
        tokens: &[Tokens],
        live: &BTreeMap<String, chrono::DateTime<chrono::Utc>>,
    ) -> bool {
        let living = (0..world.sessions.len()).filter(|session| world.lives(*session, world.now));
        let mut expected = living.map(|session| {
            let place = pairs.iter().position(|pair| pair.refresh.session == session).expect("somebody began it");
            (tokens[place].session_id(), world.sessions[session].expires)
        });
        expected.clone().count() == live.len()
            && expected.all(|(id, expires)| live.get(&id).is_some_and(|end| self.is_about(expires, *end)))
    }
}

async fn tell(server: &Server, story: &[Vec<Deed>], grace: u32) -> Result<(), String> {
    let email = format!("{}@example.org", server.clock.now().timestamp_micros());
    let began = Began(server.clock.now());
    let seen = Seen::from(server.register(&email, PASSWORD).await);
    let world = World::new(Lifetimes { grace, ..TIMES });
    let possible = vec![Possible { world, given: Given::default() }];
    let mut telling = Telling { server, email, password: PASSWORD.to_owned(), began, tokens: vec![], possible };
    telling.keep_what_fits(&[Deed::LogIn], &[seen])?;
    for deeds in story {
        telling.turn(deeds).await?;
    }
    telling.compare_mails().await
}

async fn all_agree(grace: u32) {
    let setting = format!("{grace}m");
    let server = Server::with(SETTINGS.into_iter().chain(UNLIMITED).chain([("REFRESH_GRACE", setting.as_str())])).await;
    let handle = tokio::runtime::Handle::current();
    let cases = env::var("KEYWARD_TEST_STORIES").map_or(24, |number| number.parse().expect("a number of stories"));
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let agree = |story: Vec<Vec<Deed>>| handle.block_on(tell(&server, &story, grace)).map_err(TestCaseError::fail);
    tokio::task::block_in_place(|| runner.run(&stories(), agree)).unwrap_or_else(|failed| panic!("{failed}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_grace_period_server_and_model_tell_the_same_stories() {
    all_agree(TIMES.grace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_grace_period_server_and_model_tell_the_same_stories() {
    all_agree(0).await;
}
