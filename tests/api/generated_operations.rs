//! Operations that nobody thought of: made from what the server says of itself, by chance that comes out the same each
//! time, valid ones and spoiled ones, by anybody. Whatever is asked, the answer has its form, conforms to the schema and
//! has a code that is documented; nothing breaks.
//!
//! `KEYWARD_TEST_OPERATIONS` says how many, `KEYWARD_TEST_SEED` which.

mod answers;
mod callers;
mod conform;
mod dice;
mod document;
mod generate;
mod schema;
mod spoil;
mod values;

use std::{collections::BTreeMap, env, time::Instant};

use serde_json::{Value, json};

use self::{
    answers::Expected,
    callers::Callers,
    dice::Dice,
    document::Operation,
    schema::Schema,
    spoil::{Asked, Fate},
};
use crate::harness::{Answer, Log, MINUTE, PASSWORD, Request, Server};

/// So many are enough to meet every operation, and everything that may be wrong with one, often.
const OPERATIONS: u64 = 1_500;

const SEED: u64 = 20_261_121;

/// As the bodies of requests are bounded.
const BODY: usize = 64 * 1024;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// An operation as it is sent, and what must come of it.
struct Attempt {
    operation: Operation,
    /// Its top-level fields, before it was spoiled.
    top: Vec<String>,
    asked: Asked,
    fate: Fate,
}

impl Attempt {
    fn make(schema: &Schema, callers: &Callers, dice: &mut Dice) -> Self {
        let mut operation = generate::operation(schema, &callers.known, dice);
        let top: Vec<_> = operation.top().into_iter().map(str::to_owned).collect();
        let mut fate = Fate::Runs;
        if dice.once_in(3) {
            fate = spoil::operation(&mut operation, schema, dice);
        }
        let operation_name = operation.name.clone().filter(|_| dice.once_in(2));
        let mut asked = Asked { query: operation.text(), variables: operation.values(), operation_name };
        if fate == Fate::Runs && dice.once_in(6) {
            fate = spoil::asked(&mut asked, dice);
        }
        Self { operation, top, asked, fate }
    }

    fn body(&self) -> String {
        let Asked { query, variables, operation_name } = &self.asked;
        json!({ "query": query, "variables": variables, "operationName": operation_name }).to_string()
    }

    /// By POST, or where it is a query sometimes by GET.
    fn request<'a>(&self, server: &'a Server, dice: &mut Dice) -> Request<'a> {
        let by_get = self.operation.kind == "query" && dice.once_in(3) && self.body().len() < 4_000;
        if !by_get {
            return server.graphql("", Value::Null).body(self.body());
        }
        let mut parameters = url::form_urlencoded::Serializer::new(String::new());
        parameters.append_pair("query", &self.asked.query);
        parameters.append_pair("variables", &self.asked.variables.to_string());
        parameters.append_pair("operationName", self.asked.operation_name.as_deref().unwrap_or_default());
        server.get(&format!("/graphql?{}", parameters.finish()))
    }
}

/// Which operations were carried out, and how often what became of a request.
#[derive(Default)]
struct Tally {
    executed: BTreeMap<String, usize>,
    fates: BTreeMap<String, usize>,
}

impl Tally {
    fn note(&mut self, attempt: &Attempt, answer: &Answer) {
        let outcome = if answer.json().get("data").is_some() { "executed".to_owned() } else { answer.code() };
        *self.fates.entry(outcome.clone()).or_default() += 1;
        for code in answers::refusals(answer) {
            *self.fates.entry(code).or_default() += 1;
        }
        if outcome == "executed" && attempt.fate == Fate::Runs {
            for field in &attempt.top {
                *self.executed.entry(field.clone()).or_default() += 1;
            }
        }
    }
}

#[tokio::test]
async fn whatever_is_asked_the_answer_conforms_and_nothing_breaks() {
    let log = Log::listen();
    let server = Server::behind_a_proxy([]).await;
    let schema = Schema::of(&server).await;
    let mut callers = Callers::meet(&server).await;
    let seed = number("KEYWARD_TEST_SEED").unwrap_or(SEED);
    let count = number("KEYWARD_TEST_OPERATIONS").unwrap_or(OPERATIONS);
    let (mut tally, mut wrongs) = (Tally::default(), Vec::new());
    for number in 0..count {
        let dice = &mut Dice::new(seed.wrapping_add(number));
        let attempt = Attempt::make(&schema, &callers, dice);
        let accept = dice.choose(&["application/graphql-response+json", "application/json"]);
        let request = attempt.request(&server, dice).accept(accept);
        let (request, credentials) = callers.ask(request, &server, dice);
        let began = Instant::now();
        let answer = request.await;
        let took = began.elapsed();
        let expected = Expected { schema: &schema, attempt: &attempt, credentials, accept };
        if let Err(wrong) = expected.check(&answer) {
            let body = attempt.body();
            let answered = format!("{} {}", answer.status, answer.body);
            wrongs.push(format!("{number}: {wrong}, by {credentials:?}, {:?}: {body}\n{answered}", attempt.fate));
            assert!(wrongs.len() < 5, "seed {seed}: {}", wrongs.join("\n\n"));
        }
        assert!(took < MINUTE, "seed {seed}, operation {number} took {took:?}: {}", attempt.body());
        // The log grows, and is read from its beginning.
        assert!(
            number % 100 != 0 || log.lines("ERROR").is_empty(),
            "before operation {number}: {:#?}",
            log.lines("ERROR")
        );
        tally.note(&attempt, &answer);
        callers.after(&server, &attempt.top).await;
    }
    assert!(wrongs.is_empty(), "seed {seed}: {}", wrongs.join("\n\n"));
    assert_eq!(log.lines("ERROR"), [""; 0]);
    eprintln!("seed {seed}, {count} operations: {:#?} {:#?}", tally.fates, tally.executed);
    let roots = [&schema.query, &schema.mutation].into_iter().flat_map(|root| schema.fields(root));
    let missed: Vec<_> = roots.map(|field| &field.name).filter(|name| !tally.executed.contains_key(*name)).collect();
    assert!(count < OPERATIONS || missed.is_empty(), "none of {missed:?} was carried out");
    server.register("afterwards@example.org", PASSWORD).from("192.0.2.1").await.signs_in();
}
