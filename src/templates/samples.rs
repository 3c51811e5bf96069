//! Made-up contents for every template. They are its documentation: what they show is what it is given.

use minijinja::{Value, context};

/// What a template may be given; empty for one that others extend.
pub(super) fn of(name: &str) -> Vec<Value> {
    match name {
        "mail.txt" | "mail.html" => mails(),
        "result.html" => results(),
        "verify_email.html" => [Some("/disown"), None].map(verify_email).into(),
        "undo_email_change.html" => vec![undo_email_change()],
        "reset_password.html" => reset_passwords(),
        "mailbox.html" => mailboxes(),
        "mailbox_mail.html" => vec![mailbox_mail()],
        _ => Vec::new(),
    }
}

/// Whether the samples of a template have exactly these variables.
pub(super) fn show(name: &str, given: &Value) -> bool {
    of(name).iter().all(|sample| variables(sample) == variables(given)) && !of(name).is_empty()
}

/// The names of what is filled in, in alphabetical order.
pub(super) fn variables(sample: &Value) -> Vec<String> {
    let mut names: Vec<_> = sample.try_iter().into_iter().flatten().map(|name| name.to_string()).collect();
    names.sort();
    names
}

fn mails() -> Vec<Value> {
    let mail = |url: Option<&str>, paragraphs: Vec<&'static str>| {
        context! {
            subject => "Something happened",
            greeting => "Hello,",
            paragraphs => paragraphs.clone(),
            label => url.map(|_| "Do something"),
            url,
            closing => paragraphs,
            link_below => "If the button doesn't work, copy this link into your browser:",
            footer => "This mail was sent to ann@example.org.",
        }
    };
    vec![mail(Some("https://example.org/?token=kwm_a"), vec!["One.", "Two."]), mail(None, Vec::new())]
}

fn results() -> Vec<Value> {
    let result = |key: &str, mood: &str, door: Option<&str>| {
        let request = (key == "page-went-wrong").then_some("r-4711");
        context! { stylesheet => "/pages.css", key, mood, request, door, close => door.is_none() }
    };
    vec![
        result("page-verified", "good", Some("https://app.example.org/")),
        result("page-verification-invalid", "bad", None),
        result("page-went-wrong", "bad", None),
    ]
}

fn verify_email(disown_action: Option<&str>) -> Value {
    context! {
        stylesheet => "/pages.css",
        address => "ann@example.org",
        token => "kwm_a",
        action => "/verify-email",
        disown_action,
    }
}

fn undo_email_change() -> Value {
    context! {
        stylesheet => "/pages.css",
        address => "ann@example.org",
        token => "kwm_a",
        action => "/undo-email-change",
    }
}

fn reset_passwords() -> Vec<Value> {
    let error = |field: Option<&str>| context! { field, message => "Please choose another one." };
    let form = |errors: Vec<Value>| {
        context! {
            stylesheet => "/pages.css",
            address => "ann@example.org",
            token => "kwm_a",
            action => "/reset-password",
            password_min_length => 8,
            errors,
        }
    };
    vec![form(vec![error(Some("newPassword")), error(Some("newPasswordConfirmation")), error(None)]), form(Vec::new())]
}

fn mailboxes() -> Vec<Value> {
    let mail = context! {
        number => 7,
        to => "ann@example.org",
        subject => "Something happened",
        received => "2026-01-01 00:00:00 UTC",
    };
    [vec![mail], Vec::new()].map(|mails| context! { stylesheet => "/pages.css", mailbox => "/mailbox", mails }).into()
}

fn mailbox_mail() -> Value {
    context! {
        stylesheet => "/pages.css",
        mailbox => "/mailbox",
        number => 7,
        to => "ann@example.org",
        subject => "Something happened",
        received => "2026-01-01 00:00:00 UTC",
        text => "Hello,",
        source => "Subject: Something happened",
        links => ["https://example.org/?token=kwm_a"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::names;

    #[test]
    fn the_documentation_names_what_each_template_is_given() {
        let page = include_str!("../../docs/templates.md");
        for name in names() {
            let section = page
                .split("\n## ")
                .find(|section| section.lines().next().is_some_and(|line| line.contains(&format!("`{name}`"))));
            let section = section.unwrap_or_else(|| panic!("docs/templates.md has a heading with `{name}`"));
            for variable in of(&name).iter().flat_map(variables).filter(|variable| variable != "stylesheet") {
                assert!(section.contains(&format!("`{variable}`")), "{variable} of {name}");
            }
        }
    }
}
