use crate::languages::{FluentValue, Language, find_text, text};

/// What a mail says, before it has a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject, also the heading.
    pub subject: String,
    /// What happened.
    pub paragraphs: Vec<String>,
    /// The one thing to do.
    pub action: Option<Action>,
    /// What to know about it, and what to do if it wasn't the reader.
    pub closing: Vec<String>,
}

/// A button, and the plain link for where it doesn't work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

impl Letter {
    /// The letter that a message of `locales/*/mails.ftl` describes: its subject is the message, the rest its
    /// attributes. Without a link there is no button.
    #[must_use]
    pub fn written(
        language: &Language,
        message: &str,
        args: &[(&'static str, FluentValue<'_>)],
        link: Option<String>,
    ) -> Self {
        let part = |name: &str| find_text(language, &format!("{message}.{name}"), args);
        Self {
            subject: text(language, message, args),
            paragraphs: part("opening").into_iter().collect(),
            action: link.map(|url| Action { label: text(language, &format!("{message}.action"), args), url }),
            closing: ["validity", "advice", "not-you"].into_iter().filter_map(part).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::available;

    const MAILS: [(&str, bool); 13] = [
        ("mail-verify-email", true),
        ("mail-already-registered", false),
        ("mail-reset-password", true),
        ("mail-invitation", true),
        ("mail-password-changed", false),
        ("mail-refresh-token-reused", false),
        ("mail-new-device", false),
        ("mail-confirm-email-change", true),
        ("mail-email-change-requested", true),
        ("mail-email-changed", true),
        ("mail-email-change-taken", false),
        ("mail-email-change-undone", true),
        ("mail-account-deleted", false),
    ];

    #[test]
    fn every_mail_is_written_in_every_language() {
        let words = ["app", "email", "lifetime", "device", "address", "when", "new"];
        let args = words.map(|name| match name {
            "app" => (name, "Acme".into()),
            "email" => (name, "ann@example.org".into()),
            "lifetime" => (name, "24 hours".into()),
            other => (name, format!("the {other}").into()),
        });
        for language in available() {
            for (message, holds_for_a_while) in MAILS {
                let link = holds_for_a_while.then(|| "https://example.org/".to_owned());
                let letter = Letter::written(&language, message, &args, link);
                let said = format!("{:?} {:?}", letter.paragraphs, letter.closing);
                assert!(said.contains("Acme") && said.contains("ann@example.org"), "{message} in {language}: {said}");
                assert_eq!(said.contains("24 hours"), holds_for_a_while, "{message} in {language}: {said}");
                assert_eq!(letter.closing.len(), 2, "{message} in {language}: {said}");
                assert_ne!(letter.action.map(|action| action.label), Some(format!("{message}.action")));
            }
        }
    }
}
