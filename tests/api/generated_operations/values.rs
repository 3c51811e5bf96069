use serde_json::{Map, Value, json};

use super::{
    dice::Dice,
    schema::{Input, Schema, TypeRef},
};
use crate::harness::PASSWORD;

/// Texts that are worth a try because they exist here: addresses, names, tokens.
pub(super) type Known = Vec<String>;

/// A value for a variable or an argument, of the type that is asked for.
pub(super) fn value(schema: &Schema, known: &Known, dice: &mut Dice, name: &str, of: &TypeRef) -> Value {
    if let Some(inside) = of.non_null() {
        return of_kind(schema, known, dice, name, inside);
    }
    if dice.once_in(6) { Value::Null } else { of_kind(schema, known, dice, name, of) }
}

fn of_kind(schema: &Schema, known: &Known, dice: &mut Dice, name: &str, of: &TypeRef) -> Value {
    if let Some(item) = of.item() {
        let items = (0..dice.below(3)).map(|_| value(schema, known, dice, name, item));
        return items.collect();
    }
    match (schema.kind(of.name()), of.name()) {
        ("INPUT_OBJECT", input) => object(schema, known, dice, schema.inputs(input)),
        ("ENUM", words) => json!(dice.choose(&schema.words(words))),
        (_, "Boolean") => json!(dice.once_in(2)),
        (_, "Int") => json!(dice.choose(&[0, 1, -1, i32::MAX, i32::MIN])),
        (_, "Float") => json!(dice.choose(&[0.0, -0.0, 1e308, 5e-324])),
        (_, "ID") if dice.once_in(8) => json!(dice.choose(&[0, -1, i64::MAX])),
        _ => json!(text(known, dice, name)),
    }
}

fn object(schema: &Schema, known: &Known, dice: &mut Dice, fields: &[Input]) -> Value {
    let mut given = Map::new();
    for field in fields {
        let may_be_left_out = field.of.non_null().is_none() || field.default_value.is_some();
        if may_be_left_out && dice.once_in(2) {
            continue;
        }
        given.insert(field.name.clone(), value(schema, known, dice, &field.name, &field.of));
    }
    Value::Object(given)
}

fn text(known: &Known, dice: &mut Dice, name: &str) -> String {
    match dice.below(10) {
        0..=2 => dice.choose(known),
        3..=6 => fitting(dice, name),
        _ => at_an_edge(dice),
    }
}

/// What the field of this name takes.
fn fitting(dice: &mut Dice, name: &str) -> String {
    let number = dice.below(1000);
    let lower = name.to_lowercase();
    match () {
        () if lower.contains("email") => format!("user{number}@example.org"),
        () if lower.contains("password") => format!("{PASSWORD}{}", if number < 900 { "" } else { "!" }),
        () if lower.contains("url") => format!("https://example.org/{number}.png"),
        () if lower.contains("locale") => dice.choose(&["en", "de", "fr-CA", "es", "tlh", "de-CH-1996"]).to_owned(),
        () if name == "name" => dice.choose(&["User", "Query", "LoginInput", "__Type", "Nonsense"]).to_owned(),
        () => format!("user{number}"),
    }
}

fn at_an_edge(dice: &mut Dice) -> String {
    let texts = [
        "",
        " ",
        "\0",
        "a\0b",
        "\u{7f}",
        "\u{feff}",
        "\u{202e}gro.elpmaxe",
        "\u{d7ff}\u{e000}\u{fffd}\u{10ffff}",
        "👩‍👩‍👧‍👦",
        "İıſK",
        "Ⅷ½ﬃ",
        "a\r\nBcc: eve@example.org",
        "' OR 1=1; --",
        "\"\\\"",
        "{{ 7 * 7 }}",
        "{% include 'x' %}",
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "../../etc/passwd",
        "%00%0d%0a",
        "null",
        "undefined",
        "0",
        "-1",
        "1e999",
        "00000000-0000-0000-0000-000000000000",
        "kwr_",
        "kwm_",
        "@",
        "a@b",
        "eve@example.org",
        "..",
        "{",
        "https://",
        "https://[::1]:99999/",
        "https://example.org/\u{202e}",
        "xn--",
        "a@xn--0.example",
    ];
    match dice.below(8) {
        0 => dice.choose(&["a", "é", "\0", " ", "\u{301}", "ﷺ", "\u{1f468}", "@", "a."]).repeat(dice.below(3_000)),
        1 => format!("kwr_{}", "A".repeat(86)),
        2 => format!("kwm_{}", "_".repeat(64)),
        _ => dice.choose(&texts).to_owned(),
    }
}

/// A value of another type than is asked for; none where anything goes.
pub(super) fn of_another_type(schema: &Schema, dice: &mut Dice, of: &str) -> Value {
    let all = [json!(1.5), json!(true), json!([[]]), json!({ "nonsense": null }), json!("NONSENSE"), json!([1, "a"])];
    let is_one = |value: &Value| match (schema.kind(of), of) {
        ("ENUM" | "INPUT_OBJECT", _) => false,
        (_, "Boolean") => value.is_boolean(),
        (_, "Int") => value.is_i64(),
        (_, "Float") => value.is_number(),
        _ => value.is_string(),
    };
    let others: Vec<_> = all.into_iter().filter(|value| !is_one(value)).collect();
    dice.choose(&others)
}

/// A value as a document writes it.
pub(super) fn literal(schema: &Schema, of: &TypeRef, value: &Value) -> String {
    let of = of.non_null().unwrap_or(of);
    match value {
        Value::Object(given) => {
            let inputs = schema.inputs(of.name());
            let field = |(name, value): (&String, &Value)| {
                let input = inputs.iter().find(|input| input.name == *name).expect("a field of the input");
                format!("{name}: {}", literal(schema, &input.of, value))
            };
            format!("{{ {} }}", given.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let item = of.item().expect("a list");
            format!("[{}]", items.iter().map(|value| literal(schema, item, value)).collect::<Vec<_>>().join(", "))
        }
        Value::String(word) if schema.kind(of.name()) == "ENUM" => word.clone(),
        // What JSON escapes, GraphQL reads.
        other => other.to_string(),
    }
}
