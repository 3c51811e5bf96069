//! What a text names: the walk through its syntax.

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Attribute, Entry, Expression, InlineExpression, Pattern, PatternElement};

/// One key with its text: `message`, `message.attribute`, or `-term`.
pub(super) struct Said<'a> {
    pub(super) key: String,
    /// The key as it stands in the source.
    pub(super) spot: &'a str,
    pub(super) names: Vec<Name<'a>>,
}

/// Something that a text asks to be filled in.
#[derive(Clone, Copy)]
pub(super) enum Name<'a> {
    Variable(&'a str),
    Message { id: &'a str, attribute: Option<&'a str> },
    Term(&'a str),
    Function(&'a str),
}

/// Everything that a file says, in its order.
pub(super) fn said(resource: &FluentResource) -> Vec<Said<'_>> {
    let mut said = Vec::new();
    for entry in resource.entries() {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name;
                said.extend(message.value.as_ref().map(|value| one(id.to_owned(), id, value)));
                said.extend(attributes(id, &message.attributes));
            }
            Entry::Term(term) => said.push(one(format!("-{}", term.id.name), term.id.name, &term.value)),
            _ => {}
        }
    }
    said
}

/// The line, from one on, on which a part of a source stands.
pub(super) fn line_of(source: &str, part: &str) -> usize {
    line_at(source, part.as_ptr().addr().saturating_sub(source.as_ptr().addr()))
}

/// The same for a byte.
pub(super) fn line_at(source: &str, byte: usize) -> usize {
    1 + source.bytes().take(byte).filter(|byte| *byte == b'\n').count()
}

fn attributes<'a>(message: &'a str, attributes: &'a [Attribute<&'a str>]) -> impl Iterator<Item = Said<'a>> {
    attributes.iter().map(move |attribute| {
        let name = attribute.id.name;
        one(format!("{message}.{name}"), name, &attribute.value)
    })
}

fn one<'a>(key: String, spot: &'a str, text: &'a Pattern<&'a str>) -> Said<'a> {
    let mut names = Vec::new();
    in_text(text, &mut names);
    Said { key, spot, names }
}

fn in_text<'a>(text: &'a Pattern<&'a str>, names: &mut Vec<Name<'a>>) {
    for element in &text.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, names);
        }
    }
}

fn in_expression<'a>(expression: &'a Expression<&'a str>, names: &mut Vec<Name<'a>>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, names),
        Expression::Select { selector, variants } => {
            in_inline(selector, names);
            for variant in variants {
                in_text(&variant.value, names);
            }
        }
    }
}

fn in_inline<'a>(inline: &'a InlineExpression<&'a str>, names: &mut Vec<Name<'a>>) {
    match inline {
        InlineExpression::VariableReference { id } => names.push(Name::Variable(id.name)),
        InlineExpression::MessageReference { id, attribute } => {
            names.push(Name::Message { id: id.name, attribute: attribute.as_ref().map(|attribute| attribute.name) });
        }
        InlineExpression::TermReference { id, .. } => names.push(Name::Term(id.name)),
        InlineExpression::FunctionReference { id, .. } => names.push(Name::Function(id.name)),
        InlineExpression::Placeable { expression } => in_expression(expression, names),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
    }
}
