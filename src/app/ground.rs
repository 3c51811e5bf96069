use crate::{
    config::Config,
    db::Db,
    effects::{Clock, Random},
    error::Error,
    features::{
        accounts::Accounts,
        mailed_tokens::MailedTokens,
        outbox::Outbox,
        passwords::Passwords,
        sessions::{Activity, Sessions},
        signing_keys::{Keyring, SigningKeys},
        throttling::Throttling,
        tokens::Seal,
    },
    languages::Languages,
};

/// What the features that people see are built on: the effects, and the features that own the tables.
pub(super) struct Ground {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) random: Random,
    pub(super) languages: Languages,
    pub(super) throttling: Throttling,
    pub(super) signing_keys: SigningKeys,
    pub(super) outbox: Outbox,
    pub(super) accounts: Accounts,
    pub(super) passwords: Passwords,
    pub(super) activity: Activity,
    pub(super) sessions: Sessions,
    pub(super) mailed_tokens: MailedTokens,
}

impl Ground {
    pub(super) async fn lay(config: &Config, db: Db, clock: Clock, languages: Languages) -> Result<Self, Error> {
        let random = Random;
        let throttling = throttling(config, db.clone()).await?;
        let keyring = Keyring::new(db.clone(), &config.secrets, config.into());
        let signing_keys = SigningKeys::open(keyring, clock.clone()).await?;
        let outbox = Outbox::new(db.clone(), clock.clone(), random, config);
        let accounts = Accounts::new(db.clone(), clock.clone(), languages.clone());
        let activity = Activity::default();
        let sessions = Sessions {
            db: db.clone(),
            clock: clock.clone(),
            random,
            keys: signing_keys.clone(),
            seal: Seal::new(&config.secrets, "refresh_token"),
            device_seal: Seal::new(&config.secrets, "device"),
            accounts: accounts.clone(),
            outbox: outbox.clone(),
            activity: activity.clone(),
            audience: config.into(),
            lifetimes: config.into(),
        };
        Ok(Self {
            passwords: Passwords::new(db.clone(), throttling.clone(), config),
            mailed_tokens: MailedTokens::new(db.clone(), random, &config.secrets),
            db,
            clock,
            random,
            languages,
            throttling,
            signing_keys,
            outbox,
            accounts,
            activity,
            sessions,
        })
    }
}

async fn throttling(config: &Config, db: Db) -> Result<Throttling, Error> {
    let throttling = Throttling::new(db, &config.secrets);
    match &config.redis_url {
        Some(url) => throttling.through_redis(url).await,
        None => Ok(throttling),
    }
}
