use minijinja::context;

use super::Pages;
use crate::{effects::mailer::MailboxItem, languages::Language};

/// Where the list is; a mail is at its number below.
const MAILBOX_PATH: &str = "/mailbox";

impl Pages {
    /// Development's mailbox: the mails that would have been sent, the newest first. Each leads to `/mailbox/{number}`.
    #[must_use]
    pub fn mailbox(&self, language: &Language, mails: &[MailboxItem]) -> String {
        let mails: Vec<_> = mails
            .iter()
            .rev()
            .map(|mail| {
                let MailboxItem { number, to, subject, .. } = mail;
                context! { number, to, subject, received => received(mail) }
            })
            .collect();
        self.render("mailbox.html", language, context! { mails, mailbox => self.at(MAILBOX_PATH) })
    }

    /// One mail: as it looks (framed from `/mailbox/{number}/html`), its links, its text, and its source.
    #[must_use]
    pub fn mailbox_mail(&self, language: &Language, mail: &MailboxItem) -> String {
        let MailboxItem { number, to, subject, text, .. } = mail;
        let source = String::from_utf8_lossy(&mail.raw).replace("\r\n", "\n");
        let page = context! {
            number, to, subject, text, source,
            links => links(text),
            received => received(mail),
            mailbox => self.at(MAILBOX_PATH),
        };
        self.render("mailbox_mail.html", language, page)
    }

    /// A mail's own HTML for the frame, its links leading out of it. Answer it with [`super::MAIL_POLICY`].
    #[must_use]
    pub fn mailbox_html(&self, mail: &MailboxItem) -> String {
        mail.html.replacen("<head>", "<head><base target=\"_top\">", 1)
    }
}

fn received(mail: &MailboxItem) -> String {
    mail.received_at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// The links of a text part, each on a line of its own as our mails write them.
fn links(text: &str) -> Vec<String> {
    let is_link = |line: &&str| line.starts_with("https://") || line.starts_with("http://");
    text.lines().map(str::trim).filter(is_link).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::languages::available;

    fn mail() -> MailboxItem {
        MailboxItem {
            number: 7,
            received_at: DateTime::UNIX_EPOCH,
            to: "ann@example.org".to_owned(),
            subject: "Hello <you>".to_owned(),
            message_id: "1@example.org".to_owned(),
            text: "Hello,\n\nConfirm:\nhttp://localhost:8000/verify-email?token=kwm_a\n".to_owned(),
            html: "<html><head></head><body><a href=\"/\">x</a></body></html>".to_owned(),
            raw: b"Subject: Hello\r\n\r\n<script>".to_vec(),
        }
    }

    #[test]
    fn the_mailbox_lists_its_mails_and_says_when_there_are_none() {
        let pages = Pages::new("Acme");
        for language in &available() {
            let html = pages.mailbox(language, &[mail()]);
            assert!(html.contains(r#"href="/mailbox/7""#) && html.contains("Hello &lt;you&gt;"), "{html}");
            assert!(!html.contains("page-mailbox") && !pages.mailbox(language, &[]).contains("page-mailbox"));
        }
    }

    #[test]
    fn a_mail_shows_its_links_and_runs_nothing() {
        let html = Pages::new("Acme").mailbox_mail(&available()[0], &mail());
        assert!(html.contains(r#"href="http://localhost:8000/verify-email?token=kwm_a""#), "{html}");
        assert!(html.contains("sandbox=") && !html.contains("<script>") && !html.contains("page-mailbox"), "{html}");
    }

    #[test]
    fn links_in_a_framed_mail_lead_out_of_the_frame() {
        assert!(Pages::new("Acme").mailbox_html(&mail()).contains(r#"<base target="_top">"#));
    }
}
