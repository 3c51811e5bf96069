//! What stands between a parsed request and its execution: its variables fit, and its access token, where one
//! was presented, is good.
//!
//! ```text
//! parsed ──variables fit──▶ checked ──valid──▶ validated ──token good, or all public──▶ executed
//!   └─ no ─▶ BAD_USER_INPUT    └─ no ─▶ GRAPHQL_VALIDATION_FAILED  └─ no ─▶ UNAUTHENTICATED, 401
//! ```
//!
//! Always true: a token is asked about at most once, only after validation, and never where every top-level
//! field is public. RFC 6750 §3.1 for what a bad token means.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use async_graphql::{
    IntrospectionMode, ObjectType, Response, SchemaBuilder, ServerError, ServerResult, SubscriptionType,
    ValidationResult, Variables,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextValidation},
    parser::types::{ExecutableDocument, OperationType},
};
use futures_util::future::BoxFuture;

use crate::{
    error::Error,
    graphql::top_level::{Code, RequestId, top_level, unplaced},
    schema::{limits::NESTING, operation, positions, public::is_public, variables},
};

/// Lets a schema admit only what this module says. To be called on the one schema that is served.
#[must_use]
pub fn guarded<Q, M, S>(schema: SchemaBuilder<Q, M, S>) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    // The library's own limit of 32 counts spreads as levels and would answer before ours does.
    schema.limit_recursive_depth(NESTING).extension(Guard)
}

/// How to find out whether the access token that came with a request is good. Absent from the request's data
/// when none came.
#[derive(Clone)]
pub struct TokenCheck(Arc<dyn Fn() -> BoxFuture<'static, Result<(), Error>> + Send + Sync>);

impl TokenCheck {
    /// Wraps the question; it is asked lazily.
    pub fn new(check: impl Fn() -> BoxFuture<'static, Result<(), Error>> + Send + Sync + 'static) -> Self {
        Self(Arc::new(check))
    }
}

/// One request on its way: what the guard needs to know, and how far the request got. The endpoint puts a
/// clone into the request's data and keeps one.
#[derive(Clone, Debug, Default)]
pub struct Passage(Arc<State>);

#[derive(Debug, Default)]
struct State {
    operation_name: Option<String>,
    kind: &'static str,
    called: String,
    valid: AtomicBool,
    public: bool,
    introspects: bool,
    validate_only: bool,
    position_faults: OnceLock<Vec<ServerError>>,
    variable_faults: OnceLock<Vec<ServerError>>,
    unauthenticated: AtomicBool,
    executed: AtomicBool,
}

impl Passage {
    /// For the operation of this name and kind, with these top-level fields.
    #[must_use]
    pub fn new(operation_name: Option<String>, kind: OperationType, top_level: &[&str]) -> Self {
        let public = top_level.iter().all(|field| is_public(field));
        let introspects = top_level.iter().any(|field| matches!(*field, "__schema" | "__type"));
        let called = operation::called(top_level).to_owned();
        let kind = operation::kind(kind);
        Self(Arc::new(State { operation_name, kind, called, public, introspects, ..State::default() }))
    }

    /// For a request that is validated without its variables, and never executed.
    #[must_use]
    pub fn validating() -> Self {
        Self(Arc::new(State { validate_only: true, ..State::default() }))
    }

    /// `query`, `mutation` or `subscription`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.0.kind
    }

    /// What the operation is called in numbers, see [`operation::called`]: once it is known to be valid, so that there
    /// are as many names as the schema has fields.
    #[must_use]
    pub fn called(&self) -> Option<&str> {
        self.0.valid.load(Ordering::Acquire).then_some(&*self.0.called)
    }

    /// Whether execution began: from then on a response has `data`.
    #[must_use]
    pub fn is_executed(&self) -> bool {
        self.0.executed.load(Ordering::Acquire)
    }

    /// What was wrong with the variables; the document may be invalid as well then.
    #[must_use]
    pub fn variable_faults(&self) -> Option<&[ServerError]> {
        self.0.variable_faults.get().map(Vec::as_slice)
    }

    /// Whether the presented access token ended the request.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        self.0.unauthenticated.load(Ordering::Acquire)
    }
}

struct Guard;

impl ExtensionFactory for Guard {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Guard {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        if let Some(passage) = ctx.data_opt::<Passage>() {
            // Set once, as a request is parsed once; validation itself does not get to see the document.
            let _ = passage.0.position_faults.set(positions::faults(&ctx.schema_env.registry, &document));
            check_variables(ctx, passage, &document, variables)?;
        }
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let valid = next.run(ctx).await?;
        match ctx.data_opt::<Passage>().and_then(|passage| passage.0.position_faults.get()) {
            Some(faults) if !faults.is_empty() => Err(faults.clone()),
            _ => Ok(valid),
        }
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let Some(passage) = ctx.data_opt::<Passage>() else { return next.run(ctx, operation_name).await };
        if passage.0.validate_only {
            return Response::default();
        }
        passage.0.valid.store(true, Ordering::Release);
        // The library would answer null, as if the schema were empty.
        if passage.0.introspects && ctx.schema_env.registry.introspection_mode == IntrospectionMode::Disabled {
            let error =
                Code::ValidationFailed.error("Introspection is turned off here: the schema is published elsewhere.");
            return Response::from_errors(vec![unplaced(error)]);
        }
        if let Err(error) = check_token(ctx, passage).await {
            let error = top_level(error, ctx.data_opt::<RequestId>().copied());
            return Response::from_errors(vec![unplaced(error)]);
        }
        passage.0.executed.store(true, Ordering::Release);
        next.run(ctx, operation_name).await
    }
}

fn check_variables(
    ctx: &ExtensionContext<'_>,
    passage: &Passage,
    document: &ExecutableDocument,
    variables: &Variables,
) -> ServerResult<()> {
    if passage.0.validate_only {
        return Ok(());
    }
    let Ok(operation) = operation::select(document, passage.0.operation_name.as_deref()) else { return Ok(()) };
    let faults = variables::faults(&ctx.schema_env.registry, &operation.variable_definitions, variables);
    let Some(first) = faults.first().cloned() else { return Ok(()) };
    let _ = passage.0.variable_faults.set(faults);
    Err(first)
}

async fn check_token(ctx: &ExtensionContext<'_>, passage: &Passage) -> Result<(), Error> {
    let Some(TokenCheck(check)) = ctx.data_opt::<TokenCheck>() else { return Ok(()) };
    if passage.0.public {
        return Ok(());
    }
    let checked = check().await;
    if let Err(Error::Unauthenticated(_)) = &checked {
        passage.0.unauthenticated.store(true, Ordering::Release);
    }
    checked
}
