use serde_json::{Value, json};

use super::{
    dice::Dice,
    document::{Field, Fragment, Operation, Selection, Variable, When},
    generate::type_name,
    schema::{Schema, TypeRef},
    values::of_another_type,
};

/// What is to come of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// It is executed, unless its token is not good.
    Runs,
    /// It is refused with this code.
    Refused(&'static str),
    /// Nobody knows, but the answer has its form and nothing broke.
    Anything,
}

/// A document, its variables, and which of its operations is to run.
pub(super) struct Asked {
    pub(super) query: String,
    pub(super) variables: Value,
    pub(super) operation_name: Option<String>,
}

type Spoiling = fn(&mut Operation, &Schema, &mut Dice) -> bool;

const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";
const COMPLEX: &str = "QUERY_TOO_COMPLEX";

/// One thing each that is wrong with an operation, and the code that says so. Some find nothing that they could spoil.
const SPOILINGS: [(Spoiling, &str); 18] = [
    (|operation, _, _| operation.kind == "query" && add(operation, field("nonsense")), INVALID),
    (|operation, _, _| operation.kind == "mutation" && add(operation, field("nonsense")), COMPLEX),
    (|operation, _, _| beside(operation, "passwordMinLength(nonsense: 1)"), INVALID),
    (|operation, _, _| with(operation, "@nonsense"), INVALID),
    (|operation, _, _| with(operation, "@skip"), INVALID),
    (|operation, _, _| with(operation, "@include(if: 1)"), INVALID),
    (|operation, _, _| with(operation, "@include(if: $nonsense)"), INVALID),
    (|operation, _, _| beside(operation, "passwordMinLength { __typename }"), INVALID),
    (|operation, _, _| beside(operation, ""), INVALID),
    (|operation, _, _| declare(operation, "Int", None), INVALID),
    (|operation, _, _| add(operation, Selection::Spread("Nonsense".to_owned(), When::always())), INVALID),
    (|operation, _, _| define(operation, vec![type_name()]), INVALID),
    (circle, INVALID),
    (|operation, schema, dice| value(operation, schema, dice, Some), "BAD_USER_INPUT"),
    (|operation, schema, dice| value(operation, schema, dice, |_| None), "BAD_USER_INPUT"),
    (too_many_aliases, COMPLEX),
    (too_deep, COMPLEX),
    (too_long, COMPLEX),
];

/// Spoils an operation in one way; says what must come of it.
pub(super) fn operation(operation: &mut Operation, schema: &Schema, dice: &mut Dice) -> Fate {
    let (spoil, code) = dice.choose(&SPOILINGS);
    if spoil(operation, schema, dice) { Fate::Refused(code) } else { Fate::Runs }
}

/// Spoils what is sent: which operation it names, or its text.
pub(super) fn asked(asked: &mut Asked, dice: &mut Dice) -> Fate {
    const UNRESOLVED: Fate = Fate::Refused("OPERATION_RESOLUTION_FAILURE");
    let at = dice.place(&asked.query);
    match dice.below(6) {
        0 => {
            asked.operation_name = Some("Nonsense".to_owned());
            return UNRESOLVED;
        }
        1 => {
            asked.query += " query Another { __typename }";
            asked.operation_name = None;
            let is_named = ["query Op", "mutation Op"].iter().any(|start| asked.query.starts_with(start));
            return if is_named { UNRESOLVED } else { Fate::Anything };
        }
        2 => asked.query.truncate(at),
        3 => asked
            .query
            .insert_str(at, dice.choose(&["{", "}", "\"", "\"\"\"", "(", "$", "...", "@", "\0", "é", "#", "\\u"])),
        4 => asked.query = asked.query.split_off(at),
        _ => {
            let end = dice.place(&asked.query);
            asked.query.replace_range(at.min(end)..at.max(end), "");
        }
    }
    Fate::Anything
}

fn field(name: &str) -> Selection {
    Selection::Field(Field::new(name, TypeRef::non_null_named("String")))
}

fn add(operation: &mut Operation, selection: Selection) -> bool {
    operation.selections.push(selection);
    true
}

/// Adds something that is right but for its directive.
fn with(operation: &mut Operation, directive: &str) -> bool {
    let when = When { text: directive.to_owned(), holds: true };
    add(operation, Selection::Inline(None, when, vec![type_name()]))
}

/// Adds a field to a query with something wrong in it; a mutation has but one field.
fn beside(operation: &mut Operation, wrong: &str) -> bool {
    let set = if wrong.is_empty() { String::new() } else { format!("{{ {wrong} }}") };
    operation.kind == "query" && add(operation, field(&format!("spoiled: authSettings {set}")))
}

fn declare(operation: &mut Operation, declared: &str, value: Option<Value>) -> bool {
    operation.variables.push(Variable { name: "unused".to_owned(), declared: declared.to_owned(), value });
    true
}

/// A fragment that nobody spreads.
fn define(operation: &mut Operation, selections: Vec<Selection>) -> bool {
    operation.fragments.push(Fragment { name: "Unused".to_owned(), on: "Query".to_owned(), selections });
    true
}

fn circle(operation: &mut Operation, schema: &Schema, _: &mut Dice) -> bool {
    let spread = || Selection::Spread("Circle".to_owned(), When::always());
    let on = if operation.kind == "query" { &schema.query } else { &schema.mutation };
    let name = "Circle".to_owned();
    operation.fragments.push(Fragment { name, on: on.clone(), selections: vec![type_name(), spread()] });
    add(operation, spread())
}

/// Gives a variable a value of another type, or null; where it has no such variable, it stays as it is.
fn value(operation: &mut Operation, schema: &Schema, dice: &mut Dice, or: impl Fn(Value) -> Option<Value>) -> bool {
    let strict = operation.variables.iter_mut().filter(|one| one.declared.ends_with('!'));
    let mut strict: Vec<_> = strict.collect();
    if strict.is_empty() {
        return false;
    }
    let chosen = dice.below(strict.len());
    let variable = strict.swap_remove(chosen);
    let of = variable.declared.trim_end_matches('!');
    let other = if dice.once_in(3) { Value::Null } else { of_another_type(schema, dice, of) };
    variable.value = or(other);
    true
}

fn too_many_aliases(operation: &mut Operation, _: &Schema, _: &mut Dice) -> bool {
    for number in 0..16 {
        let mut field = Field::new("__typename", TypeRef::non_null_named("String"));
        field.alias = Some(format!("z{number}"));
        operation.selections.push(Selection::Field(field));
    }
    true
}

fn too_deep(operation: &mut Operation, _: &Schema, dice: &mut Dice) -> bool {
    // Levels of selection, or of brackets.
    let levels = if dice.once_in(2) { 17 } else { 65 };
    let nest = |inside: Selection, level: usize| match levels {
        17 => {
            let mut field = Field::new(&format!("f{level}"), TypeRef::non_null_named("String"));
            field.selections = vec![inside];
            Selection::Field(field)
        }
        _ => Selection::Inline(None, When::always(), vec![inside]),
    };
    let deep = (0..levels).fold(type_name(), nest);
    add(operation, deep)
}

fn too_long(operation: &mut Operation, _: &Schema, dice: &mut Dice) -> bool {
    operation.selections.extend((0..1_001).map(|_| type_name()));
    if dice.once_in(2) {
        let mut field = Field::new("__typename", TypeRef::non_null_named("String"));
        field.arguments = vec![("list".to_owned(), json!(vec![0; 1_001]).to_string())];
        operation.selections = vec![Selection::Field(field)];
    }
    true
}
