use std::io::{self, Write};

use crate::schema;

/// Prints the schema, as `schema.graphql` has it.
pub(super) fn run() -> anyhow::Result<()> {
    Ok(io::stdout().lock().write_all(schema::sdl().as_bytes())?)
}
