//! Whether a request's variables fit what the operation declares (GraphQL, October 2021, §6.1.2,
//! `CoerceVariableValues`).
//!
//! The GraphQL library looks at the values while it validates the document, and leaves a missing one for
//! execution to trip over; here they are a matter of their own, so that a client learns which of the two is
//! wrong. No message repeats a value: it may be a password.

use async_graphql::{
    Positioned, ServerError, Value, Variables,
    parser::types::VariableDefinition,
    registry::{MetaType, MetaTypeName, Registry},
};

use crate::graphql::top_level::Code;

/// The variables with the defaults of those that are left out (`CoerceVariableValues`, 3.e.ii): the library forgets them
/// where it decides about `@skip` and `@include`.
#[must_use]
pub fn with_defaults(definitions: &[Positioned<VariableDefinition>], mut variables: Variables) -> Variables {
    for definition in definitions {
        if let Some(default) = &definition.node.default_value {
            variables.entry(definition.node.name.node.clone()).or_insert_with(|| default.node.clone());
        }
    }
    variables
}

/// What is wrong with the variables, each with where it was declared; nothing when they fit.
///
/// A type that the schema does not know is left to validation.
#[must_use]
pub fn faults(
    registry: &Registry,
    definitions: &[Positioned<VariableDefinition>],
    variables: &Variables,
) -> Vec<ServerError> {
    let fault = |definition: &Positioned<VariableDefinition>| {
        let name = format!("${}", definition.node.name.node);
        let problem = match variables.get(&definition.node.name.node) {
            Some(value) => problem(registry, &definition.node.var_type.node.to_string(), value, &name)?,
            None if definition.node.default_value().is_some() => return None,
            None => format!("`{name}` is required, and the variables do not have it."),
        };
        Some(Code::BadUserInput.error(problem).into_server_error(definition.pos))
    };
    definitions.iter().filter_map(fault).collect()
}

fn problem(registry: &Registry, expected: &str, value: &Value, path: &str) -> Option<String> {
    match (MetaTypeName::create(expected), value) {
        (MetaTypeName::NonNull(_), Value::Null) => Some(format!("`{path}` may not be null.")),
        (MetaTypeName::NonNull(inner), _) => problem(registry, inner, value, path),
        (_, Value::Null) => None,
        (MetaTypeName::List(item), Value::List(items)) => {
            let mut numbered = items.iter().enumerate();
            numbered.find_map(|(number, value)| problem(registry, item, value, &format!("{path}[{number}]")))
        }
        (MetaTypeName::List(item), single) => problem(registry, item, single, path),
        (MetaTypeName::Named(name), _) => problem_of_named(registry, name, value, path),
    }
}

fn problem_of_named(registry: &Registry, name: &str, value: &Value, path: &str) -> Option<String> {
    match (registry.types.get(name)?, value) {
        (MetaType::Scalar { is_valid: Some(is_valid), .. }, _) if is_valid(value) => None,
        (MetaType::Scalar { is_valid: None, .. }, _) => None,
        (MetaType::Enum { enum_values, .. }, Value::String(word)) if enum_values.contains_key(word) => None,
        // A default: it stands in the document.
        (MetaType::Enum { enum_values, .. }, Value::Enum(word)) if enum_values.contains_key(word.as_str()) => None,
        (MetaType::Enum { enum_values, .. }, _) => {
            let words: Vec<_> = enum_values.keys().map(String::as_str).collect();
            Some(format!("`{path}` must be one of {}.", words.join(", ")))
        }
        (input @ MetaType::InputObject { .. }, Value::Object(_)) => problem_of_object(registry, input, value, path),
        (MetaType::Scalar { .. } | MetaType::InputObject { .. }, _) => Some(format!("`{path}` must be a `{name}`.")),
        // Not an input type: validation says so.
        _ => None,
    }
}

fn problem_of_object(registry: &Registry, input: &MetaType, value: &Value, path: &str) -> Option<String> {
    let (MetaType::InputObject { input_fields, oneof, name, .. }, Value::Object(given)) = (input, value) else {
        return None;
    };
    if let Some(unknown) = given.keys().find(|field| !input_fields.contains_key(field.as_str())) {
        return Some(format!("`{path}.{unknown}` is unknown: `{name}` has no such field."));
    }
    if *oneof && (given.len() != 1 || given.values().any(|value| *value == Value::Null)) {
        return Some(format!("`{path}` must have exactly one field, and it may not be null."));
    }
    input_fields.values().find_map(|field| {
        let path = format!("{path}.{}", field.name);
        match given.get(field.name.as_str()) {
            Some(value) => problem(registry, &field.ty, value, &path),
            None if field.default_value.is_some() || !MetaTypeName::create(&field.ty).is_non_null() => None,
            None => Some(format!("`{path}` is required, and the variables do not have it.")),
        }
    })
}
