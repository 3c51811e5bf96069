use url::Url;

use super::text;
use crate::error::Refusal;

/// How a person wants to be shown: one line, 100 characters at most, normalised (NFC).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

/// What a person says about themselves: 2,000 characters at most, normalised (NFC).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bio(String);

/// Where a picture is: an absolute https URL (RFC 3986 §4.3) of 2,048 bytes at most, written as browsers write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureUrl(String);

const MAX_DISPLAY_NAME: usize = 100;
const MAX_BIO: usize = 2000;
const MAX_PICTURE_URL: usize = 2048;

impl DisplayName {
    /// Reads a name as a person types it.
    ///
    /// # Errors
    /// `ValueRequired` when it is blank, `ValueTooLong`, or `ValueInvalid` when it has control characters.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        text::line(text, MAX_DISPLAY_NAME).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Bio {
    /// Reads a text as a person types it, of one line or several.
    ///
    /// # Errors
    /// `ValueRequired` when it is blank, `ValueTooLong`, or `ValueInvalid` when it has control characters.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        text::lines(text, MAX_BIO).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PictureUrl {
    /// Reads a URL as a person types it. Nobody fetches it here.
    ///
    /// # Errors
    /// `ValueRequired` when it is blank, `ValueTooLong`, or `ValueInvalid` when it is relative, not https, or carries
    /// credentials.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text::line(text, MAX_PICTURE_URL)?;
        // The parser would take `https:example.org`, too.
        let scheme = text.get(.."https://".len()).ok_or(Refusal::ValueInvalid)?;
        let url = Url::parse(&text).map_err(|_| Refusal::ValueInvalid)?;
        let is_good = scheme.eq_ignore_ascii_case("https://")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_good {
            return Err(Refusal::ValueInvalid);
        }
        let written = String::from(url);
        if written.len() > MAX_PICTURE_URL {
            Err(Refusal::ValueTooLong { max: MAX_PICTURE_URL })
        } else {
            Ok(Self(written))
        }
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_an_absolute_https_url_as_browsers_write_it() {
        for (typed, written) in [
            ("https://example.org/a.png", "https://example.org/a.png"),
            (" HTTPS://Example.org:443/a b.png?s=2#top ", "https://example.org/a%20b.png?s=2#top"),
            ("https://bücher.example/\"x\"", "https://xn--bcher-kva.example/%22x%22"),
            ("https://192.0.2.1:8443/", "https://192.0.2.1:8443/"),
        ] {
            assert_eq!(PictureUrl::parse(typed).map(|url| url.0), Ok(written.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_such_url_is_refused() {
        for text in [
            "http://example.org/a.png",
            "//example.org/a.png",
            "/a.png",
            "a.png",
            "example.org",
            "https:",
            "https://",
            "https:example.org",
            "https:\\\\example.org",
            "https://alice@example.org/",
            "https://alice:secret@example.org/",
            "https://exam ple.org/",
            "https://example.org/a\nb",
            "javascript:alert(1)",
            "data:image/png;base64,AAAA",
        ] {
            assert_eq!(PictureUrl::parse(text), Err(Refusal::ValueInvalid), "{text}");
        }
        let long = |path: String| PictureUrl::parse(&format!("https://example.org/{path}"));
        assert!(long("a".repeat(MAX_PICTURE_URL - 20)).is_ok());
        let too_long = Err(Refusal::ValueTooLong { max: MAX_PICTURE_URL });
        assert_eq!(long("a".repeat(MAX_PICTURE_URL - 19)), too_long);
        assert_eq!(long("ü".repeat(1000)), too_long);
    }

    #[test]
    fn a_bio_may_have_lines_and_a_name_may_not() {
        assert_eq!(Bio::parse(" one\r\ntwo\r\n").map(|bio| bio.0), Ok("one\ntwo".to_owned()));
        assert_eq!(Bio::parse("one\0two"), Err(Refusal::ValueInvalid));
        assert_eq!(Bio::parse(&"é".repeat(2001)), Err(Refusal::ValueTooLong { max: 2000 }));
        assert_eq!(DisplayName::parse("one\ntwo"), Err(Refusal::ValueInvalid));
        assert_eq!(DisplayName::parse("e\u{301}").map(|name| name.0), Ok("\u{e9}".to_owned()));
        assert_eq!(DisplayName::parse(&"é".repeat(101)), Err(Refusal::ValueTooLong { max: 100 }));
        assert_eq!(DisplayName::parse(" \u{a0}"), Err(Refusal::ValueRequired));
    }
}
