use lettre::Address;

use crate::error::Refusal;

/// An address that mail can be sent to: `local@domain`, the local part in ASCII and as it was written, the domain in
/// lower case and in its ASCII form (RFC 5321 §4.1.2, RFC 5890), 254 bytes at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

const MAX_LENGTH: usize = 254;
const MAX_LOCAL_LENGTH: usize = 64;

impl EmailAddress {
    /// Reads an address as a person types it.
    ///
    /// # Errors
    /// `ValueRequired` when it is blank, `EmailInvalid` when mail cannot be sent to it.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::ValueRequired);
        }
        if text.len() > 2 * MAX_LENGTH {
            return Err(Refusal::EmailInvalid);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Refusal::EmailInvalid)?;
        // What a URL would decode or drop, nobody types into an address.
        if domain.chars().any(|c| c == '%' || is_ignorable(c)) {
            return Err(Refusal::EmailInvalid);
        }
        let domain = match url::Host::parse(domain) {
            Ok(url::Host::Domain(domain)) if domain.contains('.') || domain == "localhost" => domain,
            _ => return Err(Refusal::EmailInvalid),
        };
        let address = format!("{local}@{domain}");
        let plain = local.is_ascii() && local.len() <= MAX_LOCAL_LENGTH && !local.starts_with('"');
        if !plain || address.len() > MAX_LENGTH || domain.ends_with('.') || address.parse::<Address>().is_err() {
            return Err(Refusal::EmailInvalid);
        }
        Ok(Self(address))
    }

    /// The address as it is stored and written to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it is compared: in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Characters that show as nothing, or turn the writing's direction.
fn is_ignorable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;
    use crate::error::Refusal;

    #[test]
    fn an_address_is_kept_as_it_was_written_but_for_its_domain() {
        let address = EmailAddress::parse("  Alice.B+x@Bücher.Example ").expect("an address");
        assert_eq!(address.as_str(), "Alice.B+x@xn--bcher-kva.example");
        assert_eq!(address.key(), "alice.b+x@xn--bcher-kva.example");
    }

    #[test]
    fn what_cannot_be_written_to_is_refused() {
        assert_eq!(EmailAddress::parse(" \t"), Err(Refusal::ValueRequired));
        for text in [
            "alice",
            "@example.org",
            "alice@",
            "alice@example",
            "alice@@example.org",
            "a b@example.org",
            "\"a b\"@example.org",
            "alice@[127.0.0.1]",
            "alice@192.0.2.1",
            "alice@example.org.",
            "alice@example..org",
            "alıce@example.org",
            "alice@exam ple.org",
            "alice@example.org\r\nBcc: eve@example.org",
            ".alice@example.org",
            "alice@ex%61mple.org",
            "alice@exam\u{ad}ple.org",
        ] {
            assert_eq!(EmailAddress::parse(text), Err(Refusal::EmailInvalid), "{text:?}");
        }
        assert_eq!(EmailAddress::parse(&format!("{}@example.org", "a".repeat(65))), Err(Refusal::EmailInvalid));
        assert_eq!(EmailAddress::parse(&"a@example.org,".repeat(9999)), Err(Refusal::EmailInvalid));
    }
}
