use reqwest::{
    StatusCode,
    header::{HeaderMap, SET_COOKIE},
};
use serde_json::Value;

use super::{Page, Tokens};

/// What the server said. The methods that assert something name the whole answer when it is not so.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The operation's one field, whose payload the assertions are about.
    pub(crate) field: &'static str,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("an answer in JSON, not {self:#?}"))
    }

    pub(crate) fn page(&self) -> Page {
        Page::new(&self.body)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header in ASCII"))
    }

    /// What the operation's field answered with.
    pub(crate) fn payload(&self) -> Value {
        self.json()["data"][self.field].clone()
    }

    /// `errors` of the payload.
    pub(crate) fn refusals(&self) -> Vec<Value> {
        list(&self.payload()["errors"])
    }

    /// `errors` beside the data.
    pub(crate) fn errors(&self) -> Vec<Value> {
        list(&self.json()["errors"])
    }

    /// The code of the first of the `errors` beside the data.
    pub(crate) fn code(&self) -> String {
        text(&self.json()["errors"][0]["extensions"]["code"])
    }

    #[track_caller]
    pub(crate) fn succeeds(self) -> Value {
        self.answers_without_fault();
        assert!(self.refusals().is_empty(), "a success, not {self:#?}");
        self.payload()
    }

    #[track_caller]
    pub(crate) fn signs_in(self) -> Tokens {
        let payload = self.succeeds();
        assert!(payload["user"]["id"].is_string(), "a user, not {payload:#}");
        serde_json::from_value(payload["tokens"].clone()).unwrap_or_else(|_| panic!("tokens, not {payload:#}"))
    }

    /// The refusals have these codes, in any order. Answers with the payload.
    #[track_caller]
    pub(crate) fn fails_with<const N: usize>(self, codes: [&str; N]) -> Value {
        self.answers_without_fault();
        let mut found: Vec<String> = self.refusals().iter().map(|refusal| text(&refusal["code"])).collect();
        found.sort();
        let mut wanted = codes.to_vec();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{self:#?}");
        self.says_something_for_each_refusal();
        self.signs_nobody_in();
        self.payload()
    }

    /// The refusals name these fields with these codes, in any order.
    #[track_caller]
    pub(crate) fn fails_at<const N: usize>(self, at: [(&str, &str); N]) {
        self.answers_without_fault();
        let mut found: Vec<(String, String)> =
            self.refusals().iter().map(|refusal| (text(&refusal["field"]), text(&refusal["code"]))).collect();
        found.sort();
        let mut wanted = at.map(|(field, code)| (field.to_owned(), code.to_owned()));
        wanted.sort();
        assert_eq!(found, wanted, "{self:#?}");
        self.says_something_for_each_refusal();
        self.signs_nobody_in();
    }

    /// The same answer to the byte, but for what tells one request from the next.
    #[track_caller]
    pub(crate) fn is_alike(&self, other: &Self) {
        let said = |answer: &Self| {
            let mut headers = answer.headers.clone();
            let (date, id) = (headers.remove("date"), headers.remove("x-request-id"));
            assert!(date.is_some() && id.is_some(), "{answer:#?}");
            (answer.status, headers, answer.body.clone())
        };
        assert_eq!(said(self), said(other));
    }

    /// Too many tries, and when to come back. Answers with the seconds.
    #[track_caller]
    pub(crate) fn throttles(self) -> u64 {
        let payload = self.fails_with(["TOO_MANY_ATTEMPTS"]);
        let seconds = payload["errors"][0]["retryAfterSeconds"].as_u64();
        seconds.filter(|seconds| *seconds > 0).unwrap_or_else(|| panic!("seconds to wait, not {payload:#}"))
    }

    /// The whole request was refused with this status and this code.
    #[track_caller]
    pub(crate) fn is_refused(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.code().as_str()), (status, code), "{self:#?}");
        let body = self.json();
        assert!(body.get("data").is_none_or(Value::is_null), "nothing was done: {self:#?}");
    }

    /// The access token was not good: 401 for the whole request, and how to mend it.
    #[track_caller]
    pub(crate) fn is_unauthorized(&self, reason: &str) {
        assert_eq!(self.status, StatusCode::UNAUTHORIZED, "{self:#?}");
        let body = self.json();
        assert!(body.get("data").is_none(), "a body without data: {self:#?}");
        assert_eq!(self.code(), "UNAUTHENTICATED", "{self:#?}");
        assert_eq!(body["errors"][0]["extensions"]["reason"], reason, "{self:#?}");
        let challenge = self.header("www-authenticate").unwrap_or_default();
        assert!(challenge.starts_with(r#"Bearer error="invalid_token""#), "{self:#?}");
    }

    /// The field needs a signed-in caller: 200, null, and the error at the field.
    #[track_caller]
    pub(crate) fn is_unauthenticated(&self, reason: &str) {
        assert_eq!(self.status, StatusCode::OK, "{self:#?}");
        assert_eq!(self.payload(), Value::Null, "{self:#?}");
        assert_eq!(self.code(), "UNAUTHENTICATED", "{self:#?}");
        let error = &self.json()["errors"][0];
        assert_eq!(error["extensions"]["reason"], reason, "{self:#?}");
        assert_eq!(error["path"], serde_json::json!([self.field]), "{self:#?}");
    }

    /// The value of the refresh cookie that this answer sets, and its attributes.
    pub(crate) fn refresh_cookie(&self) -> Option<cookie::Cookie<'static>> {
        self.cookie("keyward_refresh")
    }

    /// The cookie by which the server knows a browser again.
    pub(crate) fn device_cookie(&self) -> Option<cookie::Cookie<'static>> {
        self.cookie("keyward_device")
    }

    fn cookie(&self, name: &str) -> Option<cookie::Cookie<'static>> {
        self.headers
            .get_all(SET_COOKIE)
            .iter()
            .map(|value| value.to_str().expect("a cookie in ASCII").to_owned())
            .map(|value| cookie::Cookie::parse(value).expect("a well-formed cookie"))
            .find(|cookie| cookie.name().ends_with(name))
    }

    #[track_caller]
    fn answers_without_fault(&self) {
        assert_eq!(self.status, StatusCode::OK, "{self:#?}");
        assert!(self.json().get("errors").is_none(), "no errors beside the data: {self:#?}");
    }

    #[track_caller]
    fn says_something_for_each_refusal(&self) {
        for refusal in self.refusals() {
            assert!(!text(&refusal["message"]).is_empty(), "a sentence for the person: {refusal:#}");
        }
    }

    #[track_caller]
    fn signs_nobody_in(&self) {
        let payload = self.payload();
        assert!(payload.get("tokens").is_none_or(Value::is_null), "{payload:#}");
        assert!(payload.get("user").is_none_or(Value::is_null), "{payload:#}");
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
