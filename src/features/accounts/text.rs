use unicode_normalization::UnicodeNormalization;

use crate::error::Refusal;

/// One line of a person's own words, normalised (NFC) and without the space around it.
pub(super) fn line(text: &str, max: usize) -> Result<String, Refusal> {
    written(text, max, char::is_control)
}

/// As [`line`], but of several lines, whatever system's ends they have.
pub(super) fn lines(text: &str, max: usize) -> Result<String, Refusal> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    written(&text, max, |c| c.is_control() && !matches!(c, '\n' | '\t'))
}

fn written(text: &str, max: usize, refused: impl Fn(char) -> bool) -> Result<String, Refusal> {
    let text: String = text.trim().nfc().collect();
    if text.is_empty() {
        return Err(Refusal::ValueRequired);
    }
    if text.chars().count() > max {
        return Err(Refusal::ValueTooLong { max });
    }
    if text.chars().any(refused) { Err(Refusal::ValueInvalid) } else { Ok(text) }
}
