use std::{collections::HashMap, fmt::Display};

use async_graphql::{
    Name, Positioned,
    parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet},
};

use super::{ALIASES, DEPTH, Excess, NESTING, TOKENS, look::count};

/// Why a document is not validated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Overweight {
    /// It is past a limit.
    #[error(transparent)]
    TooComplex(#[from] Excess),
    /// A fragment spreads itself (GraphQL, October 2021, §5.5.2.2).
    #[error("The fragment `{0}` spreads itself, directly or through others.")]
    Cycle(Name),
}

/// Weighs a document with every fragment counted where it is spread. Each fragment is weighed once, so this
/// takes time in proportion to the document as it is written.
///
/// # Errors
/// The limit that it is past, or a fragment that never ends.
pub fn weigh(document: &ExecutableDocument) -> Result<(), Overweight> {
    let mut scale = Scale { document, fragments: HashMap::new() };
    for name in document.fragments.keys() {
        scale.fragment(name)?;
    }
    let mut all = Weight::default();
    for (_, operation) in document.operations.iter() {
        all = all.beside(scale.set(&operation.node.selection_set.node)?);
    }
    all.within_limits().map_err(Overweight::from)
}

/// What a part of a document comes to.
#[derive(Clone, Copy, Default)]
struct Weight {
    tokens: usize,
    aliases: usize,
    /// Levels of selection.
    depth: usize,
    /// Levels of selection sets, fragments' own included: what validation and execution recurse into.
    nesting: usize,
}

impl Weight {
    fn tokens(tokens: usize) -> Self {
        Self { tokens, ..Self::default() }
    }

    fn beside(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.saturating_add(other.tokens),
            aliases: self.aliases.saturating_add(other.aliases),
            depth: self.depth.max(other.depth),
            nesting: self.nesting.max(other.nesting),
        }
    }

    fn within_limits(self) -> Result<(), Excess> {
        match self {
            _ if self.depth > DEPTH => Err(Excess::Depth),
            _ if self.aliases > ALIASES => Err(Excess::Aliases),
            _ if self.nesting > NESTING => Err(Excess::Nesting),
            _ if self.tokens > TOKENS => Err(Excess::Tokens),
            _ => Ok(()),
        }
    }
}

struct Scale<'d> {
    document: &'d ExecutableDocument,
    /// What each fragment comes to; none while it is being weighed.
    fragments: HashMap<&'d Name, Option<Weight>>,
}

impl<'d> Scale<'d> {
    /// An unknown fragment weighs nothing: validation says that it is unknown.
    fn fragment(&mut self, name: &'d Name) -> Result<Weight, Overweight> {
        match self.fragments.get(name) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(Overweight::Cycle(name.clone())),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Weight::default()) };
        self.fragments.insert(name, None);
        let weight = self.set(&fragment.node.selection_set.node)?;
        weight.within_limits()?;
        self.fragments.insert(name, Some(weight));
        Ok(weight)
    }

    fn set(&mut self, set: &'d SelectionSet) -> Result<Weight, Overweight> {
        if set.items.is_empty() {
            return Ok(Weight::default());
        }
        let mut all = Weight::tokens(2);
        for selection in &set.items {
            all = all.beside(self.selection(&selection.node)?);
        }
        all.nesting += 1;
        Ok(all)
    }

    fn selection(&mut self, selection: &'d Selection) -> Result<Weight, Overweight> {
        let beside = Weight::tokens(directives(selection.directives()));
        let weight = match selection {
            Selection::Field(field) => {
                let inside = self.set(&field.node.selection_set.node)?;
                let deeper = Weight { depth: inside.depth + 1, ..inside };
                deeper.beside(own(&field.node))
            }
            Selection::InlineFragment(fragment) => {
                let condition = if fragment.node.type_condition.is_some() { 2 } else { 0 };
                self.set(&fragment.node.selection_set.node)?.beside(Weight::tokens(1 + condition))
            }
            Selection::FragmentSpread(spread) => {
                self.fragment(&spread.node.fragment_name.node)?.beside(Weight::tokens(2))
            }
        };
        Ok(weight.beside(beside))
    }
}

/// A field without what is selected in it.
fn own(field: &Field) -> Weight {
    let aliases = usize::from(field.alias.is_some());
    Weight { tokens: 1 + 2 * aliases + arguments(&field.arguments), aliases, ..Weight::default() }
}

fn directives(directives: &[Positioned<Directive>]) -> usize {
    directives.iter().map(|directive| 2 + arguments(&directive.node.arguments)).sum()
}

/// The values are written down and counted as text: their type has no name outside the library.
fn arguments<V: Display>(arguments: &[(Positioned<Name>, Positioned<V>)]) -> usize {
    let inside: usize = arguments.iter().map(|(_, value)| 2 + count(&value.node.to_string())).sum();
    if arguments.is_empty() { 0 } else { 2 + inside }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn weight(text: &str) -> Weight {
        let document = parse_query(text).expect("a document");
        let mut scale = Scale { document: &document, fragments: HashMap::new() };
        let (_, operation) = document.operations.iter().next().expect("an operation");
        scale.set(&operation.node.selection_set.node).expect("a weight")
    }

    #[test]
    fn a_document_without_fragments_weighs_what_is_written() {
        for text in [
            "{ a }",
            "{ a b { c } }",
            "{ a: b }",
            "{ a: b c: d }",
            "{ a(b: 1) c(d: [1, 2.5], e: {f: \"g\", h: $i}) }",
            "{ a @b c @d(e: 1, f: true) @g }",
            "{ ... { a } }",
            "{ ... on A @b { c } }",
            "{ a: b(c: [], d: E) @f(g: \"h\") { i ... on J { k: l { m } } } }",
        ] {
            assert_eq!(weight(text).tokens, count(text), "{text}");
        }
    }

    #[test]
    fn aliases_and_levels_are_counted_where_a_fragment_is_spread() {
        let Weight { tokens, aliases, depth, nesting } =
            weight("{ a: b { ...F c } d { ... { e: f } } ...F } fragment F on G { h: i { j } }");
        assert_eq!((tokens, aliases, depth, nesting), (37, 4, 3, 4));
    }

    #[test]
    fn each_limit_may_be_reached_but_not_passed() {
        let most = Weight { tokens: TOKENS, aliases: ALIASES, depth: DEPTH, nesting: NESTING };
        assert_eq!(most.within_limits(), Ok(()));
        for (weight, excess) in [
            (Weight { tokens: TOKENS + 1, ..most }, Excess::Tokens),
            (Weight { aliases: ALIASES + 1, ..most }, Excess::Aliases),
            (Weight { depth: DEPTH + 1, ..most }, Excess::Depth),
            (Weight { nesting: NESTING + 1, ..most }, Excess::Nesting),
            (Weight { tokens: TOKENS * 2, ..most }, Excess::Tokens),
            (Weight { nesting: NESTING * 2, ..most }, Excess::Nesting),
        ] {
            assert_eq!(weight.within_limits(), Err(excess));
        }
    }
}
