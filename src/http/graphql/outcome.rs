use crate::{graphql::Refused, schema::admission::Passage};

/// What a request to the endpoint asked for and what came of it: part of its response, for the log and the numbers.
#[derive(Clone, Debug)]
pub(in crate::http) struct Operated {
    /// See [`Passage::called`].
    pub(in crate::http) operation: Option<String>,
    /// The codes in the payload's `errors`.
    pub(in crate::http) refusals: Vec<&'static str>,
}

impl Operated {
    pub(super) fn new(passage: &Passage, refused: &Refused) -> Self {
        Self { operation: passage.called().map(str::to_owned), refusals: refused.codes() }
    }
}

/// The codes of a response's top-level errors, for the log and the numbers.
#[derive(Clone, Debug)]
pub(in crate::http) struct Codes(pub(in crate::http) Vec<String>);
