use std::sync::Arc;

use futures_util::FutureExt;

use super::features::Features;
use crate::{
    error::{Error, Fault},
    features::{
        account_deletion, email_change, email_verification,
        outbox::{Outgoing, Render, Rendered},
        password_reset, passwords, registration, sessions,
    },
};

/// Who writes which mail.
pub(super) fn writer(features: Arc<Features>, app_name: &str) -> Render {
    let desk = Arc::new(Desk { features, app_name: app_name.to_owned() });
    Arc::new(move |mail| {
        let desk = Arc::clone(&desk);
        async move { desk.write(&mail).await }.boxed()
    })
}

struct Desk {
    features: Arc<Features>,
    app_name: String,
}

impl Desk {
    async fn write(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let letter = match mail.kind.as_str() {
            email_verification::mail::VERIFY => return self.features.email_verification.write(mail).await,
            password_reset::mail::RESET | password_reset::mail::INVITATION => {
                return self.features.password_reset.write(mail).await;
            }
            kind if email_change::mail::KINDS.contains(&kind) => return self.features.email_change.write(mail).await,
            account_deletion::mail::DELETED => account_deletion::mail::letter(mail, &self.app_name),
            passwords::mail::CHANGED => passwords::mail::letter(mail, &self.app_name),
            registration::mail::REGISTRATION => return self.features.registration.write(mail).await,
            registration::mail::ALREADY_REGISTERED => registration::mail::letter(mail, &self.app_name),
            sessions::mail::REUSED => sessions::mail::letter(mail, &self.app_name),
            sessions::mail::NEW_DEVICE => sessions::mail::new_device_letter(mail, &self.app_name),
            unknown => {
                let what = format!("no mail is called {unknown}: a newer version of Keyward enqueued it");
                return Err(Fault::while_doing("writing a mail")(what).into());
            }
        };
        Ok(Rendered::Letter(letter))
    }
}
