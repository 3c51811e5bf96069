use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::blocklist;
use crate::error::Refusal;

/// The longest password, in characters (Unicode code points after NFC).
pub const MAX_LENGTH: usize = 256;

/// More bytes than this are too long however they normalise: NFC makes one character of four at most, of four bytes
/// each. It bounds what is normalised.
const MAX_BYTES: usize = MAX_LENGTH * 4 * 4;

/// A password that may be set: normalised, long enough, not too long, neither common nor the account's own name. It
/// does not print, and its memory is wiped.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

impl NewPassword {
    pub(super) fn parse(text: &str, min_length: usize, personal: &[&str]) -> Result<Self, Refusal> {
        if text.trim().is_empty() {
            return Err(Refusal::ValueRequired);
        }
        let normal = normalised(text).ok_or(Refusal::PasswordTooLong { max: MAX_LENGTH })?;
        let length = normal.expose_secret().chars().count();
        if length < min_length {
            return Err(Refusal::PasswordTooShort { min: min_length });
        }
        if length > MAX_LENGTH {
            return Err(Refusal::PasswordTooLong { max: MAX_LENGTH });
        }
        if is_guessable(normal.expose_secret(), personal) {
            return Err(Refusal::PasswordTooCommon);
        }
        Ok(Self(normal))
    }

    pub(super) fn text(&self) -> &SecretString {
        &self.0
    }
}

/// A password as it is compared and hashed: in NFC, so that it is the same from every keyboard. None when it is too
/// long to be one.
pub(super) fn normalised(text: &str) -> Option<SecretString> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut normal = Zeroizing::new(String::with_capacity(text.len() * NFC_GROWTH));
    normal.extend(text.nfc());
    Some(normal.as_str().into())
}

/// How much longer NFC may make a text in UTF-8 (Unicode Standard Annex #15, §3). With the room reserved, no copy is
/// left behind unwiped.
const NFC_GROWTH: usize = 3;

/// Whole passwords are compared, never parts of them (NIST SP 800-63B-4 §3.1.1.2): a long phrase may well hold a
/// common word. For the same reason nothing is stripped or undone but case, and spaces in names.
fn is_guessable(normal: &str, personal: &[&str]) -> bool {
    let folded = folded(normal);
    blocklist::is_common(&folded) || personal.iter().any(|name| is_name(&folded, name))
}

fn is_name(folded_password: &str, name: &str) -> bool {
    let name = folded(name);
    let local_part = name.rsplit_once('@').map(|(local_part, _)| local_part);
    !name.trim().is_empty()
        && std::iter::once(name.as_str()).chain(local_part).any(|own| letters(own).eq(letters(folded_password)))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !character.is_whitespace())
}

/// Without case, in NFC. By way of upper case, which brings together what has more than one lower case: `ß` and `ss`,
/// the two sigmas.
fn folded(text: &str) -> Zeroizing<String> {
    let mut folded = Zeroizing::new(String::with_capacity(text.len() * NFC_GROWTH * CASE_GROWTH));
    folded.extend(text.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc());
    folded
}

/// How many characters upper case may make of one.
const CASE_GROWTH: usize = 3;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<NewPassword, Refusal> {
        NewPassword::parse(text, 8, &["alice.smith@example.org", "alice_smith", "Alice  Çelik-Smith"])
    }

    #[test]
    fn a_phrase_is_taken_as_it_is_spaces_and_all() {
        let password = parse("  correct horse  ").expect("a phrase is a good password");
        assert_eq!(password.text().expose_secret(), "  correct horse  ");
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(parse("ééééééé").err(), Some(Refusal::PasswordTooShort { min: 8 }));
        assert!(parse("éèêëéèêë").is_ok());
        assert!(parse(&"🦀é".repeat(128)).is_ok());
        assert_eq!(parse(&"é".repeat(257)).err(), Some(Refusal::PasswordTooLong { max: 256 }));
    }

    #[test]
    fn accents_typed_apart_are_counted_together() {
        assert!(parse("e\u{301}e\u{301}e\u{301}e\u{301}").is_err());
        assert!(parse(&"α\u{313}\u{300}\u{345}".repeat(256)).is_ok());
    }

    #[test]
    fn nothing_but_blanks_is_nothing() {
        for blank in ["", "   ", "          "] {
            assert_eq!(parse(blank).err(), Some(Refusal::ValueRequired), "{blank:?}");
        }
    }

    #[test]
    fn what_four_kibibytes_do_not_hold_is_not_even_normalised() {
        assert!(normalised(&"x".repeat(4_096)).is_some());
        assert!(normalised(&"x".repeat(4_097)).is_none());
        assert!(normalised(&"x".repeat(5_000_000)).is_none());
    }

    #[test]
    fn megabytes_are_refused_unread() {
        assert_eq!(parse(&"x".repeat(5_000_000)).err(), Some(Refusal::PasswordTooLong { max: 256 }));
    }

    #[test]
    fn common_ones_are_refused_in_any_case() {
        for common in
            ["password", "PassWord", "12345678", "1234567890", "qwertyuiop", "iloveyou", "football", "trustno1"]
        {
            assert_eq!(parse(common).err(), Some(Refusal::PasswordTooCommon), "{common}");
        }
    }

    #[test]
    fn the_accounts_own_names_are_refused() {
        for own in [
            "Alice.Smith@Example.org",
            "ALICE.SMITH",
            "alice_smith",
            "alice çelik-smith",
            "AliceÇelik-Smith",
            "alice c\u{327}elik-smith",
        ] {
            assert_eq!(parse(own).err(), Some(Refusal::PasswordTooCommon), "{own}");
        }
    }

    #[test]
    fn a_phrase_that_only_holds_a_name_or_a_common_word_is_taken() {
        assert!(parse("alice_smith likes password").is_ok());
    }

    #[test]
    fn an_account_without_a_name_refuses_nothing_more() {
        assert!(NewPassword::parse("a fine phrase", 8, &["", " ", "@"]).is_ok());
    }

    #[test]
    fn it_does_not_print() {
        let printed = format!("{:?}", parse("correct horse battery"));
        assert!(!printed.contains("horse"), "{printed}");
    }

    proptest! {
        #[test]
        fn what_is_taken_is_within_bounds_and_in_nfc(text in "\\PC{0,300}") {
            if let Ok(password) = parse(&text) {
                let taken = password.text().expose_secret();
                prop_assert!((8..=MAX_LENGTH).contains(&taken.chars().count()));
                prop_assert!(unicode_normalization::is_nfc(taken));
            }
        }

        #[test]
        fn every_spelling_of_a_text_is_one_password(text in "[a-zéèüñçΐ한글ᾂ]{8,40}") {
            let decomposed: String = text.nfd().collect();
            let spellings = [&text, &decomposed].map(|spelling| normalised(spelling));
            prop_assert_eq!(
                spellings[0].as_ref().map(ExposeSecret::expose_secret),
                spellings[1].as_ref().map(ExposeSecret::expose_secret)
            );
        }

        #[test]
        fn nothing_short_enough_once_normalised_is_turned_away_unread(text in "[éΐ한ᾂ🦀a]{256}") {
            let decomposed: String = text.nfd().collect();
            prop_assert!(parse(&decomposed).is_ok());
        }

        #[test]
        fn case_is_folded_whichever_way_it_was_changed(text in "[a-zA-ZäÄßçÇéΣσςïıŉﬁΐ ]{0,40}") {
            prop_assert_eq!(folded(&text.to_uppercase()), folded(&text));
        }
    }
}
