//! Reads an operator's texts before anybody else does: a slip in them stops the start, not a mail.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fluent_bundle::FluentResource;

use super::{
    Tag, TextFile,
    names::{Name, Said, line_at, line_of, said},
    texts::{Resources, english},
};
use crate::nearest::nearest;

/// Keys that begin so are an operator's own, for templates of theirs.
const OWN: &str = "own-";

/// What every mail says of itself, whether its English text mentions it or not.
const IN_MAILS: [&str; 2] = ["app", "email"];

/// Reads all files, and finds everything that is wrong with them.
pub(super) fn read(files: Vec<TextFile>, embedded: &Resources) -> Result<Resources, Vec<String>> {
    let mut problems = Vec::new();
    let files: Vec<Parsed> = files.into_iter().filter_map(|file| parse(file, &mut problems)).collect();
    let english = English::of(embedded);
    let mut known = Known::of(embedded);
    for file in &files {
        known.add(file, &mut problems);
    }
    for file in &files {
        check(file, &english, &known, &mut problems);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut resources = Resources::new();
    for file in files {
        resources.entry(file.language).or_default().push(file.resource);
    }
    Ok(resources)
}

/// A file whose syntax is right.
struct Parsed {
    path: String,
    language: Tag,
    resource: Arc<FluentResource>,
}

impl Parsed {
    fn problem(&self, spot: &str, what: &str) -> String {
        format!("{}, line {}: {what}", self.path, line_of(self.resource.source(), spot))
    }
}

fn parse(file: TextFile, problems: &mut Vec<String>) -> Option<Parsed> {
    let TextFile { path, language, source } = file;
    match FluentResource::try_new(source) {
        Ok(resource) => Some(Parsed { path, language, resource: Arc::new(resource) }),
        Err((resource, errors)) => {
            let line = |byte| line_at(resource.source(), byte);
            problems.extend(errors.iter().map(|error| format!("{path}, line {}: {error}", line(error.pos.start))));
            None
        }
    }
}

/// What can be named in a language, and in which of an operator's files it stands.
struct Known(BTreeMap<Tag, BTreeMap<String, Option<String>>>);

impl Known {
    fn of(embedded: &Resources) -> Self {
        let keys = |texts: &Vec<Arc<FluentResource>>| {
            texts.iter().flat_map(|text| said(text)).map(|said| (said.key, None)).collect()
        };
        Self(embedded.iter().map(|(tag, texts)| (tag.clone(), keys(texts))).collect())
    }

    /// Of two texts with one key, one would never be said.
    fn add(&mut self, file: &Parsed, problems: &mut Vec<String>) {
        let keys = self.0.entry(file.language.clone()).or_default();
        for said in said(&file.resource) {
            if let Some(Some(other)) = keys.insert(said.key.clone(), Some(file.path.clone())) {
                problems.push(file.problem(said.spot, &format!("`{}` stands in {other} already", said.key)));
            }
        }
    }

    fn has(&self, language: &Tag, key: &str) -> bool {
        self.0.get(language).is_some_and(|keys| keys.contains_key(key))
    }
}

/// Every key that is asked for, and what its text is given: what the English one makes use of.
struct English(BTreeMap<String, BTreeSet<String>>);

impl English {
    fn of(embedded: &Resources) -> Self {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for said in embedded.get(&english()).into_iter().flatten().flat_map(|text| said(text)) {
            let variables: BTreeSet<String> = variables(&said).map(str::to_owned).collect();
            keys.entry(given_together(&said.key).to_owned()).or_default().extend(variables.iter().cloned());
            keys.entry(said.key).or_default().extend(variables);
        }
        for (key, variables) in &mut keys {
            let always: &[&str] = match key.split('-').next() {
                Some("mail") => &IN_MAILS,
                Some("page") => &["app"],
                _ => &[],
            };
            variables.extend(always.iter().map(ToString::to_string));
        }
        Self(keys)
    }

    fn given(&self, key: &str) -> Option<&BTreeSet<String>> {
        self.0.get(key)?;
        self.0.get(given_together(key))
    }
}

/// All parts of a mail are given the same; each part of a page is given its own.
fn given_together(key: &str) -> &str {
    if key.starts_with("mail-") { key.split('.').next().unwrap_or(key) } else { key }
}

fn variables<'a>(said: &Said<'a>) -> impl Iterator<Item = &'a str> {
    said.names.iter().filter_map(|name| match name {
        Name::Variable(name) => Some(*name),
        _ => None,
    })
}

