//! `schema.graphql` is what the code says.

const COMMITTED: &str = include_str!("../schema.graphql");

#[test]
fn the_committed_schema_is_the_one_that_the_server_has() {
    let served = keyward::schema::sdl();
    let differs = COMMITTED.lines().zip(served.lines()).position(|(committed, served)| committed != served);
    assert!(
        COMMITTED == served,
        "schema.graphql differs from what the code says, from line {} on: `cargo run -- schema > schema.graphql` rewrites it",
        differs.unwrap_or_else(|| COMMITTED.lines().count().min(served.lines().count())) + 1
    );
}
