use async_graphql::{
    ServerError, Variables,
    parser::{
        self, parse_query,
        types::{ExecutableDocument, OperationType},
    },
};
use http::Method;

use super::{Asked, Failure};
use crate::{
    graphql::top_level::Code,
    schema::{
        admission::Passage,
        limits::{Excess, Overweight, Unfit, look, weigh},
        operation::{check_mutation_fields, select, top_level_fields},
        variables::with_defaults,
    },
};

/// What may be validated, and then executed.
pub(super) struct Prepared {
    pub(super) document: ExecutableDocument,
    /// Those of the operation that is to run, its defaults among them.
    pub(super) variables: Variables,
    pub(super) passage: Passage,
}

/// Turns what is asked for into a document that may be validated, and the passage of the operation that is to
/// run. Each step makes the next one safe.
pub(super) fn prepare(asked: &Asked, method: &Method) -> Result<Prepared, Failure> {
    look(&asked.query).map_err(unfit)?;
    let document = parse_query(&asked.query).map_err(unparsed)?;
    weigh(&document).map_err(overweight)?;
    let operation = select(&document, asked.operation_name.as_deref())
        .map_err(|unresolved| Failure::request(Code::OperationResolutionFailure, unresolved.to_string()))?;
    if operation.ty != OperationType::Query && method == Method::GET {
        return Err(Failure::method("POST", "Only queries may be sent by GET: send this operation by POST."));
    }
    let top_level = top_level_fields(&document, operation);
    check_mutation_fields(operation, &top_level).map_err(too_complex)?;
    let passage = Passage::new(asked.operation_name.clone(), operation.ty, &top_level);
    let variables = with_defaults(&operation.variable_definitions, asked.variables.clone());
    Ok(Prepared { document, variables, passage })
}

fn unfit(unfit: Unfit) -> Failure {
    match unfit {
        Unfit::TooComplex(excess) => too_complex(excess),
        unterminated @ Unfit::Unterminated { .. } => Failure::request(Code::ParseFailed, unterminated.to_string()),
    }
}

fn overweight(overweight: Overweight) -> Failure {
    match overweight {
        Overweight::TooComplex(excess) => too_complex(excess),
        cycle @ Overweight::Cycle(_) => Failure::request(Code::ValidationFailed, cycle.to_string()),
    }
}

fn too_complex(excess: Excess) -> Failure {
    Failure::request(Code::QueryTooComplex, excess.to_string())
}

/// The library's parser also does what the specification leaves to validation and to choosing the operation.
fn unparsed(error: parser::Error) -> Failure {
    let (code, message) = match &error {
        parser::Error::RecursionLimitExceeded => return too_complex(Excess::Nesting),
        parser::Error::MissingOperation => {
            (Code::OperationResolutionFailure, "The document has no operation, only fragments.".to_owned())
        }
        parser::Error::Syntax { message, start, .. } => {
            let what = message.lines().last().unwrap_or_default().trim().trim_start_matches("= ");
            (Code::ParseFailed, format!("Syntax error at line {}, column {}: {what}.", start.line, start.column))
        }
        other => (Code::ValidationFailed, format!("The document is not valid: {other}.")),
    };
    let placed = ServerError::from(error);
    let coded = code.error(message);
    Failure::Request(vec![ServerError { message: coded.message, extensions: coded.extensions, ..placed }])
}
