use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Api, Jwt, PASSWORD, Server};

/// What a sign-in answers with.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) access_token_expires_at: DateTime<Utc>,
    pub(crate) refresh_token: Option<String>,
    pub(crate) refresh_token_expires_at: DateTime<Utc>,
}

impl Tokens {
    #[track_caller]
    pub(crate) fn refresh_token(&self) -> &str {
        self.refresh_token.as_deref().expect("a refresh token in the body")
    }

    /// `sid` of the access token.
    pub(crate) fn session_id(&self) -> String {
        Jwt::parse(&self.access_token).text("sid")
    }
}

impl AsRef<Tokens> for Tokens {
    fn as_ref(&self) -> &Tokens {
        self
    }
}

/// Somebody who has an account, and the tokens they got when they signed up.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) tokens: Tokens,
}

impl AsRef<Tokens> for User {
    fn as_ref(&self) -> &Tokens {
        &self.tokens
    }
}

impl Api {
    /// Someone who has just registered and is signed in by that.
    pub(crate) async fn registered(&self, email: &str) -> User {
        User::new(email, self.register(email, PASSWORD).await.signs_in())
    }

    /// The same with a username.
    pub(crate) async fn registered_as(&self, email: &str, username: &str) -> User {
        User::new(email, self.register(email, PASSWORD).input("username", username).await.signs_in())
    }
}

impl Server {
    /// Someone who has registered, followed the mailed link and signed in, which works under every policy.
    pub(crate) async fn verified(&self, email: &str) -> User {
        self.register(email, PASSWORD).await.succeeds();
        let token = self.mailbox.latest_to(email).await.token();
        self.verify_email(&token).await.succeeds();
        User::new(email, self.log_in(email, PASSWORD).await.signs_in())
    }
}

impl User {
    fn new(email: &str, tokens: Tokens) -> Self {
        let id = Jwt::parse(&tokens.access_token).text("sub");
        Self { id, email: email.to_owned(), password: PASSWORD.to_owned(), tokens }
    }
}
