#![expect(clippy::missing_panics_doc, reason = "that it panics is what a fuzzer looks for")]

use async_graphql::parser::{
    parse_query,
    types::{Selection, SelectionSet},
};

use super::text;
use crate::schema::limits::{ALIASES, DEPTH, NESTING, look, weigh};

/// What the lexical check lets through, the parser reads without running out of stack, and nothing in it is nested deeper
/// than it may be; what the scale lets through, too, has no more levels and aliases than it may have as written.
pub fn lexical_check(data: &[u8]) {
    let Some(query) = text(data) else { return };
    if look(query).is_err() {
        return;
    }
    let Ok(document) = parse_query(query) else { return };
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    let all: Vec<_> = operations.chain(fragments).map(measure).collect();
    let is_light = weigh(&document).is_ok();
    for Measured { sets, levels, .. } in &all {
        assert!(*sets <= NESTING, "nested deeper than it may be");
        assert!(!is_light || *levels <= DEPTH, "selected deeper than it may be");
    }
    let aliases: usize = all.iter().map(|one| one.aliases).max().unwrap_or(0);
    assert!(!is_light || aliases <= ALIASES, "more aliases than there may be");
}

#[derive(Default)]
struct Measured {
    sets: usize,
    levels: usize,
    aliases: usize,
}

/// As it is written: what fragments that are spread add is not counted.
fn measure(set: &SelectionSet) -> Measured {
    let mut all = Measured::default();
    for selection in &set.items {
        let (inside, level, alias) = match &selection.node {
            Selection::Field(field) => (measure(&field.node.selection_set.node), 1, field.node.alias.is_some()),
            Selection::InlineFragment(inline) => (measure(&inline.node.selection_set.node), 0, false),
            Selection::FragmentSpread(_) => continue,
        };
        all.sets = all.sets.max(inside.sets);
        all.levels = all.levels.max(inside.levels + level);
        all.aliases += inside.aliases + usize::from(alias);
    }
    all.sets += usize::from(!set.items.is_empty());
    all
}
