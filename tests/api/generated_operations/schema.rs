use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::harness::Server;

const INTROSPECTION: &str = "{ __schema { queryType { name } mutationType { name } types { kind name \
    fields(includeDeprecated: true) { name args { ...I } type { ...T } } inputFields { ...I } \
    enumValues(includeDeprecated: true) { name } possibleTypes { name } } } } \
    fragment I on __InputValue { name defaultValue type { ...T } } \
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// What the server says of itself.
pub(super) struct Schema {
    types: BTreeMap<String, Type>,
    pub(super) query: String,
    pub(super) mutation: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Type {
    kind: String,
    name: String,
    fields: Option<Vec<Field>>,
    input_fields: Option<Vec<Input>>,
    enum_values: Option<Vec<Named>>,
    possible_types: Option<Vec<Named>>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) args: Vec<Input>,
    #[serde(rename = "type")]
    pub(super) of: TypeRef,
}

/// An argument or a field of an input.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) of: TypeRef,
    pub(super) default_value: Option<String>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TypeRef {
    kind: String,
    name: Option<String>,
    of_type: Option<Box<TypeRef>>,
}

impl Schema {
    pub(super) async fn of(server: &Server) -> Self {
        let answer = server.graphql(INTROSPECTION, json!({})).await;
        assert_eq!(answer.status, 200, "{answer:#?}");
        let schema = answer.json()["data"]["__schema"].take();
        let root = |name: &str| schema[name]["name"].as_str().expect("the name of a root").to_owned();
        let (query, mutation) = (root("queryType"), root("mutationType"));
        let types: Vec<Type> = serde_json::from_value(schema["types"].clone()).expect("types");
        let mut types: BTreeMap<_, _> = types.into_iter().map(|of| (of.name.clone(), of)).collect();
        types.get_mut(&query).expect("the root").fields.as_mut().expect("its fields").extend(meta_fields());
        Self { types, query, mutation }
    }

    pub(super) fn fields(&self, of: &str) -> &[Field] {
        self.types[of].fields.as_deref().unwrap_or_default()
    }

    pub(super) fn inputs(&self, of: &str) -> &[Input] {
        self.types[of].input_fields.as_deref().unwrap_or_default()
    }

    pub(super) fn words(&self, of: &str) -> Vec<&str> {
        self.types[of].enum_values.iter().flatten().map(|word| word.name.as_str()).collect()
    }

    pub(super) fn kind(&self, of: &str) -> &str {
        &self.types[of].kind
    }

    /// The interfaces that a type implements.
    pub(super) fn interfaces(&self, of: &str) -> Vec<&str> {
        let implemented = self.types.values().filter(|one| one.kind == "INTERFACE" && self.is_a(of, &one.name));
        implemented.map(|one| one.name.as_str()).collect()
    }

    /// Whether what is of a type is what a fragment's condition asks for.
    pub(super) fn is_a(&self, of: &str, condition: &str) -> bool {
        of == condition || self.types[condition].possible_types.iter().flatten().any(|one| one.name == of)
    }
}

/// What the root of queries has without saying so.
fn meta_fields() -> Vec<Field> {
    let string = json!({ "kind": "NON_NULL", "ofType": { "kind": "SCALAR", "name": "String" } });
    let name = json!({ "name": "name", "type": string });
    let schema = json!({ "kind": "NON_NULL", "ofType": { "kind": "OBJECT", "name": "__Schema" } });
    let fields: Value = json!([
        { "name": "__schema", "args": [], "type": schema },
        { "name": "__type", "args": [name], "type": { "kind": "OBJECT", "name": "__Type" } },
    ]);
    serde_json::from_value(fields).expect("two fields")
}

impl TypeRef {
    pub(super) fn non_null_named(name: &str) -> Self {
        let inside = Self { kind: "SCALAR".to_owned(), name: Some(name.to_owned()), of_type: None };
        Self { kind: "NON_NULL".to_owned(), name: None, of_type: Some(Box::new(inside)) }
    }

    /// What is inside, where it may not be null.
    pub(super) fn non_null(&self) -> Option<&Self> {
        (self.kind == "NON_NULL").then(|| self.inside())
    }

    /// What each item is, where it is a list.
    pub(super) fn item(&self) -> Option<&Self> {
        (self.kind == "LIST").then(|| self.inside())
    }

    fn inside(&self) -> &Self {
        self.of_type.as_deref().expect("something inside")
    }

    /// The type's name without what is around it.
    pub(super) fn name(&self) -> &str {
        match &self.of_type {
            Some(inside) => inside.name(),
            None => self.name.as_deref().expect("a type that is no wrapper has a name"),
        }
    }

    /// As a document writes it.
    pub(super) fn text(&self) -> String {
        match (self.non_null(), self.item()) {
            (Some(inside), _) => format!("{}!", inside.text()),
            (_, Some(item)) => format!("[{}]", item.text()),
            _ => self.name().to_owned(),
        }
    }
}
