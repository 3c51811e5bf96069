//! Asks as fast as answers come, or at a rate whatever comes.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use crate::{
    PEOPLE,
    harness::{Answer, Binary, PASSWORD, Tokens},
};

/// More than this many at once, and whoever asks would be the one that cannot keep up.
const MOST_IN_FLIGHT: usize = 700;

pub(crate) struct Load {
    pub(crate) server: Arc<Binary>,
    pub(crate) length: Duration,
}

/// How long answers took, the quickest first.
#[derive(Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn median(&self) -> Duration {
        self.quantile(0.5)
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few thousand samples"
    )]
    pub(crate) fn quantile(&self, part: f64) -> Duration {
        let index = (part * self.0.len() as f64) as usize;
        self.0.get(index.min(self.0.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// What came of many requests.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) signed_in: Times,
    pub(crate) turned_away: Times,
    pub(crate) others: Vec<String>,
}

impl Seen {
    pub(crate) fn of(times: impl IntoIterator<Item = Duration>) -> Self {
        times.into_iter().map(|took| (Came::Well, took)).collect()
    }
}

enum Came {
    Well,
    TurnedAway,
    Otherwise(String),
}

impl FromIterator<(Came, Duration)> for Seen {
    fn from_iter<I: IntoIterator<Item = (Came, Duration)>>(answers: I) -> Self {
        let mut seen = Self::default();
        for (came, took) in answers {
            match came {
                Came::Well => seen.signed_in.0.push(took),
                Came::TurnedAway => seen.turned_away.0.push(took),
                Came::Otherwise(what) => seen.others.push(what),
            }
        }
        seen.signed_in.0.sort();
        seen.turned_away.0.sort();
        seen
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, times) in [("done", &self.signed_in), ("turned away", &self.turned_away)] {
            let millis = |part| 1000.0 * times.quantile(part).as_secs_f64();
            let (middle, late) = (millis(0.5), millis(0.99));
            write!(f, "{} {what} (median {middle:.1} ms, 99 % within {late:.1} ms); ", times.len())?;
        }
        write!(f, "{} otherwise", self.others.len())
    }
}

pub(crate) fn email(who: usize) -> String {
    format!("person{}@example.org", who % PEOPLE)
}

/// Each request from another one.
pub(crate) fn any_network(number: usize) -> String {
    format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255)
}

impl Load {
    /// So many clients, each of whom asks again as soon as it is answered.
    pub(crate) async fn as_many_as_it_takes(&self, clients: usize) -> Seen {
        let end = Instant::now() + self.length;
        let client = |first: usize| async move {
            let mut answers = Vec::new();
            let mut number = first;
            while Instant::now() < end {
                answers.push(log_in(&self.server, number, &any_network(number)).await);
                number += clients;
            }
            answers
        };
        join_all((0..clients).map(client)).await.into_iter().flatten().collect()
    }

    /// So many a second, whether or not they are answered.
    pub(crate) async fn at_a_rate(&self, a_second: f64, network: impl Fn(usize) -> String) -> Seen {
        let mut tick = interval(Duration::from_secs_f64(1.0 / a_second));
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (end, mut number) = (Instant::now() + self.length, 0);
        let (mut asking, mut answers) = (JoinSet::new(), Vec::new());
        while Instant::now() < end {
            tick.tick().await;
            while let Some(answer) = asking.try_join_next() {
                answers.push(answer.expect("nobody panics"));
            }
            if asking.len() < MOST_IN_FLIGHT {
                let (server, from) = (Arc::clone(&self.server), network(number));
                asking.spawn(async move { log_in(&server, number, &from).await });
            }
            number += 1;
        }
        // Whoever is answered later had their login, but not within the time that is counted.
        asking.abort_all();
        answers.into_iter().collect()
    }

    /// Somebody who is signed in asks for themselves twenty times a second.
    pub(crate) async fn me_by(&self, tokens: &Tokens) -> Seen {
        let mut tick = interval(Duration::from_millis(50));
        let end = Instant::now() + self.length;
        let mut answers = Vec::new();
        while Instant::now() < end {
            tick.tick().await;
            let asked = Instant::now();
            let answer = self.server.me().by(tokens).await;
            answers.push((came(&answer, "/data/me/id"), asked.elapsed()));
        }
        answers.into_iter().collect()
    }

    /// How many were done in a second.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand samples")]
    pub(crate) fn rate(&self, seen: &Seen) -> f64 {
        seen.signed_in.len() as f64 / self.length.as_secs_f64()
    }
}

async fn log_in(server: &Binary, number: usize, network: &str) -> (Came, Duration) {
    let asked = Instant::now();
    let answer = server.log_in(&email(number), PASSWORD).from(network).await;
    (came(&answer, "/data/login/tokens/accessToken"), asked.elapsed())
}

fn came(answer: &Answer, done: &str) -> Came {
    match answer.status.as_u16() {
        200 if answer.json().pointer(done).is_some_and(serde_json::Value::is_string) => Came::Well,
        503 if answer.headers.contains_key("retry-after") => Came::TurnedAway,
        _ => Came::Otherwise(format!("{answer:?}")),
    }
}
