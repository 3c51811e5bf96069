//! In every order of their steps, the real server does what the model does: its statements about sessions wait on their
//! way to PostgreSQL until it is their turn. (SQLite has one writer, and no wire to hold them on.)

use std::pin::Pin;

use super::{
    asked::{Ask, Lifetimes, Step},
    explore::{Twins, Way, every_way},
    gate::{Gate, Waiting},
    model::World,
    seen::{Began, Given, Seen},
};
use crate::harness::{Answer, Database, MINUTE, PASSWORD, Request, Server, Tokens, UNLIMITED, User};

/// What people do with the tokens of one session.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Refresh,
    Reissue,
    LogOut,
    LogOutBy,
}

impl Deed {
    fn ask(self, world: &World) -> Ask {
        let pair = world.current(0);
        match self {
            Self::Refresh => Ask::Refresh(pair.refresh),
            Self::Reissue => Ask::Reissue(pair),
            Self::LogOut => Ask::LogOut(pair),
            Self::LogOutBy => Ask::LogOutBy(pair.refresh),
        }
    }

    fn request<'a>(self, server: &'a Server, tokens: &Tokens) -> Request<'a> {
        match self {
            Self::Refresh => server.refresh(tokens.refresh_token()),
            Self::Reissue => server.reissue().by(tokens),
            Self::LogOut => server.log_out().by(tokens),
            Self::LogOutBy => server.log_out().input("refreshToken", tokens.refresh_token()),
        }
    }
}

/// Somebody whose operation is under way.
struct Actor<'a> {
    asking: Pin<Box<dyn Future<Output = Answer> + Send + 'a>>,
    waiting: Option<Waiting>,
    answer: Option<Answer>,
}

impl Actor<'_> {
    /// Goes on until the next gate, or to the answer.
    async fn go_on(&mut self, gate: &mut Gate) {
        if let Some(waiting) = self.waiting.take() {
            waiting.let_through();
        }
        let step = async {
            tokio::select! {
                waiting = gate.next() => self.waiting = Some(waiting),
                answer = &mut self.asking => self.answer = Some(answer),
            }
        };
        tokio::time::timeout(MINUTE, step).await.expect("whoever has their turn gets on");
    }
}

async fn follow(gate: &mut Gate, requests: Vec<Request<'_>>, order: &[usize]) -> Vec<Answer> {
    gate.close();
    let mut actors = Vec::new();
    for request in requests {
        let mut actor = Actor { asking: request.into_future(), waiting: None, answer: None };
        actor.go_on(gate).await;
        actors.push(actor);
    }
    for (turn, index) in order.iter().enumerate() {
        assert!(actors[*index].answer.is_none(), "turn {turn} of {order:?}: answered in fewer steps than the model's");
        actors[*index].go_on(gate).await;
    }
    gate.open();
    let answer = |actor: Actor<'_>| {
        actor.answer.unwrap_or_else(|| panic!("{order:?}: more steps than the model's, or in another order"))
    };
    actors.into_iter().map(answer).collect()
}

/// The session of an account whose reuses are counted.
struct Stage {
    server: Server,
    gate: Gate,
    alice: User,
    times: Lifetimes,
    reuses: i64,
}

impl Stage {
    async fn set(grace: u32) -> Option<Self> {
        let database = Database::on_server_alone().await?;
        let gate = Gate::before(&database.url).await;
        let setting = format!("{grace}m");
        let own = [("DATABASE_URL", gate.url.as_str()), ("REFRESH_GRACE", setting.as_str())];
        let folder = tempfile::tempdir().expect("a folder");
        let server = Server::on(folder, database, None, UNLIMITED.into_iter().chain(own)).await;
        let alice = server.registered("alice@example.org").await;
        let times =
            Lifetimes { grace, access_token: 60, refresh_token: 10_080, session: 129_600, reauthentication: 60 };
        Some(Self { server, gate, alice, times, reuses: 0 })
    }

    /// Lets people do this in every order of the steps, each time with a new session; tells how many orders there were.
    async fn play(&mut self, deeds: &[Deed]) -> usize {
        let mut world = World::new(self.times);
        world.run(Ask::LogIn);
        let asks: Vec<Ask> = deeds.iter().map(|deed| deed.ask(&world)).collect();
        let mut ways: Vec<Way> = Vec::new();
        every_way(&world, &asks, Step::Begin, Twins::Alike, &mut |way| ways.push(way.clone()));
        let count = ways.len();
        for way in ways {
            self.play_once(deeds, &way).await;
        }
        count
    }

    async fn play_once(&mut self, deeds: &[Deed], way: &Way) {
        let mut tokens = vec![self.server.log_in(&self.alice.email, PASSWORD).await.signs_in()];
        let mut given = Given { pairs: vec![way.worlds[0].current(0)] };
        let began = Began(tokens[0].access_token_expires_at - MINUTE * self.times.access_token);
        let session = tokens[0].session_id();
        let requests = deeds.iter().map(|deed| deed.request(&self.server, &tokens[0])).collect();
        let answers = follow(&mut self.gate, requests, &way.order).await;

        for (outcome, answer) in way.outcomes.iter().zip(answers) {
            let seen = Seen::from(answer);
            let fits = given.takes(*outcome, &seen, &mut tokens, began);
            assert!(fits, "{deeds:?} in the order {:?}: {seen:#?}, not {outcome:?}", way.order);
        }
        let lives = format!("SELECT COUNT(*) FROM sessions WHERE id = '{session}' AND ended_at IS NULL");
        let lives = self.server.behind.rows::<i64>(&lives).await == [1];
        assert_eq!(lives, way.world().lives(0, 0), "{deeds:?} in the order {:?}", way.order);
        self.reuses += i64::try_from(way.world().mails).expect("one at most");
        let noted = "SELECT COUNT(*) FROM audit_events WHERE event = 'refresh_token_reused'";
        assert_eq!(self.server.behind.rows::<i64>(noted).await, [self.reuses], "{deeds:?} in {:?}", way.order);
    }

    async fn every_reuse_was_mailed_once(&self) {
        let mails = self.server.mailbox.to(&self.alice.email).await;
        let told = mails.iter().filter(|mail| mail.subject.contains("signed out")).count();
        assert_eq!(i64::try_from(told), Ok(self.reuses));
    }
}

#[tokio::test]
async fn on_postgresql_the_server_does_in_every_order_what_the_model_does() {
    use Deed::{LogOut, LogOutBy, Refresh, Reissue};
    for grace in [30, 0] {
        let Some(mut stage) = Stage::set(grace).await else { return };
        let mut orders = 0;
        for deeds in [
            [Refresh, Refresh, Refresh].as_slice(),
            &[Refresh, Refresh, Reissue],
            &[Refresh, Refresh, LogOut],
            &[Refresh, Refresh, LogOutBy],
            &[Reissue, Reissue, LogOutBy],
        ] {
            orders += stage.play(deeds).await;
        }
        stage.every_reuse_was_mailed_once().await;
        assert!(orders > 80, "{orders} orders are not all of them");
    }
}
