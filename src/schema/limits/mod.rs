//! What may run: the limits on a document, all looked at before any work is done.
//!
//! ```text
//! text ──look──▶ text that no parser can choke on ──parse──▶ document ──weigh──▶ what may be validated
//! ```
//!
//! Always true: [`look()`] takes time in proportion to the text and no stack; nothing is parsed before it. After
//! [`weigh()`] nothing that expands fragments, as validation and execution do, does more than [`TOKENS`] tokens
//! ask for.

mod look;
mod weigh;

pub use look::{Unfit, look};
pub use weigh::{Overweight, weigh};

/// Tokens in a document, fragments counted where they are spread: five times what introspection takes, and
/// more than any screen asks for.
pub const TOKENS: usize = 1_000;

/// Levels of brackets of any kind, in the document and in the variables: parsers and validators use the stack
/// for each, and 64 are far from the end of any stack.
pub const NESTING: usize = 64;

/// Aliases in a document: they are how one request tries many things at once.
pub const ALIASES: usize = 15;

/// Levels of selection: introspection by the usual tools takes 15.
pub const DEPTH: usize = 16;

/// A limit that a request is past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    /// See [`TOKENS`].
    #[error(
        "The document has more than {TOKENS} tokens, fragments counted where they are spread. Ask for less at once."
    )]
    Tokens,
    /// See [`NESTING`].
    #[error("The document or the variables are nested deeper than {NESTING} levels.")]
    Nesting,
    /// See [`ALIASES`].
    #[error("The document has more than {ALIASES} aliases, fragments counted where they are spread.")]
    Aliases,
    /// See [`DEPTH`].
    #[error("The document selects deeper than {DEPTH} levels.")]
    Depth,
    /// A second mutation's failure would lose the first one's tokens.
    #[error("An operation may have one mutation field. Send the others in requests of their own.")]
    Mutations,
}
