use crate::{
    config::Config,
    db::Db,
    effects::{Clock, Random},
    features::{
        accounts::Accounts, administration::Administration, email_verification::EmailVerification,
        mailed_tokens::MailedTokens, outbox::Outbox, passwords::Passwords, throttling::Throttling,
    },
    languages::Languages,
};

/// What an operator works with: beside a server, or before there is one.
///
/// Nothing in it seals or opens anything, so that it works whatever `SECRET` the settings have.
#[must_use]
pub fn administration(config: &Config, db: Db, clock: Clock) -> Administration {
    let random = Random;
    let languages = Languages::new(config.locales.clone());
    let accounts = Accounts::new(db.clone(), clock.clone(), languages.clone());
    let outbox = Outbox::new(db.clone(), clock.clone(), random, config);
    let throttling = Throttling::new(db.clone(), &config.secrets);
    let mailed_tokens = MailedTokens::new(db.clone(), random, &config.secrets);
    Administration {
        email_verification: EmailVerification {
            db: db.clone(),
            clock: clock.clone(),
            accounts: accounts.clone(),
            mailed_tokens: mailed_tokens.clone(),
            outbox: outbox.clone(),
            throttling: throttling.clone(),
            settings: config.into(),
        },
        passwords: Passwords::new(db.clone(), throttling, config),
        settings: config.into(),
        db,
        clock,
        random,
        languages,
        accounts,
        mailed_tokens,
        outbox,
    }
}
