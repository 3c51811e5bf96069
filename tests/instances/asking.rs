//! Asking an instance or the balancer, and what is noted of every answer.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use reqwest::{Client, ClientBuilder, header::RETRY_AFTER};
use serde_json::{Value, json};
use tokio::time::sleep;

/// How long a client waits for an answer, and then goes on trying.
const PATIENCE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(100);
const GIVES_UP_AFTER: Duration = Duration::from_mins(1);

pub(crate) fn client() -> ClientBuilder {
    // As the program does at its start: the first one stays.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    Client::builder().no_proxy().timeout(PATIENCE)
}

/// What a request came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// To an answer.
    Good,
    /// To 503 with `Retry-After`.
    Unavailable,
    /// To nothing: the connection ended, or it took too long.
    Cut,
    /// To what must never be.
    Wrong(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) client: usize,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
    pub(crate) came: Came,
}

#[derive(Default)]
pub(crate) struct Notes(Mutex<Vec<Noted>>);

impl Notes {
    pub(crate) fn since(&self, began: Instant) -> Vec<Noted> {
        let all = self.0.lock().expect("nobody panicked while holding it");
        all.iter().filter(|noted| noted.began >= began).cloned().collect()
    }

    fn add(&self, noted: Noted) {
        self.0.lock().expect("nobody panicked while holding it").push(noted);
    }
}

/// Somebody who asks through the balancer.
pub(crate) struct Asker {
    pub(crate) client: usize,
    pub(crate) balancer: SocketAddr,
    pub(crate) notes: Arc<Notes>,
    http: Client,
}

impl Asker {
    pub(crate) fn new(client: usize, balancer: SocketAddr, notes: Arc<Notes>) -> Self {
        // A connection for each request, so that the balancer chooses each time.
        let http = self::client().pool_max_idle_per_host(0);
        Self { client, balancer, notes, http: http.build().expect("a client") }
    }

    /// Asks once. None: nobody knows what came of it.
    pub(crate) async fn once(&self, asked: &Asked) -> Option<Answer> {
        let began = Instant::now();
        let (came, answer) = self.send(self.balancer, asked).await;
        self.notes.add(Noted { client: self.client, began, ended: Instant::now(), came });
        answer
    }

    /// Asks until there is an answer. Also tells whether an earlier try may have had its effect.
    pub(crate) async fn until_answered(&self, asked: &Asked) -> (Answer, usize) {
        let (began, mut unsure) = (Instant::now(), 0);
        loop {
            if let Some(answer) = self.once(asked).await {
                return (answer, unsure);
            }
            unsure += 1;
            assert!(began.elapsed() < GIVES_UP_AFTER, "no answer to {}", asked.query);
            sleep(PAUSE).await;
        }
    }

    /// Asks one instance, past the balancer, until it answers; None when nobody listens there.
    pub(crate) async fn directly(&self, instance: SocketAddr, asked: &Asked) -> Option<Answer> {
        let began = Instant::now();
        loop {
            match self.send(instance, asked).await {
                (_, Some(answer)) => return Some(answer),
                (Came::Unavailable, None) if began.elapsed() < GIVES_UP_AFTER => sleep(PAUSE).await,
                (Came::Wrong(what), None) => panic!("{what}"),
                _ => return None,
            }
        }
    }

    async fn send(&self, to: SocketAddr, asked: &Asked) -> (Came, Option<Answer>) {
        let body = json!({ "query": asked.query, "variables": { "input": asked.input } }).to_string();
        let mut request = self.http.post(format!("http://{to}/graphql")).body(body);
        request =
            request.header("content-type", "application/json").header("accept", "application/graphql-response+json");
        if let Some(token) = &asked.bearer {
            request = request.bearer_auth(token);
        }
        let Ok(response) = request.send().await else { return (Came::Cut, None) };
        let request = response.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        let request = request.to_owned();
        let (status, retry) = (response.status().as_u16(), response.headers().contains_key(RETRY_AFTER));
        let Ok(body) = response.text().await else { return (Came::Cut, None) };
        match (status, serde_json::from_str::<Value>(&body)) {
            (200 | 401, Ok(body)) if !body.to_string().contains("INTERNAL_SERVER_ERROR") => {
                (Came::Good, Some(Answer { status, body, request }))
            }
            (503, _) if retry => (Came::Unavailable, None),
            _ => (Came::Wrong(format!("{status} {body}")), None),
        }
    }
}

/// A request that may be sent more than once.
pub(crate) struct Asked {
    query: String,
    input: Value,
    bearer: Option<String>,
}

impl Asked {
    pub(crate) fn me() -> Self {
        let query = "{ me { email emailVerified fullName sessions { id } } }".to_owned();
        Self { query, input: Value::Null, bearer: None }
    }

    /// A mutation of this input type, and what is wanted of its payload beside the errors.
    pub(crate) fn to(field: &str, input_type: &str, wanted: &str, input: Value) -> Self {
        let query =
            format!("mutation($input: {input_type}) {{ {field}(input: $input) {{ {wanted} errors {{ code }} }} }}");
        Self { query, input, bearer: None }
    }

    /// A mutation without input.
    pub(crate) fn without_input(field: &str, wanted: &str) -> Self {
        let query = format!("mutation {{ {field} {{ {wanted} errors {{ code }} }} }}");
        Self { query, input: Value::Null, bearer: None }
    }

    pub(crate) fn by(self, access_token: &str) -> Self {
        Self { bearer: Some(access_token.to_owned()), ..self }
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// What the request is called in the log.
    pub(crate) request: String,
}

impl Answer {
    /// What the operation's one field answered with.
    pub(crate) fn payload(&self) -> &Value {
        self.body["data"].as_object().and_then(|data| data.values().next()).unwrap_or(&Value::Null)
    }

    /// The code of the first refusal; empty for a success.
    pub(crate) fn refusal(&self) -> &str {
        assert!(self.payload().is_object(), "a payload, not {self:?}");
        self.payload()["errors"][0]["code"].as_str().unwrap_or_default()
    }

    /// Whether the access token's session has ended.
    pub(crate) fn is_revoked(&self) -> bool {
        self.status == 401 && self.body["errors"][0]["extensions"]["reason"] == "REVOKED"
    }
}
