//! Secrets that are known beforehand, looked for wherever the program writes once everything has been done with it, at
//! the level that logs most. So that nothing found means something, each place is shown to hold what may stand there.

mod needles;
mod program;

use std::{collections::BTreeSet, fs};

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};

use crate::life::{DISPLAY_NAME, EMAIL, Life, contains};
use needles::Needles;
use program::Program;

/// Every field that a request can begin with, by the schema.
fn operations() -> Vec<String> {
    let schema = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql")).expect("the schema");
    let mut operations = Vec::new();
    for definition in parse_schema(schema).expect("a schema").definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let TypeKind::Object(object) = definition.node.kind else { continue };
        if ["Query", "Mutation"].contains(&definition.node.name.node.as_str()) {
            operations.extend(object.fields.into_iter().map(|field| field.node.name.node.to_string()));
        }
    }
    operations
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_usable_is_left_anywhere_after_a_whole_life() {
    let program = Program::start().await;
    let mut secrets = program.secrets().await;
    let lived = Life::lived(&program.server, &program.mail, &program.behind).await;
    secrets.extend(lived.iter().cloned());
    let needles = Needles::of(&secrets);
    let nothing = BTreeSet::new();

    let metrics = program.metrics().await;
    let done = operations();
    assert!(done.len() >= 18, "{done:?}");
    for operation in done {
        let series = format!("keyward_requests_total{{operation=\"{operation}\",outcome=\"ok\"}}");
        assert!(metrics.contains(&series), "{operation} is no part of this life: {metrics}");
    }

    let mut places = vec![
        ("the metrics".to_owned(), metrics.into_bytes(), "keyward_refusals_total{code=\"INVALID_CREDENTIALS\"}"),
        ("the log".to_owned(), program.log(), "sign-in refused"),
        ("the environment".to_owned(), program.environment(), "KEYWARD_SECRET_FILE"),
        ("the command line".to_owned(), program.command_line(), "keyward"),
    ];
    places.extend(program.tables().await.into_iter().map(|(table, rows)| (table, rows, "")));
    places.extend(program.files().into_iter().map(|(file, bytes)| (file, bytes, DISPLAY_NAME)));
    places.extend(program.redis().into_iter().map(|kept| ("Redis".to_owned(), kept, "keyward")));
    places.extend(program.commands().into_iter().map(|(words, said)| (words, said, "")));
    let mut found = Vec::new();
    for (place, bytes, witness) in &places {
        assert!(witness.is_empty() || contains(bytes, witness.as_bytes()), "{witness} in {place}");
        found.extend(needles.in_place(bytes).into_iter().map(|needle| format!("{place}: {needle}")));
    }
    assert!(found.is_empty(), "{found:#?}");
    // The program itself has no line below DEBUG; HTTP/2's library has.
    assert!(contains(&program.log(), b" TRACE Connection{peer=Server}"), "all is logged");
    let tables: Vec<u8> =
        places.iter().filter(|(place, ..)| place.starts_with("table ")).flat_map(|place| place.1.clone()).collect();
    for witness in [EMAIL, DISPLAY_NAME, "$argon2id$", "login_failed"] {
        assert!(contains(&tables, witness.as_bytes()), "{witness} in the tables");
    }

    // The mails: their own tokens belong there, and nothing else.
    let others: Vec<_> = secrets.into_iter().filter(|secret| secret.name != "a mailed token").collect();
    let texts: String = program.mail.mails().into_iter().map(|mail| mail.text + &mail.html).collect();
    let mails = [program.mail.raw_mails().concat(), texts.into_bytes()].concat();
    assert_eq!(Needles::of(&others).in_place(&mails), nothing, "in the mails");
    assert_ne!(needles.in_place(&mails), nothing, "the mails' own tokens are found there");
}
