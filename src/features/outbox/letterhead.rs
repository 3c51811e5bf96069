use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use minijinja::context;
use uuid::Uuid;

use super::{Letter, Outgoing};
use crate::{
    config::Config,
    error::{Error, Fault},
    languages::text,
    templates::Templates,
};

/// What all mails have in common: sender, name and form.
#[derive(Debug)]
pub(super) struct Letterhead {
    from: Mailbox,
    app_name: String,
    host: String,
    templates: Templates,
}

impl Letterhead {
    pub(super) fn new(config: &Config) -> Self {
        let host = config.public_url.host_str().unwrap_or("localhost");
        Self::of(config.mail_from.clone(), &config.app_name, host, config.templates.clone())
    }

    fn of(from: Mailbox, app_name: &str, host: &str, templates: Templates) -> Self {
        // A name with control characters makes lettre panic.
        let from = Mailbox::new(from.name.as_deref().map(one_line), from.email);
        Self { from, app_name: app_name.to_owned(), host: host.to_owned(), templates }
    }

    pub(super) fn message_id(&self, id: Uuid) -> String {
        format!("<{id}@{}>", self.host)
    }

    /// The mail as it travels: text and HTML, marked as nobody's handwriting (RFC 3834 §5).
    pub(super) fn message(&self, letter: &Letter, mail: &Outgoing, now: DateTime<Utc>) -> Result<Message, Error> {
        let broken = "composing a mail";
        let parts = MultiPart::alternative_plain_html(
            self.render("mail.txt", letter, mail),
            self.render("mail.html", letter, mail),
        );
        let auto_submitted =
            HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address(&mail.recipient).map_err(Fault::while_doing("reading a recipient"))?))
            .subject(one_line(&letter.subject))
            .date(now.into())
            .message_id(Some(mail.message_id.clone()))
            .raw_header(auto_submitted)
            .multipart(parts)
            .map_err(Fault::while_doing(broken))?;
        Ok(message)
    }

    fn render(&self, template: &str, letter: &Letter, mail: &Outgoing) -> String {
        let Letter { subject, paragraphs, closing, .. } = letter;
        let language = &mail.language;
        let args = [("app", self.app_name.as_str().into()), ("email", mail.recipient.as_str().into())];
        let letter = context! {
            subject, paragraphs, closing,
            label => letter.action.as_ref().map(|action| &action.label),
            url => letter.action.as_ref().map(|action| &action.url),
            greeting => text(language, "mail-greeting", &args),
            link_below => text(language, "mail-link-below", &args),
            footer => text(language, "mail-footer", &args),
        };
        self.templates.render(template, language, &self.app_name, letter)
    }
}

/// The address as mail servers without SMTPUTF8 (RFC 6531) take it: its domain in ASCII.
fn address(recipient: &str) -> Result<Address, Box<dyn std::error::Error + Send + Sync>> {
    let (local, domain) = recipient.rsplit_once('@').ok_or("an address has an @")?;
    let ascii = url::Host::parse(domain).map_or_else(|_| domain.to_owned(), |host| host.to_string());
    Ok(Address::new(local, ascii)?)
}

/// Nothing that is filled in may end the header's line.
fn one_line(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{features::outbox::Action, languages::available};
    use mail_parser::MessageParser;

    fn letterhead(app_name: &str) -> Letterhead {
        let address = "no-reply@example.org".parse().expect("an address");
        let from = Mailbox::new(Some(app_name.to_owned()), address);
        Letterhead::of(from, app_name, "auth.example.org", Templates::default())
    }

    fn mail(recipient: &str) -> Outgoing {
        let id = Uuid::nil();
        Outgoing {
            id,
            kind: "reset_password".to_owned(),
            account_id: None,
            recipient: recipient.to_owned(),
            language: available().swap_remove(0),
            mailed_token_id: None,
            data: serde_json::Value::Null,
            message_id: letterhead("Acme").message_id(id),
        }
    }

    fn letter() -> Letter {
        Letter {
            subject: "Choose a new password".to_owned(),
            paragraphs: vec!["Somebody <b>asked</b>.".to_owned()],
            action: Some(Action { label: "Choose".to_owned(), url: "https://example.org/?a=1&b=2".to_owned() }),
            closing: vec!["It wasn't you?".to_owned()],
        }
    }

    fn sent(app_name: &str, letter: &Letter, recipient: &str) -> String {
        let message = letterhead(app_name).message(letter, &mail(recipient), DateTime::UNIX_EPOCH);
        String::from_utf8(message.expect("it composes").formatted()).expect("it is ASCII")
    }

    #[test]
    fn a_mail_has_both_forms_and_its_headers() {
        let raw = sent("Acme", &letter(), "ann@example.org");
        let parsed = MessageParser::default().parse(&raw).expect("it parses");
        assert_eq!(parsed.message_id(), Some("00000000-0000-0000-0000-000000000000@auth.example.org"));
        assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert_eq!(parsed.header_raw("Date").map(str::trim), Some("Thu, 01 Jan 1970 00:00:00 +0000"));
        let text = parsed.body_text(0).expect("a text part");
        assert!(text.contains("https://example.org/?a=1&b=2"), "{text}");
        let html = parsed.body_html(0).expect("an HTML part");
        assert!(html.contains("Somebody &lt;b&gt;asked"), "{html}");
        assert!(html.contains(r#"href="https://example.org/?a=1&amp;b=2""#), "{html}");
        assert!(!html.contains("<img"), "{html}");
    }

    #[test]
    fn no_name_or_subject_adds_a_header() {
        let hostile = "Acme\r\nBcc: eve@example.org\r\n\r\nHello";
        let subject = Letter { subject: hostile.to_owned(), ..letter() };
        let raw = sent(hostile, &subject, "ann@example.org");
        let parsed = MessageParser::default().parse(&raw).expect("it parses");
        assert!(parsed.bcc().is_none(), "{raw}");
        assert_eq!(parsed.headers().iter().filter(|header| header.name() == "Bcc").count(), 0, "{raw}");
        assert_eq!(parsed.subject(), Some("Acme Bcc: eve@example.org Hello"));
    }

    #[test]
    fn a_recipient_is_one_address() {
        for hostile in ["ann@example.org\r\nBcc: eve@example.org", "ann@example.org, eve@example.org", "ann", ""] {
            let message = letterhead("Acme").message(&letter(), &mail(hostile), DateTime::UNIX_EPOCH);
            assert!(message.is_err(), "{hostile:?}");
        }
        assert!(sent("Acme", &letter(), "ann@bücher.example").contains("To: ann@xn--bcher-kva.example"));
    }
}
