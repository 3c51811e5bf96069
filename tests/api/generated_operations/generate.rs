use serde_json::json;

use super::{
    dice::Dice,
    document::{Field, Fragment, Operation, Selection, Variable, When},
    schema::{self, Schema, TypeRef},
    values::{self, Known},
};

/// Aliases in an operation: below the limit, so that one more is no news.
const ALIASES: usize = 10;

/// Makes a valid operation, within all limits.
pub(super) fn operation(schema: &Schema, known: &Known, dice: &mut Dice) -> Operation {
    loop {
        let kind = if dice.once_in(3) { "query" } else { "mutation" };
        let name = dice.once_in(2).then(|| "Op".to_owned());
        let empty = Operation { kind, name, variables: vec![], selections: vec![], fragments: vec![] };
        let mut generator = Generator { schema, known, dice, operation: empty, aliases: 0 };
        generator.operation.selections = generator.root();
        if generator.operation.aliases() <= ALIASES {
            return generator.operation;
        }
    }
}

struct Generator<'g> {
    schema: &'g Schema,
    known: &'g Known,
    dice: &'g mut Dice,
    operation: Operation,
    /// Each has a number of its own.
    aliases: usize,
}

impl Generator<'_> {
    fn root(&mut self) -> Vec<Selection> {
        if self.operation.kind == "query" {
            return self.set(&self.schema.query.clone(), 4);
        }
        let fields = self.schema.fields(&self.schema.mutation);
        let field = self.dice.choose(fields);
        let mut selections = vec![self.field(&field, 3)];
        if self.dice.once_in(4) {
            selections.push(type_name());
        }
        let root = self.schema.mutation.clone();
        self.wrapped(&root, selections)
    }

    /// What is selected in an object: some of its fields, now and then inside fragments.
    fn set(&mut self, of: &str, depth: usize) -> Vec<Selection> {
        let mut selections = self.some_fields(of, depth);
        if self.dice.once_in(8) {
            let inner = self.some_fields(of, depth);
            let on = self.dice.once_in(2).then(|| of.to_owned());
            selections.push(Selection::Inline(on, self.when(), inner));
        }
        if let Some(&interface) = self.schema.interfaces(of).first()
            && self.dice.once_in(3)
        {
            let inner = self.some_fields(interface, depth);
            selections.push(Selection::Inline(Some(interface.to_owned()), self.when(), inner));
        }
        let there = self.operation.fragments.iter().find(|one| one.on == of).map(|one| one.name.clone());
        match there {
            Some(name) if self.dice.once_in(3) => selections.push(Selection::Spread(name, self.when())),
            _ => {}
        }
        self.wrapped(of, selections)
    }

    /// The same as it is, or in a fragment.
    fn wrapped(&mut self, of: &str, selections: Vec<Selection>) -> Vec<Selection> {
        match self.dice.below(16) {
            0 => vec![Selection::Inline(Some(of.to_owned()), self.when(), selections)],
            1 => vec![Selection::Inline(None, self.when(), selections)],
            2 if self.operation.fragments.len() < 3 => {
                let name = format!("F{}", self.operation.fragments.len());
                self.operation.fragments.push(Fragment { name: name.clone(), on: of.to_owned(), selections });
                vec![Selection::Spread(name, self.when())]
            }
            _ => selections,
        }
    }

    fn some_fields(&mut self, of: &str, depth: usize) -> Vec<Selection> {
        let mut selections = Vec::new();
        for field in self.schema.fields(of) {
            let is_deep = matches!(self.schema.kind(field.of.name()), "OBJECT" | "INTERFACE" | "UNION");
            let wanted = self.dice.once_in(if field.name.starts_with("__") { 12 } else { 3 });
            if wanted && (depth > 0 || !is_deep) {
                selections.push(self.field(field, depth));
            }
        }
        if selections.is_empty() || self.dice.once_in(6) {
            selections.push(type_name());
        }
        selections
    }

    fn field(&mut self, field: &schema::Field, depth: usize) -> Selection {
        let mut selected = Field::new(&field.name, field.of.clone());
        selected.arguments = self.arguments(&field.args);
        // Two fields of one name may not have different arguments.
        let must_differ = !selected.arguments.is_empty() && field.name != "__type";
        if self.aliases < ALIASES && (must_differ || self.dice.once_in(8)) {
            self.aliases += 1;
            selected.alias = Some(format!("a{}", self.aliases));
        }
        selected.when = self.when();
        if matches!(self.schema.kind(field.of.name()), "OBJECT" | "INTERFACE" | "UNION") {
            selected.selections = self.set(field.of.name(), depth.saturating_sub(1));
            // The library answers null, not an empty object, where all is skipped.
            selected.selections.push(type_name());
        }
        Selection::Field(selected)
    }

    fn arguments(&mut self, inputs: &[schema::Input]) -> Vec<(String, String)> {
        let mut arguments = Vec::new();
        for input in inputs {
            let may_be_left_out = input.of.non_null().is_none() || input.default_value.is_some();
            if may_be_left_out && (input.of.name() == "Boolean" || self.dice.once_in(4)) {
                continue;
            }
            let value = values::value(self.schema, self.known, self.dice, &input.name, &input.of);
            let written = match value.as_object().cloned() {
                _ if self.dice.once_in(2) => self.variable(&input.of, value),
                Some(given) if self.dice.once_in(2) => self.object_of_variables(input.of.name(), given),
                _ => values::literal(self.schema, &input.of, &value),
            };
            arguments.push((input.name.clone(), written));
        }
        arguments
    }

    /// An object in the document whose fields are variables.
    fn object_of_variables(&mut self, of: &str, given: serde_json::Map<String, serde_json::Value>) -> String {
        let schema = self.schema;
        let field = |(name, value): (String, serde_json::Value)| {
            let input = schema.inputs(of).iter().find(|input| input.name == name).expect("a field of the input");
            format!("{name}: {}", self.variable(&input.of, value))
        };
        format!("{{ {} }}", given.into_iter().map(field).collect::<Vec<_>>().join(", "))
    }

    fn variable(&mut self, of: &TypeRef, value: serde_json::Value) -> String {
        let name = format!("v{}", self.operation.variables.len());
        let stricter = of.non_null().is_none() && !value.is_null() && self.dice.once_in(3);
        let declared = if stricter { format!("{}!", of.text()) } else { of.text() };
        let reference = format!("${name}");
        self.operation.variables.push(Variable { name, declared, value: Some(value) });
        reference
    }

    /// Directives, seldom.
    fn when(&mut self) -> When {
        if !self.dice.once_in(10) {
            return When::always();
        }
        let (skip, yes) = (self.dice.once_in(2), self.dice.once_in(2));
        let condition = match self.dice.below(3) {
            0 => yes.to_string(),
            1 => self.variable(&boolean(), json!(yes)),
            _ => {
                let name = format!("v{}", self.operation.variables.len());
                let reference = format!("${name}");
                let declared = format!("Boolean! = {yes}");
                self.operation.variables.push(Variable { name, declared, value: None });
                reference
            }
        };
        let directive = if skip { "skip" } else { "include" };
        When { text: format!("@{directive}(if: {condition})"), holds: yes != skip }
    }
}

/// What every object has.
pub(super) fn type_name() -> Selection {
    Selection::Field(Field::new("__typename", TypeRef::non_null_named("String")))
}

fn boolean() -> TypeRef {
    TypeRef::non_null_named("Boolean")
}
