//! The documents name tests as the source does: whoever follows a name finds what is claimed.

use std::{fs, path::Path};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Each `file.rs::name` between backticks, with the document it stands in.
fn named_tests() -> Vec<(String, String, String)> {
    let documents = fs::read_dir(Path::new(ROOT).join("docs")).expect("docs");
    let paths = documents.map(|entry| entry.expect("an entry").path());
    let mut named = Vec::new();
    for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(&path).expect("a document");
        let document = path.file_name().expect("a name").to_string_lossy().into_owned();
        for code in text.split('`').skip(1).step_by(2) {
            if let Some((file, name)) = code.split_once(".rs::") {
                named.push((document.clone(), format!("{file}.rs"), name.to_owned()));
            }
        }
    }
    named
}

#[test]
fn every_test_that_a_document_names_exists() {
    let named = named_tests();
    assert!(named.len() > 100, "the documents name many tests, not {}", named.len());
    let missing: Vec<_> = named
        .into_iter()
        .filter(|(_, file, name)| {
            let source = fs::read_to_string(Path::new(ROOT).join(file)).unwrap_or_default();
            !source.contains(&format!("fn {name}("))
        })
        .map(|(document, file, name)| format!("{document}: {file}::{name}"))
        .collect();
    assert!(missing.is_empty(), "found by nobody who follows the name:\n{}", missing.join("\n"));
}
