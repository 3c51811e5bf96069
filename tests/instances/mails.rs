//! What came by mail.

use crate::{fleet::Fleet, harness::Mail};

impl Fleet {
    /// The mails to an address that lead to a page, in the order they came.
    pub(crate) fn mails_to(&self, email: &str, page: &str) -> Vec<Mail> {
        let page = format!("/{page}?");
        self.mail.mails().into_iter().filter(|mail| mail.to == email && mail.text.contains(&page)).collect()
    }

    /// Their links, each one once.
    pub(crate) fn links_to(&self, email: &str, page: &str) -> Vec<String> {
        let mut links: Vec<String> = Vec::new();
        for link in self.mails_to(email, page).iter().map(Mail::link) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        links
    }

    /// Whether something came that leads nowhere: the news that the account is gone.
    pub(crate) fn said_farewell_to(&self, email: &str) -> bool {
        self.mail.mails().iter().any(|mail| mail.to == email && !mail.has_link())
    }
}
