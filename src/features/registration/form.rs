use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::Registration;
use crate::{
    caller::Client,
    error::{Error, Form, Refusal},
    features::{
        accounts::{EmailAddress, FullName, Username},
        email_verification::EmailVerificationPolicy,
        passwords::NewPassword,
        throttling::{Counted, Try},
    },
    languages::Language,
};

/// What somebody typed into the form.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Where mail should go.
    pub email: String,
    /// A new password.
    pub password: SecretString,
    /// The same again, where the form asks for it.
    pub password_confirmation: Option<SecretString>,
    /// A second name to sign in with; blank is none.
    pub username: Option<String>,
    /// The person's name; blank is none.
    pub full_name: Option<String>,
    /// BCP 47; without it, the language that the client asks for.
    pub locale: Option<String>,
}

/// The same, read: nothing in it can be wrong any more, but that a name is taken.
pub(super) struct Applicant {
    pub(super) particulars: Particulars,
    pub(super) password: NewPassword,
}

/// Who wants the account.
#[derive(Clone)]
pub(super) struct Particulars {
    pub(super) email: EmailAddress,
    pub(super) username: Option<Username>,
    pub(super) full_name: Option<FullName>,
    pub(super) language: Language,
}

impl Registration {
    /// Reads the form, and finds everything that is wrong with it in one go. To be counted before: looking for taken
    /// names tells who has an account.
    pub(super) async fn read(&self, client: &Client, input: &Input) -> Result<Applicant, Error> {
        let mut form = Form::default();
        let email = form.check("email", EmailAddress::parse(&input.email));
        let username = optional(input.username.as_deref()).map(Username::parse).transpose();
        let username = form.check("username", username);
        let full_name = optional(input.full_name.as_deref()).map(FullName::parse).transpose();
        let full_name = form.check("fullName", full_name);
        let language = form.check("locale", self.language(client, input));
        let password = form.check("password", self.password(input));
        if let Some(again) = &input.password_confirmation
            && again.expose_secret() != input.password.expose_secret()
        {
            form.refuse("passwordConfirmation", Refusal::PasswordMismatch);
        }

        // Where the answer tells nobody who has an address, nobody looks: that would take another time for a known one.
        let told = email.as_ref().filter(|_| self.settings.policy != EmailVerificationPolicy::BeforeFirstLogin);
        let taken = self.accounts.taken(told, username.as_ref().and_then(Option::as_ref)).await?;
        if taken.email {
            form.refuse("email", Refusal::EmailTaken);
        }
        if taken.username {
            form.refuse("username", Refusal::UsernameTaken);
        }
        match (email, password, username, full_name, language) {
            (Some(email), Some(password), Some(username), Some(full_name), Some(language)) if form.is_clean() => {
                Ok(Applicant { particulars: Particulars { email, username, full_name, language }, password })
            }
            _ => Err(form.refused()),
        }
    }

    fn language(&self, client: &Client, input: &Input) -> Result<Language, Refusal> {
        match optional(input.locale.as_deref()) {
            Some(tag) => self.languages.find(tag).ok_or(Refusal::LocaleUnsupported),
            None => Ok(client.language.clone()),
        }
    }

    fn password(&self, input: &Input) -> Result<NewPassword, Refusal> {
        let personal = [Some(input.email.as_str()), input.username.as_deref(), input.full_name.as_deref()];
        let personal: Vec<_> = personal.into_iter().flatten().collect();
        self.passwords.parse(input.password.expose_secret(), &personal)
    }

    pub(super) async fn count(&self, client: &Client, now: DateTime<Utc>) -> Result<Counted, Error> {
        let registration = Try {
            limit: "registration",
            rate: self.settings.registrations_per_address,
            subject: &client.network().to_string(),
        };
        self.throttling.count(&[registration], now).await
    }
}

/// A form sends blank fields for what nobody filled in.
fn optional(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}
