use crate::{
    config::Config,
    db::Db,
    effects::{Clock, Random},
    error::Error,
    features::{
        accounts::Accounts,
        email_verification::EmailVerification,
        login::Login,
        mailed_tokens::MailedTokens,
        outbox::Outbox,
        password_reset::PasswordReset,
        passwords::Passwords,
        registration::Registration,
        sessions::{Activity, Sessions},
        signing_keys::SigningKeys,
        throttling::Throttling,
        tokens::Seal,
    },
    languages::Languages,
};

/// Every feature, wired to those it stands on.
#[derive(Clone)]
pub(super) struct Features {
    pub(super) signing_keys: SigningKeys,
    pub(super) outbox: Outbox,
    pub(super) accounts: Accounts,
    pub(super) sessions: Sessions,
    pub(super) activity: Activity,
    pub(super) email_verification: EmailVerification,
    pub(super) login: Login,
    pub(super) registration: Registration,
    pub(super) password_reset: PasswordReset,
}

impl Features {
    pub(super) async fn wire(config: &Config, db: Db, clock: Clock, languages: Languages) -> Result<Self, Error> {
        let random = Random;
        let throttling = Throttling::new(db.clone(), &config.secrets);
        let signing_keys =
            SigningKeys::open(db.clone(), clock.clone(), &config.secrets, config.signing_algorithm).await?;
        let outbox = Outbox::new(db.clone(), clock.clone(), random, config);
        let accounts = Accounts::new(db.clone(), clock.clone(), languages.clone());
        let passwords = Passwords::new(db.clone(), throttling.clone(), config);
        let activity = Activity::default();
        let sessions = Sessions {
            db: db.clone(),
            clock: clock.clone(),
            random,
            keys: signing_keys.clone(),
            seal: Seal::new(&config.secrets, "refresh_token"),
            accounts: accounts.clone(),
            outbox: outbox.clone(),
            activity: activity.clone(),
            audience: config.into(),
            lifetimes: config.into(),
        };
        let mailed_tokens = MailedTokens::new(db.clone(), random, &config.secrets);
        let email_verification = EmailVerification {
            db: db.clone(),
            clock: clock.clone(),
            accounts: accounts.clone(),
            mailed_tokens: mailed_tokens.clone(),
            outbox: outbox.clone(),
            throttling: throttling.clone(),
            settings: config.into(),
        };
        let login = Login {
            db: db.clone(),
            clock: clock.clone(),
            accounts: accounts.clone(),
            passwords: passwords.clone(),
            sessions: sessions.clone(),
            settings: config.into(),
        };
        let registration = Registration {
            db: db.clone(),
            clock: clock.clone(),
            random,
            languages,
            accounts: accounts.clone(),
            passwords: passwords.clone(),
            sessions: sessions.clone(),
            mailed_tokens: mailed_tokens.clone(),
            outbox: outbox.clone(),
            email_verification: email_verification.clone(),
            throttling: throttling.clone(),
            settings: config.into(),
        };
        let password_reset = PasswordReset {
            db,
            clock,
            accounts: accounts.clone(),
            passwords,
            sessions: sessions.clone(),
            mailed_tokens,
            outbox: outbox.clone(),
            throttling,
            settings: config.into(),
        };
        Ok(Self {
            signing_keys,
            outbox,
            accounts,
            sessions,
            activity,
            email_verification,
            login,
            registration,
            password_reset,
        })
    }
}
