//! Counts each answer and writes its line in the log: the one place that sees them all.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::{Method, StatusCode};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
};

use super::{
    graphql::{Codes, Operated},
    span,
};
use crate::{graphql::top_level::Code, seconds::seconds};

/// What LOG calls these lines: `info,keyward::access=warn` leaves them out.
const ACCESS: &str = "keyward::access";

/// What passed. Every label has as few values as the code or the schema has names.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// Requests to the endpoint, by operation and outcome.
    pub requests: Family<OperationOutcome, Counter>,
    /// How long they took, in seconds.
    pub durations: Family<Operation, Histogram, fn() -> Histogram>,
    /// Refusals in payloads, by code.
    pub refusals: Family<ByCode, Counter>,
    /// Top-level errors, by code.
    pub errors: Family<ByCode, Counter>,
    /// HTTP answers, by the class of their status.
    pub responses: Family<Class, Counter>,
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub struct OperationOutcome {
    operation: String,
    outcome: &'static str,
}

/// What was asked for: the name of the top-level field, `(several)`, or `(none)` where the request was not valid.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub struct Operation {
    operation: String,
}

/// An `AuthErrorCode`, or the `extensions.code` of an error.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub struct ByCode {
    code: String,
}

/// `2xx` and so on.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub struct Class {
    class: &'static str,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(seconds),
            refusals: Family::default(),
            errors: Family::default(),
            responses: Family::default(),
        }
    }
}

pub(super) async fn note(State(traffic): State<Traffic>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let seen = Seen { method, route, seconds: begun.elapsed().as_secs_f64(), response: &response };
    seen.count(&traffic);
    seen.log();
    response
}

struct Seen<'r> {
    method: Method,
    route: Option<MatchedPath>,
    seconds: f64,
    response: &'r Response,
}

impl Seen<'_> {
    fn route(&self) -> &str {
        self.route.as_ref().map_or("(none)", MatchedPath::as_str)
    }

    fn operation(&self) -> &str {
        let operated = self.response.extensions().get::<Operated>();
        operated.and_then(|operated| operated.operation.as_deref()).unwrap_or("(none)")
    }

    fn refusals(&self) -> &[&'static str] {
        self.response.extensions().get::<Operated>().map_or(&[], |operated| &operated.refusals)
    }

    fn codes(&self) -> &[String] {
        self.response.extensions().get::<Codes>().map_or(&[], |codes| &codes.0)
    }

    /// Whether the server could not, the caller must do something else, or all went well.
    fn outcome(&self) -> &'static str {
        let ours = [Code::ServiceUnavailable.as_str(), Code::InternalServerError.as_str()];
        match (self.codes(), self.refusals()) {
            (codes, _) if codes.iter().any(|code| ours.contains(&code.as_str())) => "error",
            ([], []) => "ok",
            _ => "refused",
        }
    }

    /// One line for each request. The route stands for the path, whose query may carry a mailed token, and the name of
    /// the field for the operation.
    fn log(&self) {
        let (method, route, status) = (span::method(&self.method), self.route(), self.response.status().as_u16());
        let milliseconds = (self.seconds * 1e6).round() / 1e3;
        if self.is_operation() {
            let (operation, outcome, refusals) = (self.operation(), self.outcome(), self.refusals().join(","));
            let errors = self.codes().join(",");
            tracing::info!(target: ACCESS, method, route, status, milliseconds, operation, outcome, refusals, errors, "answered");
        } else if route.starts_with("/health/") {
            tracing::debug!(target: ACCESS, method, route, status, milliseconds, "answered");
        } else {
            tracing::info!(target: ACCESS, method, route, status, milliseconds, "answered");
        }
    }

    fn is_operation(&self) -> bool {
        self.route() == "/graphql" && self.method != Method::OPTIONS
    }

    fn count(&self, traffic: &Traffic) {
        traffic.responses.get_or_create(&Class { class: class(self.response.status()) }).inc();
        for code in self.codes() {
            traffic.errors.get_or_create(&ByCode { code: code.clone() }).inc();
        }
        if !self.is_operation() {
            return;
        }
        let operation = self.operation().to_owned();
        traffic.durations.get_or_create(&Operation { operation: operation.clone() }).observe(self.seconds);
        traffic.requests.get_or_create(&OperationOutcome { operation, outcome: self.outcome() }).inc();
        for code in self.refusals() {
            traffic.refusals.get_or_create(&ByCode { code: (*code).to_owned() }).inc();
        }
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
