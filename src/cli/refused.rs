use anyhow::anyhow;

use crate::{
    error::{Error, FieldRefusal, Refusal},
    languages::{available, message},
};

/// What went wrong, in words for an operator.
pub(super) fn said(error: Error) -> anyhow::Error {
    match error {
        Error::Refused(refusals) => {
            let lines: Vec<_> = refusals.iter().map(sentence).collect();
            anyhow!(lines.join("\nerror: "))
        }
        Error::Unavailable { .. } => anyhow!("the database is busy or away: try again in a few seconds"),
        other => other.into(),
    }
}

fn sentence(FieldRefusal { refusal, field }: &FieldRefusal) -> String {
    match (refusal, field) {
        (Refusal::EmailTaken, _) => "this address has an account already: `keyward user show` tells of it".to_owned(),
        (Refusal::UsernameTaken, _) => "this username is taken: choose another one".to_owned(),
        (Refusal::LocaleUnsupported, _) => {
            "this language is not offered: choose one of those that LOCALES has".to_owned()
        }
        (Refusal::ValueRequired, Some("password")) => {
            "no password was given: type one, or pass it as a line of standard input".to_owned()
        }
        (refusal, Some("password")) => format!("this password can't be set. {}", in_english(refusal)),
        (refusal, _) => in_english(refusal),
    }
}

/// The sentence that a form would show. The command line speaks English.
pub(super) fn in_english(refusal: &Refusal) -> String {
    message(refusal, &available()[0])
}
