use chrono::DateTime;
use serde_json::{Map, Value};

use super::{
    document::{Field, Operation, Selection},
    schema::{Schema, TypeRef},
};

/// Whether the data of an answer is what the operation asks for and the schema promises: the fields that are there and
/// no others, nothing null that may not be, enums' words, scalars of their kind.
///
/// # Errors
/// Where it is not.
pub(super) fn check(schema: &Schema, operation: &Operation, data: &Value) -> Result<(), String> {
    let root = if operation.kind == "query" { &schema.query } else { &schema.mutation };
    let walk = Walk { schema, operation };
    match data {
        Value::Null => Ok(()),
        Value::Object(data) => walk.object(root, &[&operation.selections], data, "data"),
        _ => Err("data is no object".to_owned()),
    }
}

struct Walk<'w> {
    schema: &'w Schema,
    operation: &'w Operation,
}

impl<'w> Walk<'w> {
    fn object(
        &self,
        of: &str,
        sets: &[&'w Vec<Selection>],
        data: &Map<String, Value>,
        path: &str,
    ) -> Result<(), String> {
        let mut fields: Vec<(&str, Vec<&'w Field>)> = Vec::new();
        for set in sets {
            self.collect(of, set, &mut fields);
        }
        if let Some(more) = data.keys().find(|key| !fields.iter().any(|(known, _)| known == key)) {
            return Err(format!("{path}.{more} was not asked for"));
        }
        for (key, fields) in fields {
            let path = format!("{path}.{key}");
            let value = data.get(key).ok_or_else(|| format!("{path} is missing"))?;
            self.value(&fields[0].of, &fields, value, &path)?;
        }
        Ok(())
    }

    /// GraphQL, October 2021, §6.3.2.
    fn collect(&self, of: &str, selections: &'w [Selection], fields: &mut Vec<(&'w str, Vec<&'w Field>)>) {
        for selection in selections {
            match selection {
                Selection::Field(field) if field.when.holds => {
                    match fields.iter_mut().find(|(key, _)| *key == field.key()) {
                        Some((_, same)) => same.push(field),
                        None => fields.push((field.key(), vec![field])),
                    }
                }
                Selection::Inline(on, when, inside) => {
                    if when.holds && on.as_ref().is_none_or(|on| self.schema.is_a(of, on)) {
                        self.collect(of, inside, fields);
                    }
                }
                Selection::Spread(name, when) if when.holds => {
                    let fragment = self.operation.fragment(name).expect("a fragment that is there");
                    if self.schema.is_a(of, &fragment.on) {
                        self.collect(of, &fragment.selections, fields);
                    }
                }
                Selection::Field(_) | Selection::Spread(..) => {}
            }
        }
    }

    fn value(&self, of: &TypeRef, fields: &[&'w Field], value: &Value, path: &str) -> Result<(), String> {
        match (of.non_null(), of.item(), value) {
            (Some(_), _, Value::Null) => Err(format!("{path} is null and may not be")),
            (Some(inside), ..) => self.value(inside, fields, value, path),
            (_, _, Value::Null) => Ok(()),
            (_, Some(item), Value::Array(items)) => {
                let mut numbered = items.iter().enumerate();
                numbered.try_for_each(|(number, one)| self.value(item, fields, one, &format!("{path}[{number}]")))
            }
            (_, Some(_), _) => Err(format!("{path} is no list")),
            _ => self.leaf_or_object(of.name(), fields, value, path),
        }
    }

    fn leaf_or_object(&self, of: &str, fields: &[&'w Field], value: &Value, path: &str) -> Result<(), String> {
        let fits = match (self.schema.kind(of), of, value) {
            ("OBJECT", _, Value::Object(data)) => {
                let sets: Vec<_> = fields.iter().map(|field| &field.selections).collect();
                return self.object(of, &sets, data, path);
            }
            ("ENUM", _, Value::String(word)) => self.schema.words(of).contains(&word.as_str()),
            ("SCALAR", "DateTime", Value::String(text)) => {
                text.ends_with('Z') && DateTime::parse_from_rfc3339(text).is_ok()
            }
            ("SCALAR", "String" | "ID", Value::String(_)) | ("SCALAR", "Boolean", Value::Bool(_)) => true,
            ("SCALAR", "Int", Value::Number(number)) => number.as_i64().is_some_and(|int| i32::try_from(int).is_ok()),
            _ => false,
        };
        if fits { Ok(()) } else { Err(format!("{path} is no {of}: {value}")) }
    }
}
