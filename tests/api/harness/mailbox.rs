use std::sync::Arc;

use super::{database::Behind, eventually, smtp::SmtpSink};

/// A mail as its reader gets it.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) message_id: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Mail {
    /// The link to follow.
    #[track_caller]
    pub(crate) fn link(&self) -> String {
        self.text
            .split_whitespace()
            .find(|word| word.starts_with("http") && word.contains("token="))
            .unwrap_or_else(|| panic!("a link in {self:#?}"))
            .to_owned()
    }

    /// The token in that link.
    #[track_caller]
    pub(crate) fn token(&self) -> String {
        let link = url::Url::parse(&self.link()).expect("a link that can be followed");
        let token = link.query_pairs().find(|(name, _)| name == "token");
        token.map_or_else(|| panic!("a token in {link}"), |(_, token)| token.into_owned())
    }

    pub(crate) fn has_link(&self) -> bool {
        self.text.contains("token=")
    }
}

/// All mail of a server: what its own mailbox has, or what it handed to a mail server.
#[derive(Clone)]
pub(crate) struct Mailbox {
    pub(super) source: Source,
    pub(super) behind: Behind,
}

#[derive(Clone)]
pub(super) enum Source {
    Own(keyward::effects::mailer::Mailbox),
    Smtp(Arc<SmtpSink>),
    /// A mail server that no test looks into.
    Nowhere,
}

impl Mailbox {
    /// Every mail so far in the order they were written, once none is on its way any more. One may overtake another,
    /// so their ids tell the order: they begin with the time.
    pub(crate) async fn all(&self) -> Vec<Mail> {
        eventually("the outbox to be empty", || async { self.behind.outbox_is_empty().await.then_some(()) }).await;
        let mut mails = self.arrived();
        mails.sort_by(|one, other| one.message_id.cmp(&other.message_id));
        mails
    }

    /// Every mail to an address.
    pub(crate) async fn to(&self, email: &str) -> Vec<Mail> {
        self.all().await.into_iter().filter(|mail| mail.to == email).collect()
    }

    /// The last mail to an address, once none is on its way any more.
    pub(crate) async fn latest_to(&self, email: &str) -> Mail {
        let all = self.all().await;
        let latest = all.iter().rfind(|mail| mail.to == email);
        latest.cloned().unwrap_or_else(|| panic!("a mail to {email} in {all:#?}"))
    }

    /// What has arrived, whatever is still on its way.
    pub(crate) fn arrived(&self) -> Vec<Mail> {
        match &self.source {
            Source::Own(mailbox) => mailbox.all().into_iter().map(Mail::from).collect(),
            Source::Smtp(sink) => sink.mails(),
            Source::Nowhere => panic!("there is no mailbox to look into"),
        }
    }
}

impl From<keyward::effects::mailer::MailboxItem> for Mail {
    fn from(item: keyward::effects::mailer::MailboxItem) -> Self {
        let bare = item.message_id.trim_matches(['<', '>']).to_owned();
        Self { to: item.to, subject: item.subject, message_id: bare, text: item.text, html: item.html }
    }
}
