use std::{future::IntoFuture, pin::Pin};

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{Answer, Tokens, api::Api};

/// A request that is still being described; awaiting it sends it.
#[derive(Clone)]
pub(crate) struct Request<'a> {
    api: &'a Api,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
    field: &'static str,
}

#[derive(Clone)]
enum Body {
    Empty,
    GraphQl(Map<String, Value>),
    Raw(Vec<u8>),
}

/// What a client says it understands that follows the specification of GraphQL over HTTP.
const ACCEPT: &str = "application/graphql-response+json, application/json;q=0.9";

impl<'a> Request<'a> {
    pub(crate) fn new(api: &'a Api, method: Method, path: &str) -> Self {
        Self { api, method, path: path.to_owned(), headers: Vec::new(), body: Body::Empty, field: "" }
    }

    pub(crate) fn graphql(api: &'a Api, query: &str, variables: Value) -> Self {
        let mut request = Self::new(api, Method::POST, "/graphql");
        let mut body = Map::new();
        body.insert("query".into(), query.into());
        body.insert("variables".into(), variables);
        request.body = Body::GraphQl(body);
        request.header("content-type", "application/json").header("accept", ACCEPT)
    }

    /// Which field of the data the assertions on the answer are about.
    pub(crate) fn about(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }

    /// Sets a header; the last one of a name counts.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header beside others of its name.
    pub(crate) fn another_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// Signed in: with the access token of a user or of some tokens.
    pub(crate) fn by(self, who: &impl AsRef<Tokens>) -> Self {
        self.bearer(&who.as_ref().access_token)
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// From another network, as a proxy would say.
    pub(crate) fn from(self, address: &str) -> Self {
        self.header("x-forwarded-for", address)
    }

    pub(crate) fn accept(self, media_type: &str) -> Self {
        self.header("accept", media_type)
    }

    pub(crate) fn origin(self, origin: &str) -> Self {
        self.header("origin", origin)
    }

    pub(crate) fn user_agent(self, user_agent: &str) -> Self {
        self.header("user-agent", user_agent)
    }

    /// With the refresh cookie, as a browser on the server's own site sends it.
    pub(crate) fn cookie(self, value: &str) -> Self {
        let own = self.api.url.clone();
        self.header("cookie", &format!("keyward_refresh={value}")).origin(&own)
    }

    /// From a browser that signed in before.
    pub(crate) fn device_cookie(self, value: &str) -> Self {
        let own = self.api.url.clone();
        self.header("cookie", &format!("keyward_device={value}")).origin(&own)
    }

    /// Adds a field to the operation's input.
    pub(crate) fn input(mut self, name: &str, value: impl Into<Value>) -> Self {
        let Body::GraphQl(body) = &mut self.body else { panic!("only an operation has an input") };
        if body["variables"]["input"].is_null() {
            body["variables"]["input"] = json!({});
        }
        body["variables"]["input"][name] = value.into();
        self
    }

    /// Adds a part to the GraphQL request beside `query` and `variables`.
    pub(crate) fn part(mut self, name: &str, value: impl Into<Value>) -> Self {
        let Body::GraphQl(body) = &mut self.body else { panic!("only an operation has parts") };
        body.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Raw(body.into());
        self
    }

    pub(crate) fn form(self, fields: &[(String, String)]) -> Self {
        let mut encoded = url::form_urlencoded::Serializer::new(String::new());
        encoded.extend_pairs(fields);
        self.header("content-type", "application/x-www-form-urlencoded").body(encoded.finish())
    }

    /// The same where the server may hang up: then there is no answer.
    pub(crate) async fn sent(self) -> Option<Answer> {
        self.try_send().await.ok()
    }

    async fn send(self) -> Answer {
        self.try_send().await.expect("the server answers, and finishes its answer")
    }

    async fn try_send(self) -> reqwest::Result<Answer> {
        let url = format!("http://{}{}", self.api.address, self.path);
        let mut request = self.api.http.request(self.method, url);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request = match self.body {
            Body::Empty => request,
            Body::GraphQl(body) => request.body(Value::Object(body).to_string()),
            Body::Raw(bytes) => request.body(bytes),
        };
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.text().await?;
        Ok(Answer { status, headers, body, field: self.field })
    }
}

impl<'a> IntoFuture for Request<'a> {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
