use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use chrono::{DateTime, Utc};
use lettre::{Message, message::header};
use mail_parser::MessageParser;

/// How many mails are kept; the oldest goes first.
const KEPT: usize = 200;

/// Development's mailbox: the newest mails, in memory.
#[derive(Clone, Debug, Default)]
pub struct Mailbox(Arc<Mutex<Mails>>);

#[derive(Debug, Default)]
struct Mails {
    received: u64,
    kept: VecDeque<MailboxItem>,
}

/// One mail as its reader's mail program shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxItem {
    /// Counts the mails since the start; the first is 1.
    pub number: u64,
    /// When it was sent, to the second: its `Date`.
    pub received_at: DateTime<Utc>,
    /// Whom it went to.
    pub to: String,
    /// Its subject, decoded.
    pub subject: String,
    /// Its `Message-ID`, without brackets.
    pub message_id: String,
    /// Its text part.
    pub text: String,
    /// Its HTML part.
    pub html: String,
    /// The whole mail as it would have travelled (RFC 5322).
    pub raw: Vec<u8>,
}

impl Mailbox {
    /// The mails that are kept, the oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<MailboxItem> {
        self.mails().kept.iter().cloned().collect()
    }

    /// One mail by its number; none when it was never there or has made room.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<MailboxItem> {
        self.mails().kept.iter().find(|item| item.number == number).cloned()
    }

    pub(super) fn put(&self, message: &Message) {
        let item = MailboxItem::read(message);
        let mut mails = self.mails();
        mails.received += 1;
        if mails.kept.len() == KEPT {
            mails.kept.pop_front();
        }
        let number = mails.received;
        mails.kept.push_back(MailboxItem { number, ..item });
    }

    fn mails(&self) -> MutexGuard<'_, Mails> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MailboxItem {
    fn read(message: &Message) -> Self {
        let raw = message.formatted();
        let parsed = MessageParser::default().parse(&raw).unwrap_or_default();
        let sent_at = message.headers().get::<header::Date>().map_or(SystemTime::UNIX_EPOCH, Into::into);
        let to: Vec<_> = message.envelope().to().iter().map(ToString::to_string).collect();
        Self {
            number: 0,
            received_at: sent_at.into(),
            to: to.join(", "),
            subject: parsed.subject().unwrap_or_default().to_owned(),
            message_id: parsed.message_id().unwrap_or_default().to_owned(),
            text: parsed.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            html: parsed.body_html(0).unwrap_or_default().replace("\r\n", "\n"),
            raw,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(number: usize) -> Message {
        Message::builder()
            .from("Keyward <no-reply@example.org>".parse().expect("an address"))
            .to("ann@example.org".parse().expect("an address"))
            .subject(format!("Grüße {number}"))
            .multipart(lettre::message::MultiPart::alternative_plain_html(
                format!("Ein langer Text mit Umlauten äöü und = {}", "x".repeat(200)),
                "<p>ä</p>".to_owned(),
            ))
            .expect("the message is complete")
    }

    #[test]
    fn a_mail_is_shown_decoded() {
        let mailbox = Mailbox::default();
        mailbox.put(&message(1));
        let item = mailbox.get(1).expect("it was put there");
        assert_eq!(item.to, "ann@example.org");
        assert_eq!(item.subject, "Grüße 1");
        assert!(item.text.starts_with("Ein langer Text mit Umlauten äöü und = xxx"), "{}", item.text);
        assert_eq!(item.html.trim(), "<p>ä</p>");
    }

    #[test]
    fn only_the_newest_are_kept() {
        let mailbox = Mailbox::default();
        for number in 1..=KEPT + 1 {
            mailbox.put(&message(number));
        }
        assert_eq!(mailbox.all().len(), KEPT);
        assert!(mailbox.get(1).is_none());
        assert_eq!(mailbox.all()[0].subject, "Grüße 2");
    }
}
