use serde_json::json;
use uuid::Uuid;

use super::{Account, EmailAddress};
use crate::{
    features::outbox::{Addressee, NewMail},
    languages::Language,
};

impl Account {
    /// A mail to this account's address, in its language.
    #[must_use]
    pub fn mail(&self, kind: &'static str) -> NewMail {
        NewMail {
            kind,
            account_id: Some(self.id),
            recipient: self.email.clone(),
            language: self.language.clone(),
            mailed_token_id: None,
            data: json!({}),
            goes_ahead: false,
        }
    }

    /// Whose a mail turned out to be that was asked for by an address alone.
    #[must_use]
    pub fn addressee(&self, mailed_token_id: Uuid) -> Addressee {
        Addressee {
            account_id: self.id,
            recipient: self.email.clone(),
            language: self.language.clone(),
            mailed_token_id,
        }
    }
}

impl EmailAddress {
    /// A mail for whoever has this address, if anybody: that shows when it is delivered.
    #[must_use]
    pub fn mail_if_known(&self, kind: &'static str, language: &Language) -> NewMail {
        NewMail {
            kind,
            account_id: None,
            recipient: self.as_str().to_owned(),
            language: language.clone(),
            mailed_token_id: None,
            data: json!({}),
            goes_ahead: false,
        }
    }
}
