#![expect(clippy::missing_panics_doc, reason = "that it panics is what a fuzzer looks for")]

use secrecy::ExposeSecret;

use super::text;
use crate::{
    config::Config,
    features::{
        accounts::{Bio, DisplayName, EmailAddress, FullName, Identifier, PictureUrl, Role, Username},
        passwords,
        throttling::Rate,
        tokens::TokenText,
    },
};

/// What was taken once is taken again, and comes out the same; nothing that was taken has a control character, but for
/// the lines of a text.
pub fn account_types(data: &[u8]) {
    let Some(text) = text(data) else { return };
    macro_rules! again {
        ($parse:path) => {
            if let Ok(taken) = $parse(text) {
                let again = $parse(taken.as_str()).expect("what was taken is taken again");
                assert_eq!(again.as_str(), taken.as_str());
                assert!(!taken.as_str().contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')), "{text:?}");
                assert!(!taken.as_str().trim().is_empty());
            }
        };
    }
    again!(EmailAddress::parse);
    again!(Username::parse);
    again!(FullName::parse);
    again!(DisplayName::parse);
    again!(Bio::parse);
    again!(PictureUrl::parse);
    again!(Role::parse);
    let key = Identifier::read(text).key().to_owned();
    // A zero byte becomes a space, which PostgreSQL can be asked for.
    assert!(text.contains('\0') || Identifier::read(&key).key() == key, "a key is its own key");
    if let Ok(email) = EmailAddress::parse(text) {
        assert_eq!(Identifier::read(text).key(), email.key());
        assert!(email.as_str().is_ascii() && email.as_str().len() <= 254);
        let plain = email.as_str().parse::<lettre::Address>();
        assert_eq!(plain.expect("an address to write to").to_string(), email.as_str());
    }
    if let Ok(url) = PictureUrl::parse(text) {
        assert!(url.as_str().starts_with("https://") && url.as_str().is_ascii());
    }
}

/// What is taken as a new password is within its bounds and the same however it is typed.
pub fn password(data: &[u8]) {
    let Some(text) = text(data) else { return };
    passwords::fuzzing::new_password(text);
}

/// Only what is written exactly so is a token.
pub fn mailed_token(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Some(bytes) = TokenText::read::<48>("kwm_", text) {
        assert_eq!(TokenText::write("kwm_", &bytes).expose(), text);
    }
}

/// A setting's name, a line's end, and its text: it is taken or refused by name, and a secret is not told back.
pub fn settings(data: &[u8]) {
    let Some((name, value)) = text(data).and_then(|text| text.split_once('\n')) else { return };
    if let Ok(rate) = value.parse::<Rate>() {
        let written = format!("{}/{}", rate.tries, humantime::format_duration(rate.per));
        assert_eq!(written.parse(), Ok(rate));
    }
    let base = [("PUBLIC_URL", "http://localhost:8000"), ("SECRET", "35kHnlngxpwL40qRwlC87C5TxZ7tlrEZjbxQ98GsdMw=")];
    // What names a file is about files.
    if name.to_ascii_uppercase().ends_with("_FILE")
        || name.to_ascii_uppercase().ends_with("_DIR")
        || value.contains('\0')
    {
        return;
    }
    let pairs = base.into_iter().chain([(name, value)]);
    match Config::from_pairs(pairs) {
        Ok(config) => assert!(config.secrets.current.expose_secret().len() >= 32),
        Err(problems) => {
            let told = problems.to_string();
            let is_secret = matches!(name, "SECRET" | "SECRET_PREVIOUS" | "MAIL_PASSWORD");
            assert!(!is_secret || value.len() < 12 || !told.contains(value), "{name} is told: {told}");
        }
    }
}
