//! The languages of mails, pages and messages.
//!
//! A language is a folder in `locales/`, and nothing else: its files are embedded at compile time, and whatever it
//! lacks is said in English. Texts are Fluent messages; languages are found by lookup (RFC 4647 §3.4).

mod durations;
mod matching;
mod refusals;

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{Loader, static_loader};

pub use durations::in_words;
pub use fluent_templates::fluent_bundle::FluentValue;
pub use refusals::{message, message_under};

/// One of the languages that the server has texts for, BCP 47.
pub type Language = fluent_templates::LanguageIdentifier;

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "en",
        // Marks that isolate what is filled in (U+2068) are invisible where they work and boxes where they don't.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The languages that are offered: some of those with texts, and the first is the fallback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    fallback: Language,
    offered: Vec<Language>,
}

impl Languages {
    /// Offers these, in this order; English when there are none.
    #[must_use]
    pub fn new(mut offered: Vec<Language>) -> Self {
        if offered.is_empty() {
            offered.push(TEXTS.fallback().clone());
        }
        Self { fallback: offered[0].clone(), offered }
    }

    /// The language for whoever asks for none that is offered.
    #[must_use]
    pub fn fallback(&self) -> &Language {
        &self.fallback
    }

    /// All that are offered, the fallback first.
    #[must_use]
    pub fn offered(&self) -> &[Language] {
        &self.offered
    }

    /// The offered language for a tag: `de-CH` finds `de`. None when nothing fits, or it is no tag (BCP 47).
    #[must_use]
    pub fn find(&self, tag: &str) -> Option<Language> {
        matching::look_up(tag, &self.offered).cloned()
    }

    /// The offered language that an `Accept-Language` likes best (RFC 9110 §12.5.4), or the fallback.
    #[must_use]
    pub fn negotiate(&self, accept_language: &str) -> Language {
        matching::by_preference(accept_language)
            .into_iter()
            .find_map(|range| if range == "*" { Some(self.fallback.clone()) } else { self.find(range) })
            .unwrap_or_else(|| self.fallback.clone())
    }
}

/// Every language that there are texts for, English first.
#[must_use]
pub fn available() -> Vec<Language> {
    let english = TEXTS.fallback();
    let mut others: Vec<_> = TEXTS.locales().filter(|language| *language != english).cloned().collect();
    others.sort_by_key(ToString::to_string);
    std::iter::once(english.clone()).chain(others).collect()
}

/// A text in a language, or in English where the language lacks it.
#[must_use]
pub fn text(language: &Language, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
    find_text(language, key, args).unwrap_or_else(|| {
        // Nobody may be kept from their account by a missing word: the key is better than nothing.
        tracing::error!(%language, key, "a text is missing");
        key.to_owned()
    })
}

/// As [`text`], for what not every mail or page has.
#[must_use]
pub fn find_text(language: &Language, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
    let args: HashMap<_, _> = args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
    TEXTS.try_lookup_with_args(language, key, &args)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn language(tag: &str) -> Language {
        tag.parse().expect("the test wrote a tag")
    }

    /// The keys of one folder: messages, and attributes as `message.attribute`.
    fn keys(folder: &Path) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for file in fs::read_dir(folder).expect("the folder is there") {
            let mut message = String::new();
            let file = fs::read_to_string(file.expect("the folder can be read").path()).expect("texts are UTF-8");
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                let Some((key, _)) = line.split_once(" =") else { continue };
                match key.trim_start().strip_prefix('.') {
                    Some(attribute) => drop(keys.insert(format!("{message}.{attribute}"))),
                    None if key.contains(' ') => {}
                    None => {
                        key.clone_into(&mut message);
                        keys.insert(message.clone());
                    }
                }
            }
        }
        keys
    }

    #[test]
    fn every_language_has_every_text() {
        let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let english = keys(&locales.join("en"));
        assert!(english.len() > 50, "the keys were not found: {english:?}");
        for language in available() {
            assert_eq!(keys(&locales.join(language.to_string())), english, "{language}");
        }
    }

    #[test]
    fn what_is_filled_in_stands_there_without_marks() {
        let english = language("en");
        let text =
            text(&english, "mail-verify-email.opening", &[("app", "Keyward".into()), ("email", "a@b.example".into())]);
        assert!(text.contains("a@b.example"), "{text}");
        assert!(!text.contains('\u{2068}'), "{text}");
    }

    #[test]
    fn a_language_without_texts_speaks_english() {
        assert_eq!(text(&language("tlh"), "page-close", &[]), text(&language("en"), "page-close", &[]));
    }

    #[test]
    fn a_missing_text_is_its_key() {
        assert_eq!(text(&language("en"), "no-such-text", &[]), "no-such-text");
    }

    #[test]
    fn the_best_liked_language_is_negotiated() {
        let languages = Languages::new(["en", "de", "pt-BR"].map(language).to_vec());
        for (accepted, chosen) in [
            ("de", "de"),
            ("fr;q=0.9, de;q=0.4, en;q=0.2", "de"),
            ("en;q=0.1, de-CH", "de"),
            ("pt-br, en;q=0.9", "pt-BR"),
            ("pt", "en"),
            ("de;q=0, en;q=0.5", "en"),
            ("fr, *;q=0.1", "en"),
            ("", "en"),
            (";;q=,,\u{fffd}", "en"),
        ] {
            assert_eq!(languages.negotiate(accepted), language(chosen), "{accepted:?}");
        }
    }
}
