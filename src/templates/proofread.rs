//! Reads an operator's templates before anybody else does: a slip in them stops the start, not a mail.

use std::{collections::BTreeSet, error::Error as _};

use minijinja::{Environment, Error, Value, context};

use super::{EMBEDDED, STYLESHEET, TemplateFile, embedded, empty, fill_in, names, samples, say, shared};
use crate::languages::{Language, Texts};

/// Without these the reader is stuck: what the embedded template makes use of, another has to.
const NEEDED: [&str; 3] = ["token", "action", "url"];

/// All templates together, an operator's instead of the embedded ones of the same name.
pub(super) fn read(own: &[TemplateFile], texts: &Texts) -> Result<Environment<'static>, Vec<String>> {
    let mut problems = BTreeSet::new();
    let mut templates = empty();
    for name in names().filter(|name| *name != STYLESHEET) {
        let source =
            own.iter().find(|file| file.name == *name).map_or_else(|| embedded(&name), |file| file.source.clone());
        if let Err(error) = templates.add_template_owned(name, source) {
            problems.insert(told(&error));
        }
    }
    if problems.is_empty() {
        for file in own {
            check_names(file, &templates, &mut problems);
        }
    }
    if problems.is_empty() {
        try_out(&templates, texts, &mut problems);
    }
    if problems.is_empty() { Ok(templates) } else { Err(problems.into_iter().collect()) }
}

/// Looks at what a template names, in every branch.
fn check_names(file: &TemplateFile, templates: &Environment<'_>, problems: &mut BTreeSet<String>) {
    let TemplateFile { name, source } = file;
    let named =
        |templates: &Environment<'_>| templates.get_template(name).map(|template| template.undeclared_variables(false));
    let (Ok(named), Ok(usual)) = (named(templates), named(&EMBEDDED)) else { return };
    let given = given(name);
    let is_known =
        |variable: &String| given.contains(variable) || templates.globals().any(|(global, _)| global == variable);
    for variable in named.iter().filter(|variable| !is_known(variable)) {
        let line = 1 + source.lines().position(|line| has_word(line, variable)).unwrap_or_default();
        let given: Vec<_> = given.iter().map(|name| format!("`{name}`")).collect();
        problems.insert(format!("{name}, line {line}: it is not given `{variable}`, but {}", given.join(", ")));
    }
    for needed in NEEDED.iter().filter(|needed| usual.contains(**needed) && !named.contains(**needed)) {
        problems.insert(format!("{name}, line 1: it has to make use of `{needed}`, or its reader is stuck"));
    }
}

fn given(name: &str) -> BTreeSet<String> {
    let own = samples::of(name).iter().flat_map(samples::variables).collect::<BTreeSet<_>>();
    let in_pages = if name.starts_with("mail.") { None } else { Some("stylesheet") };
    own.into_iter().chain(["language", "app_name", "t"].into_iter().chain(in_pages).map(str::to_owned)).collect()
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|part| part == word)
}

/// Fills in every template with every sample in every language: one of the embedded may stand on one that was changed.
fn try_out(templates: &Environment<'_>, texts: &Texts, problems: &mut BTreeSet<String>) {
    for language in texts.languages().filter_map(|tag| Language::of(tag, texts)) {
        let shared = shared(&language, "Acme", say::strictly(&language, "Acme"));
        for name in names() {
            for sample in samples::of(&name) {
                let given: Value = context! { ..sample, ..shared.clone() };
                problems.extend(fill_in(templates, &name, &given).err().map(|error| told(&error)));
            }
        }
    }
}

/// The innermost error: where it is, and what.
fn told(error: &Error) -> String {
    let mut innermost = error;
    while let Some(inner) = innermost.source().and_then(|source| source.downcast_ref::<Error>()) {
        innermost = inner;
    }
    let detail = innermost.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let (name, line) = (innermost.name().unwrap_or_default(), innermost.line().unwrap_or(1));
    format!("{name}, line {line}: {}{detail}", innermost.kind())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, source: &str) -> Vec<String> {
        let file = TemplateFile { name: name.to_owned(), source: source.to_owned() };
        read(&[file], &Texts::default()).err().unwrap_or_default()
    }

    #[test]
    fn templates_that_are_right_are_taken() {
        for (name, source) in [
            ("mail.txt", "{% if url is not none %}{{ url }}{% endif %}"),
            (
                "page.html",
                "<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}{{ t('page-close') }}",
            ),
            ("result.html", "{% for n in range(3) %}{{ n }}{{ t(key) }}{% endfor %}{{ app_name }} {{ language }}"),
            ("mailbox.html", "{% extends 'page.html' %}"),
        ] {
            assert!(found(name, source).is_empty(), "{source}: {:?}", found(name, source));
        }
    }

    #[test]
    fn a_slip_is_named_with_its_line() {
        for (name, source, said) in [
            ("mail.txt", "{{ url }}\n{% if %}", "line 2: syntax error: "),
            (
                "mail.txt",
                "{{ url }}\n\n{% if false %}{{ greetnig }}{% endif %}",
                "line 3: it is not given `greetnig`, but `app_name`",
            ),
            ("mail.txt", "{{ url }}\n{{ footer | loud }}", "line 2: unknown filter: "),
            ("mail.txt", "{{ greeting }}", "line 1: it has to make use of `url`, or its reader is stuck"),
            ("mail.html", "{{ url }}\n{{ t('page-open') }}", "line 2: invalid operation: there is no text `page-open`"),
            ("page.html", "\n{{ t('mail-footer') }}", "line 2: invalid operation: there is no text `mail-footer`"),
            ("page.html", "{{ token }}", "line 1: it is not given `token`, but "),
            ("mailbox.html", "{% for mail in mails %}\n{{ mail.sbuject }}\n{% endfor %}", "line 2: undefined value"),
            ("mailbox.html", "{% include '/etc/passwd' %}", "line 1: template not found: "),
        ] {
            let found = found(name, source);
            assert!(found[0].starts_with(&format!("{name}, {said}")), "{source}: {found:?}");
        }
    }
}
