//! Which operation of a document is to run, and what it asks for at the top.

use std::collections::HashSet;

use async_graphql::{
    Name,
    parser::types::{
        DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
    },
};

use crate::schema::limits::Excess;

/// Why it cannot be told which operation is to run (GraphQL, October 2021, §6.1, `GetOperation`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    /// No operation has the name that was asked for.
    #[error("The document has no operation named `{0}`. Name one that it has in `operationName`.")]
    Unknown(String),
    /// There are several, and none was named.
    #[error("The document has more than one operation. Say in `operationName` which one is to run.")]
    Ambiguous,
}

/// Finds the operation that is to run.
///
/// # Errors
/// When it cannot be told.
pub fn select<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Result<&'d OperationDefinition, Unresolved> {
    match (&document.operations, name) {
        (DocumentOperations::Single(only), None) => Ok(&only.node),
        (DocumentOperations::Multiple(named), Some(name)) => {
            named.get(name).map(|found| &found.node).ok_or_else(|| Unresolved::Unknown(name.to_owned()))
        }
        (DocumentOperations::Single(_), Some(name)) => Err(Unresolved::Unknown(name.to_owned())),
        (DocumentOperations::Multiple(named), None) => {
            let mut all = named.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(&only.node),
                _ => Err(Unresolved::Ambiguous),
            }
        }
    }
}

/// The names of an operation's top-level fields, as often as they are asked for and through fragments; what
/// `@skip` or `@include` leaves out is counted too, as nothing here depends on variables.
///
/// Bounded only for a document that was weighed: fragments are followed wherever they are spread.
#[must_use]
pub fn top_level_fields<'d>(document: &'d ExecutableDocument, operation: &'d OperationDefinition) -> Vec<&'d str> {
    let mut found = Vec::new();
    collect(document, &operation.selection_set.node, &mut HashSet::new(), &mut found);
    found
}

/// An operation's kind as documents write it.
#[must_use]
pub fn kind(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// What an operation is called after its top-level fields: by the one that it has, whatever its alias.
#[must_use]
pub fn called<'f>(top_level: &[&'f str]) -> &'f str {
    let mut fields = top_level.iter().filter(|name| **name != "__typename");
    match fields.next() {
        None => "__typename",
        Some(first) if fields.all(|name| name == first) => first,
        Some(_) => "(several)",
    }
}

/// Holds a mutation to one field: a second one's failure would lose the first one's tokens.
///
/// # Errors
/// When a mutation has more than one field, `__typename` aside.
pub fn check_mutation_fields(operation: &OperationDefinition, top_level: &[&str]) -> Result<(), Excess> {
    let fields = top_level.iter().filter(|name| **name != "__typename").count();
    if operation.ty == OperationType::Mutation && fields > 1 { Err(Excess::Mutations) } else { Ok(()) }
}

fn collect<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    inside: &mut HashSet<&'d Name>,
    found: &mut Vec<&'d str>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => found.push(&field.node.name.node),
            Selection::InlineFragment(inline) => collect(document, &inline.node.selection_set.node, inside, found),
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                let Some(fragment) = document.fragments.get(name) else { continue };
                if inside.insert(name) {
                    collect(document, &fragment.node.selection_set.node, inside, found);
                    inside.remove(name);
                }
            }
        }
    }
}
