use serde_json::{Map, Value};

use super::{Attempt, BODY, callers::Credentials, conform, schema::Schema, spoil::Fate};
use crate::harness::Answer;

/// The codes that an answer may have beside its data; `INTERNAL_SERVER_ERROR` is none of them.
const CODES: [&str; 8] = [
    "BAD_USER_INPUT",
    "FORBIDDEN",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
    "QUERY_TOO_COMPLEX",
    "SERVICE_UNAVAILABLE",
    "UNAUTHENTICATED",
];

/// What needs no caller, as the schema's descriptions say.
const PUBLIC: [&str; 13] = [
    "__schema",
    "__type",
    "__typename",
    "authSettings",
    "login",
    "logout",
    "refreshToken",
    "register",
    "requestPasswordReset",
    "resendVerificationEmail",
    "resetPassword",
    "undoEmailChange",
    "verifyEmail",
];

/// What an answer must be.
pub(super) struct Expected<'e> {
    pub(super) schema: &'e Schema,
    pub(super) attempt: &'e Attempt,
    pub(super) credentials: Credentials,
    pub(super) accept: &'static str,
}

impl Expected<'_> {
    /// # Errors
    /// What is wrong with it.
    pub(super) fn check(&self, answer: &Answer) -> Result<(), String> {
        let body: Map<String, Value> = serde_json::from_str(&answer.body).map_err(|error| error.to_string())?;
        is_well_formed(&body)?;
        let status = answer.status.as_u16();
        if self.attempt.body().len() > BODY {
            return must(status == 413, "it is too large");
        }
        let kind = answer.header("content-type").unwrap_or_default();
        must(status == 405 || kind.starts_with(self.accept), "it is of another media type")?;
        match (body.get("data"), self.attempt.fate) {
            (Some(_), Fate::Refused(code)) => Err(format!("it was executed, and is {code}")),
            (Some(data), fate) => {
                must(status == 200, "its status is not 200")?;
                must(!self.is_stopped() || fate == Fate::Anything, "a bad token did not stop it")?;
                if fate == Fate::Anything { Ok(()) } else { conform::check(self.schema, &self.attempt.operation, data) }
            }
            (None, Fate::Runs) => {
                must(self.is_stopped() && status == 401 && answer.code() == "UNAUTHENTICATED", "it was not executed")
            }
            (None, fate) => self.check_refusal(answer, status, fate),
        }
    }

    /// Whether its token is not good, and some of what it asks for needs one.
    fn is_stopped(&self) -> bool {
        let is_private = |field: &String| !PUBLIC.contains(&field.as_str());
        self.credentials == Credentials::Bad && self.attempt.top.iter().any(is_private)
    }

    fn check_refusal(&self, answer: &Answer, status: u16, fate: Fate) -> Result<(), String> {
        let code = answer.code();
        let is_fated = matches!(fate, Fate::Refused(fated) if fated == code);
        must(fate == Fate::Anything || is_fated, &format!("it is not {fate:?}"))?;
        let knows = self.accept == "application/graphql-response+json";
        let fits = match (status, code.as_str()) {
            (401, "UNAUTHENTICATED") | (400, "QUERY_TOO_COMPLEX") | (405, "BAD_USER_INPUT") => true,
            (status, code) => code != "QUERY_TOO_COMPLEX" && status == if knows { 400 } else { 200 },
        };
        must(fits, "its status does not fit its code")
    }
}

/// The codes in the payload's `errors`.
pub(super) fn refusals(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let Some(data) = body["data"].as_object() else { return Vec::new() };
    let errors = data.values().filter_map(|payload| payload["errors"].as_array()).flatten();
    errors.filter_map(|error| error["code"].as_str().map(str::to_owned)).collect()
}

/// GraphQL, October 2021, §7.1.
fn is_well_formed(body: &Map<String, Value>) -> Result<(), String> {
    must(body.keys().all(|key| ["data", "errors", "extensions"].contains(&key.as_str())), "it has another member")?;
    let data = body.get("data");
    let Some(errors) = body.get("errors") else { return must(data.is_some_and(Value::is_object), "it has nothing") };
    let errors =
        errors.as_array().filter(|errors| !errors.is_empty()).ok_or("its errors are no list with any in it")?;
    errors.iter().try_for_each(|error| is_well_formed_error(error, data))
}

fn is_well_formed_error(error: &Value, data: Option<&Value>) -> Result<(), String> {
    must(error["message"].as_str().is_some_and(|message| !message.is_empty()), "an error says nothing")?;
    let code = error["extensions"]["code"].as_str().unwrap_or_default();
    must(CODES.contains(&code), &format!("an error has the code {code:?}"))?;
    let places = error["locations"].as_array();
    let is_place = |place: &Value| place["line"].as_u64() > Some(0) && place["column"].as_u64() > Some(0);
    must(places.is_none_or(|places| !places.is_empty() && places.iter().all(is_place)), "an error is nowhere")?;
    match (error.get("path"), data) {
        (Some(path), Some(data)) => must(leads_to_null(path, data), "an error's path leads to no null"),
        (Some(_), None) => Err("an error has a path, and there is no data".to_owned()),
        (None, _) => Ok(()),
    }
}

/// What fails is null, or what it is in.
fn leads_to_null(path: &Value, data: &Value) -> bool {
    let mut at = data;
    for step in path.as_array().into_iter().flatten() {
        at = match step {
            _ if at.is_null() => return true,
            Value::String(key) => &at[key],
            Value::Number(number) => &at[usize::try_from(number.as_u64().unwrap_or(0)).unwrap_or(0)],
            _ => return false,
        };
    }
    at.is_null()
}

fn must(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