fn check(file: &Parsed, english: &English, known: &Known, problems: &mut Vec<String>) {
    for said in said(&file.resource) {
        check_names(file, &said, known, problems);
        // A term is given what names it, and an operator's own text what their template says.
        if said.key.starts_with(['-']) || said.key.starts_with(OWN) {
            continue;
        }
        let Some(given) = english.given(&said.key) else {
            let nearest = nearest(&said.key, english.0.keys().map(String::as_str)).unwrap_or_default();
            let what =
                format!("no text is called `{}`; the nearest is `{nearest}`, own ones begin with `{OWN}`", said.key);
            problems.push(file.problem(said.spot, &what));
            continue;
        };
        for variable in variables(&said).filter(|variable| !given.contains(*variable)) {
            problems.push(
                file.problem(variable, &format!("`{}` is not given `${variable}`, but {}", said.key, list(given))),
            );
        }
    }
}

fn check_names(file: &Parsed, said: &Said<'_>, known: &Known, problems: &mut Vec<String>) {
    for name in &said.names {
        let (spot, what) = match *name {
            Name::Variable(_) => continue,
            Name::Message { id, attribute } => {
                (id, attribute.map_or(id.to_owned(), |attribute| format!("{id}.{attribute}")))
            }
            Name::Term(id) => (id, format!("-{id}")),
            Name::Function(id) => (id, format!("{id}()")),
        };
        if !known.has(&file.language, &what) {
            problems.push(
                file.problem(spot, &format!("`{}` names `{what}`, which there is not in this language", said.key)),
            );
        }
    }
}

fn list(variables: &BTreeSet<String>) -> String {
    let names: Vec<_> = variables.iter().map(|name| format!("`${name}`")).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::texts::EMBEDDED;

    fn file(language: &str, source: &str) -> TextFile {
        TextFile {
            path: format!("locales/{language}/own.ftl"),
            language: language.parse().expect("the test wrote a tag"),
            source: source.to_owned(),
        }
    }

    #[track_caller]
    fn refused(source: &str) -> String {
        let refused = read(vec![file("de", source)], &EMBEDDED).err().unwrap_or_default();
        assert_eq!(refused.len(), 1, "{source}: {refused:?}");
        refused.into_iter().next().unwrap_or_default()
    }

    #[test]
    fn the_embedded_texts_of_every_language_are_given_what_they_name() {
        for (tag, resources) in EMBEDDED.iter() {
            let sources = resources.iter().map(|resource| resource.source().to_owned()).collect::<Vec<_>>();
            let found = read(vec![file(&tag.to_string(), &sources.join("\n"))], &EMBEDDED);
            assert_eq!(found.err(), None, "{tag}");
        }
    }

    #[test]
    fn texts_that_are_right_are_taken() {
        let sources = [
            "page-close = Schließen Sie diese Seite.",
            "mail-verify-email =\n    .not-you = { $lifetime }, { $email }, { $app }",
            "-marke = Acme\nown-imprint = { -marke } GmbH, { $town }",
            "mail-footer = { mail-greeting } { page-verified.text }",
            "# nothing but a comment\n",
            "",
        ];
        for source in sources {
            assert_eq!(read(vec![file("de", source)], &EMBEDDED).err(), None, "{source}");
        }
        assert!(read(vec![file("it", "page-close = Può chiudere questa pagina.")], &EMBEDDED).is_ok());
    }

    #[test]
    fn a_slip_is_named_with_its_line() {
        for (source, said) in [
            ("\n\npage-close Schließen", "line 3: Expected a token starting with \"=\""),
            (
                "# ok\npage-clsoe = Zu",
                "line 2: no text is called `page-clsoe`; the nearest is `page-close`, own ones begin with `own-`",
            ),
            ("page-close =\n    Hallo\n    { $email }", "line 3: `page-close` is not given `$email`, but `$app`"),
            ("error-value-required = { $app }", "line 1: `error-value-required` is not given `$app`, but nothing"),
            ("page-close = { -brand }", "line 1: `page-close` names `-brand`, which there is not in this language"),
            (
                "page-close = { page-open }",
                "line 1: `page-close` names `page-open`, which there is not in this language",
            ),
            (
                "page-close = { NUMBER(1) }",
                "line 1: `page-close` names `NUMBER()`, which there is not in this language",
            ),
            ("page-close = a\npage-close = b", "line 2: `page-close` stands in locales/de/own.ftl already"),
            (
                "duration-days = { $count ->\n   *[other] { $cuont } Tage\n}",
                "line 2: `duration-days` is not given `$cuont`, but `$count`",
            ),
        ] {
            assert_eq!(refused(source), format!("locales/de/own.ftl, {said}"));
        }
    }
}
