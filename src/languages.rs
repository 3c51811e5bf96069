//! The languages of mails, pages and messages.

/// One of the languages that the server has texts for, BCP 47.
pub type Language = fluent_templates::LanguageIdentifier;
