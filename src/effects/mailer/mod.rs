//! The way out for mail: a mail server, or in development a mailbox to look into.
//!
//! Nothing is kept or tried again here: that is the outbox's.

mod mailbox;
mod smtp;

use std::fmt;

use crate::{config::Config, error::Error};

pub use mailbox::{Mailbox, MailboxItem};
pub use smtp::{SEND_TIME_OUT, Smtp};

/// Sends mail.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// To a mail server.
    Smtp(Smtp),
    /// To nobody: development's mailbox page shows it.
    Mailbox(Mailbox),
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{said}")]
pub struct SendError {
    /// Whether the mail server will never take mail to this recipient, however often it is asked.
    pub permanent: bool,
    /// What it said, or what kept us from asking. It may name the recipient.
    pub said: String,
}

impl SendError {
    fn for_now(said: impl fmt::Display) -> Self {
        Self { permanent: false, said: said.to_string() }
    }
}

impl Mailer {
    /// The way out that the settings ask for: `MAIL_URL`, or without it a mailbox. Connects to nobody yet.
    ///
    /// # Errors
    /// A `MAIL_URL` that names no mail server.
    pub fn new(config: &Config) -> Result<Self, Error> {
        Ok(match &config.mail_url {
            Some(url) => Self::Smtp(Smtp::new(url, config.mail_username.as_deref(), config.mail_password.as_ref())?),
            None => Self::Mailbox(Mailbox::default()),
        })
    }

    /// Hands one mail over; [`SEND_TIME_OUT`] at most.
    ///
    /// # Errors
    /// What the mail server answered, or that it could not be asked.
    pub async fn send(&self, message: lettre::Message) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.send(&message).await,
            Self::Mailbox(mailbox) => {
                mailbox.put(&message);
                Ok(())
            }
        }
    }

    /// Whether mail could be sent now: connects, encrypts and signs in, and sends nothing.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn check(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.check().await,
            Self::Mailbox(_) => Ok(()),
        }
    }
}
