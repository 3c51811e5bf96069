use serde_json::{Map, Value};

use super::schema::TypeRef;

/// An operation with the fragments it spreads and the variables it is sent with.
pub(super) struct Operation {
    /// `query` or `mutation`.
    pub(super) kind: &'static str,
    pub(super) name: Option<String>,
    pub(super) variables: Vec<Variable>,
    pub(super) selections: Vec<Selection>,
    pub(super) fragments: Vec<Fragment>,
}

pub(super) struct Variable {
    pub(super) name: String,
    /// Its type and, where it has one, its default.
    pub(super) declared: String,
    pub(super) value: Option<Value>,
}

pub(super) struct Fragment {
    pub(super) name: String,
    pub(super) on: String,
    pub(super) selections: Vec<Selection>,
}

pub(super) enum Selection {
    Field(Field),
    /// A fragment without a name, with or without a condition.
    Inline(Option<String>, When, Vec<Selection>),
    Spread(String, When),
}

pub(super) struct Field {
    pub(super) alias: Option<String>,
    pub(super) name: String,
    pub(super) arguments: Vec<(String, String)>,
    pub(super) when: When,
    pub(super) selections: Vec<Selection>,
    pub(super) of: TypeRef,
}

/// Directives, and whether what has them is there.
#[derive(Clone)]
pub(super) struct When {
    pub(super) text: String,
    pub(super) holds: bool,
}

impl When {
    pub(super) fn always() -> Self {
        Self { text: String::new(), holds: true }
    }
}

impl Field {
    pub(super) fn new(name: &str, of: TypeRef) -> Self {
        let (alias, arguments, selections) = (None, Vec::new(), Vec::new());
        Self { alias, name: name.to_owned(), arguments, when: When::always(), selections, of }
    }

    /// What it is called in the answer.
    pub(super) fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

impl Operation {
    pub(super) fn text(&self) -> String {
        let declared: Vec<_> = self.variables.iter().map(|one| format!("${}: {}", one.name, one.declared)).collect();
        let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
        let name = self.name.as_deref().unwrap_or_default();
        let mut text = format!("{} {name}{declared} {}", self.kind, set(&self.selections));
        for fragment in &self.fragments {
            text.extend([" fragment ", &fragment.name, " on ", &fragment.on, " ", &set(&fragment.selections)]);
        }
        text
    }

    pub(super) fn values(&self) -> Value {
        let values = self.variables.iter().filter_map(|one| Some((one.name.clone(), one.value.clone()?)));
        Value::Object(values.collect::<Map<_, _>>())
    }

    pub(super) fn fragment(&self, name: &str) -> Option<&Fragment> {
        self.fragments.iter().find(|fragment| fragment.name == name)
    }

    /// The names of the fields at the top, whether they are there or skipped.
    pub(super) fn top(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.top_of(&self.selections, &mut names);
        names
    }

    fn top_of<'o>(&'o self, selections: &'o [Selection], names: &mut Vec<&'o str>) {
        for selection in selections {
            match selection {
                Selection::Field(field) => names.push(&field.name),
                Selection::Inline(_, _, inside) => self.top_of(inside, names),
                Selection::Spread(name, _) => {
                    self.top_of(self.fragment(name).map_or(&[], |one| &one.selections), names);
                }
            }
        }
    }

    /// Aliases, fragments counted where they are spread.
    pub(super) fn aliases(&self) -> usize {
        self.aliases_of(&self.selections)
    }

    fn aliases_of(&self, selections: &[Selection]) -> usize {
        let of_one = |selection: &Selection| match selection {
            Selection::Field(field) => usize::from(field.alias.is_some()) + self.aliases_of(&field.selections),
            Selection::Inline(_, _, inside) => self.aliases_of(inside),
            Selection::Spread(name, _) => self.fragment(name).map_or(0, |one| self.aliases_of(&one.selections)),
        };
        selections.iter().map(of_one).sum()
    }
}

fn set(selections: &[Selection]) -> String {
    let all: Vec<_> = selections.iter().map(selection).collect();
    format!("{{ {} }}", all.join(" "))
}

fn selection(selection: &Selection) -> String {
    match selection {
        Selection::Field(field) => {
            let alias = field.alias.as_ref().map(|alias| format!("{alias}: ")).unwrap_or_default();
            let arguments: Vec<_> = field.arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
            let inside = if field.selections.is_empty() { String::new() } else { set(&field.selections) };
            format!("{alias}{}{arguments} {} {inside}", field.name, field.when.text)
        }
        Selection::Inline(on, when, inside) => {
            let on = on.as_ref().map(|on| format!("on {on}")).unwrap_or_default();
            format!("... {on} {} {}", when.text, set(inside))
        }
        Selection::Spread(name, when) => format!("...{name} {}", when.text),
    }
}
