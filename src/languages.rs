//! The languages of mails, pages and messages.
//!
//! A language is a folder in `locales/`, and nothing else: its files are embedded at compile time, an operator's are laid
//! over them, and whatever it lacks is said in English. Texts are Fluent messages; languages are found by lookup (RFC
//! 4647 §3.4).

mod durations;
mod matching;
mod names;
mod proofread;
mod refusals;
mod texts;

use std::{fmt, sync::Arc};

use fluent_bundle::FluentArgs;

pub use durations::in_words;
pub use fluent_bundle::FluentValue;
pub use refusals::{message, message_under};
use texts::Bundle;
pub use texts::{TextFile, Texts};

/// How a language is called, BCP 47.
pub type Tag = unic_langid::LanguageIdentifier;

/// A language that there are texts for, with these texts.
#[derive(Clone)]
pub struct Language {
    tag: Tag,
    texts: Arc<[Arc<Bundle>]>,
}

impl Language {
    /// The language of a tag, or a wider one under that tag (`de` for `de-CH`); none without texts for either.
    #[must_use]
    pub fn of(tag: &Tag, texts: &Texts) -> Option<Self> {
        Some(Self { tag: tag.clone(), texts: texts.of(tag)? })
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Language {}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tag.fmt(f)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Language({})", self.tag)
    }
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
            offered.extend(available().into_iter().next());
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

    /// The language that was kept under a tag, or the fallback when it is no longer offered.
    #[must_use]
    pub fn kept(&self, tag: &str) -> Language {
        self.find(tag).unwrap_or_else(|| self.fallback.clone())
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

/// Every language that there are embedded texts for, English first.
#[must_use]
pub fn available() -> Vec<Language> {
    let texts = Texts::default();
    let english = texts::english();
    let others = texts.languages().filter(|tag| **tag != english);
    std::iter::once(&english).chain(others).filter_map(|tag| Language::of(tag, &texts)).collect()
}

/// A text in a language, or in English where the language lacks it.
#[must_use]
pub fn text<'a>(language: &Language, key: &str, args: &[(&'a str, FluentValue<'a>)]) -> String {
    find_text(language, key, args).unwrap_or_else(|| {
        // Nobody may be kept from their account by a missing word: the key is better than nothing.
        tracing::error!(%language, key, "a text is missing");
        key.to_owned()
    })
}

/// As [`text`], for what not every mail or page has.
#[must_use]
pub fn find_text<'a>(language: &Language, key: &str, args: &[(&'a str, FluentValue<'a>)]) -> Option<String> {
    let args: FluentArgs<'a> = args.iter().cloned().collect();
    language.texts.iter().find_map(|texts| texts.text(key, &args))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// A language with the embedded texts, and one of its own that says its name.
    fn language(tag: &str) -> Language {
        let tag: Tag = tag.parse().expect("the test wrote a tag");
        let source = format!("own-name = {tag}");
        let file = TextFile { path: String::new(), language: tag.clone(), source };
        Language::of(&tag, &Texts::with(vec![file]).expect("the text is right")).expect("there are texts")
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
    fn what_a_language_lacks_is_said_in_a_wider_one_and_then_in_english() {
        let said = |tag: &str| text(&language(tag), "page-close", &[]);
        assert_eq!(said("tlh"), said("en"));
        assert_eq!(said("de-CH"), said("de"));
        assert_ne!(said("de"), said("en"));
        assert_eq!(text(&language("de-CH"), "own-name", &[]), "de-CH");
    }

    #[test]
    fn a_language_without_texts_is_none() {
        let spoken = |tag: &str| Language::of(&tag.parse().expect("a tag"), &Texts::default()).is_some();
        assert!(spoken("de-CH") && !spoken("tlh") && !spoken("zz-DE"));
    }

    #[test]
    fn an_operators_text_is_laid_over_the_embedded_one_key_by_key() {
        let source = "mail-verify-email = Fast geschafft\n    .action = Los, { $app }!".to_owned();
        let german: Tag = "de".parse().expect("a tag");
        let file = TextFile { path: String::new(), language: german.clone(), source };
        let changed = Language::of(&german, &Texts::with(vec![file]).expect("it is right")).expect("there are texts");
        let app = [("app", "Acme".into()), ("lifetime", "1 Tag".into())];
        assert_eq!(text(&changed, "mail-verify-email", &app), "Fast geschafft");
        assert_eq!(text(&changed, "mail-verify-email.action", &app), "Los, Acme!");
        let validity = |language| text(language, "mail-verify-email.validity", &app);
        assert_eq!(validity(&changed), validity(&language("de")));
    }

    #[test]
    fn french_typography_is_french() {
        let locale = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/fr");
        for file in fs::read_dir(locale).expect("the folder is there") {
            let file = fs::read_to_string(file.expect("the folder can be read").path()).expect("texts are UTF-8");
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                assert!(!line.contains('\''), "an apostrophe is ’: {line}");
                let letters: Vec<char> = line.chars().collect();
                for pair in letters.windows(2) {
                    let wants = match pair[1] {
                        ':' => '\u{a0}',
                        ';' | '!' | '?' => '\u{202f}',
                        _ => continue,
                    };
                    assert_eq!(pair[0], wants, "before {:?}: {line}", pair[1]);
                }
            }
        }
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
