use super::ground::Ground;
use crate::{
    config::Config,
    db::Db,
    effects::Clock,
    error::Error,
    features::{
        account_deletion::AccountDeletion,
        accounts::Accounts,
        email_change::EmailChange,
        email_verification::EmailVerification,
        login::Login,
        outbox::Outbox,
        password_change::PasswordChange,
        password_reset::PasswordReset,
        passwords::Passwords,
        registration::Registration,
        sessions::{Activity, Sessions},
        signing_keys::SigningKeys,
        tending::Tending,
        throttling::Throttling,
    },
    languages::Languages,
};

/// Every feature that something outside talks to, wired to those it stands on.
pub(super) struct Features {
    pub(super) throttling: Throttling,
    pub(super) signing_keys: SigningKeys,
    pub(super) outbox: Outbox,
    pub(super) accounts: Accounts,
    pub(super) passwords: Passwords,
    pub(super) sessions: Sessions,
    pub(super) activity: Activity,
    pub(super) email_verification: EmailVerification,
    pub(super) login: Login,
    pub(super) registration: Registration,
    pub(super) password_reset: PasswordReset,
    pub(super) password_change: PasswordChange,
    pub(super) email_change: EmailChange,
    pub(super) account_deletion: AccountDeletion,
    pub(super) tending: Tending,
}

impl Features {
    pub(super) async fn wire(config: &Config, db: Db, clock: Clock, languages: Languages) -> Result<Self, Error> {
        let ground = Ground::lay(config, db, clock, languages).await?;
        let email_verification = email_verification(&ground, config);
        let password_reset = password_reset(&ground, config);
        Ok(Self {
            login: login(&ground, config),
            registration: registration(&ground, email_verification.clone(), config),
            password_change: password_change(&ground),
            email_change: email_change(&ground, email_verification.clone(), password_reset.clone(), config),
            account_deletion: account_deletion(&ground),
            tending: tending(&ground, config),
            email_verification,
            password_reset,
            throttling: ground.throttling,
            signing_keys: ground.signing_keys,
            outbox: ground.outbox,
            accounts: ground.accounts,
            passwords: ground.passwords,
            sessions: ground.sessions,
            activity: ground.activity,
        })
    }
}

fn email_verification(ground: &Ground, config: &Config) -> EmailVerification {
    EmailVerification {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        accounts: ground.accounts.clone(),
        mailed_tokens: ground.mailed_tokens.clone(),
        outbox: ground.outbox.clone(),
        throttling: ground.throttling.clone(),
        settings: config.into(),
    }
}

fn login(ground: &Ground, config: &Config) -> Login {
    Login {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        accounts: ground.accounts.clone(),
        passwords: ground.passwords.clone(),
        sessions: ground.sessions.clone(),
        settings: config.into(),
    }
}

fn registration(ground: &Ground, email_verification: EmailVerification, config: &Config) -> Registration {
    Registration {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        random: ground.random,
        languages: ground.languages.clone(),
        accounts: ground.accounts.clone(),
        passwords: ground.passwords.clone(),
        sessions: ground.sessions.clone(),
        mailed_tokens: ground.mailed_tokens.clone(),
        outbox: ground.outbox.clone(),
        email_verification,
        throttling: ground.throttling.clone(),
        settings: config.into(),
    }
}

fn password_reset(ground: &Ground, config: &Config) -> PasswordReset {
    PasswordReset {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        accounts: ground.accounts.clone(),
        passwords: ground.passwords.clone(),
        sessions: ground.sessions.clone(),
        mailed_tokens: ground.mailed_tokens.clone(),
        outbox: ground.outbox.clone(),
        throttling: ground.throttling.clone(),
        settings: config.into(),
    }
}

fn password_change(ground: &Ground) -> PasswordChange {
    PasswordChange {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        accounts: ground.accounts.clone(),
        passwords: ground.passwords.clone(),
        sessions: ground.sessions.clone(),
        mailed_tokens: ground.mailed_tokens.clone(),
        outbox: ground.outbox.clone(),
    }
}

fn email_change(
    ground: &Ground,
    email_verification: EmailVerification,
    password_reset: PasswordReset,
    config: &Config,
) -> EmailChange {
    EmailChange {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        accounts: ground.accounts.clone(),
        passwords: ground.passwords.clone(),
        sessions: ground.sessions.clone(),
        mailed_tokens: ground.mailed_tokens.clone(),
        outbox: ground.outbox.clone(),
        throttling: ground.throttling.clone(),
        email_verification,
        password_reset,
        settings: config.into(),
    }
}

fn account_deletion(ground: &Ground) -> AccountDeletion {
    AccountDeletion {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        accounts: ground.accounts.clone(),
        passwords: ground.passwords.clone(),
        outbox: ground.outbox.clone(),
    }
}

fn tending(ground: &Ground, config: &Config) -> Tending {
    Tending {
        db: ground.db.clone(),
        clock: ground.clock.clone(),
        throttling: ground.throttling.clone(),
        outbox: ground.outbox.clone(),
        sessions: ground.sessions.clone(),
        mailed_tokens: ground.mailed_tokens.clone(),
        audit_retention: config.audit_retention,
        longest_limit: config.longest_limit(),
    }
}
