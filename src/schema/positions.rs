//! Whether variables stand where their types allow it (GraphQL, October 2021, §5.8.5). The library has this rule
//! and never runs it: its visitors do not hand the values on.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
        VariableDefinition,
    },
    registry::{MetaInputValue, MetaType, MetaTypeName, Registry},
};
use async_graphql_value::Value;

use crate::graphql::top_level::Code;

/// What stands where it may not. What the schema does not know is left to the other rules.
#[must_use]
pub(super) fn faults(registry: &Registry, document: &ExecutableDocument) -> Vec<ServerError> {
    let of_one = |(_, operation): (_, &Positioned<OperationDefinition>)| {
        let root = match operation.node.ty {
            OperationType::Query => Some(&registry.query_type),
            OperationType::Mutation => registry.mutation_type.as_ref(),
            OperationType::Subscription => registry.subscription_type.as_ref(),
        };
        let definitions = &operation.node.variable_definitions;
        let mut walk = Walk { registry, document, definitions, seen: HashSet::new(), faults: Vec::new() };
        walk.directives(&operation.node.directives);
        walk.set(&operation.node.selection_set.node, root.and_then(|name| registry.types.get(name)));
        walk.faults
    };
    document.operations.iter().flat_map(of_one).collect()
}

struct Walk<'d> {
    registry: &'d Registry,
    document: &'d ExecutableDocument,
    definitions: &'d [Positioned<VariableDefinition>],
    /// A fragment says the same wherever it is spread.
    seen: HashSet<&'d Name>,
    faults: Vec<ServerError>,
}

impl<'d> Walk<'d> {
    fn set(&mut self, set: &'d SelectionSet, parent: Option<&'d MetaType>) {
        for selection in &set.items {
            self.directives(selection.node.directives());
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, parent),
                Selection::InlineFragment(inline) => {
                    let narrowed = inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    let inside = narrowed.map_or(parent, |name| self.registry.types.get(name.as_str()));
                    self.set(&inline.node.selection_set.node, inside);
                }
                Selection::FragmentSpread(spread) => self.spread(&spread.node.fragment_name.node),
            }
        }
    }

    fn spread(&mut self, name: &'d Name) {
        let Some(fragment) = self.document.fragments.get(name) else { return };
        if self.seen.insert(name) {
            let on = &fragment.node.type_condition.node.on.node;
            self.set(&fragment.node.selection_set.node, self.registry.types.get(on.as_str()));
        }
    }

    fn field(&mut self, field: &'d Field, parent: Option<&'d MetaType>) {
        let Some(meta) = parent.and_then(|parent| parent.field_by_name(&field.name.node)) else { return };
        for (name, value) in &field.arguments {
            self.input(meta.args.get(name.node.as_str()), &value.node);
        }
        self.set(&field.selection_set.node, self.registry.concrete_type_by_name(&meta.ty));
    }

    fn directives(&mut self, directives: &'d [Positioned<Directive>]) {
        for directive in directives {
            let meta = self.registry.directives.get(directive.node.name.node.as_str());
            for (name, value) in &directive.node.arguments {
                self.input(meta.and_then(|meta| meta.args.get(name.node.as_str())), &value.node);
            }
        }
    }

    fn input(&mut self, expected: Option<&'d MetaInputValue>, value: &'d Value) {
        if let Some(expected) = expected {
            self.value(&expected.ty, expected.default_value.is_some(), value);
        }
    }

    fn value(&mut self, expected: &'d str, has_default: bool, value: &'d Value) {
        match (MetaTypeName::create(expected), value) {
            (_, Value::Variable(name)) => self.variable(expected, has_default, name),
            (MetaTypeName::NonNull(inner), _) => self.value(inner, false, value),
            (MetaTypeName::List(item), Value::List(items)) => {
                for value in items {
                    self.value(item, false, value);
                }
            }
            (MetaTypeName::List(item), _) => self.value(item, false, value),
            (MetaTypeName::Named(name), Value::Object(given)) => {
                let Some(MetaType::InputObject { input_fields, .. }) = self.registry.types.get(name) else { return };
                for (name, value) in given {
                    self.input(input_fields.get(name.as_str()), value);
                }
            }
            (MetaTypeName::Named(_), _) => {}
        }
    }

    fn variable(&mut self, expected: &str, has_default: bool, name: &Name) {
        let Some(definition) = self.definitions.iter().find(|one| one.node.name.node == *name) else { return };
        let declared = definition.node.var_type.node.to_string();
        let never_missing = has_default || definition.node.default_value.is_some();
        let required = if never_missing { expected.trim_end_matches('!') } else { expected };
        if !fits(&declared, required) {
            let message = format!("`${name}` is declared as `{declared}` and stands where `{expected}` is expected.");
            self.faults.push(Code::ValidationFailed.error(message).into_server_error(definition.pos));
        }
    }
}

/// `AreTypesCompatible` of the specification.
fn fits(declared: &str, expected: &str) -> bool {
    match (MetaTypeName::create(declared), MetaTypeName::create(expected)) {
        (MetaTypeName::NonNull(declared), MetaTypeName::NonNull(expected))
        | (MetaTypeName::List(declared), MetaTypeName::List(expected)) => fits(declared, expected),
        (_, MetaTypeName::NonNull(_)) => false,
        (MetaTypeName::NonNull(declared), _) => fits(declared, expected),
        (MetaTypeName::Named(declared), MetaTypeName::Named(expected)) => declared == expected,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_stricter_type_fits_a_laxer_position_and_never_the_other_way() {
        for (declared, expected, fit) in [
            ("String", "String", true),
            ("String!", "String", true),
            ("String", "String!", false),
            ("String", "ID", false),
            ("[String!]!", "[String]", true),
            ("[String]!", "[String!]", false),
            ("String", "[String]", false),
        ] {
            assert_eq!(fits(declared, expected), fit, "{declared} for {expected}");
        }
    }
}
