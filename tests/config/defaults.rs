use super::*;

#[test]
fn everything_has_a_default_that_works() {
    let config = config(&[]);
    assert_eq!(config.mode, Mode::Development);
    assert_eq!(config.listen.to_string(), "127.0.0.1:8000");
    assert_eq!(config.issuer(), "http://localhost:8000");
    assert_eq!(config.audience, "http://localhost:8000");
    assert_eq!(config.frontend_url, None);
    assert_eq!(config.database_url.expose_secret(), "sqlite://data/keyward.db");
    assert!(config.mail_url.is_none() && config.redis_url.is_none() && config.secrets.previous.is_none());
    assert_eq!(config.mail_from.to_string(), "Keyward <no-reply@localhost>");
    assert_eq!(config.app_name, "Keyward");
    assert_eq!(config.security_notices, SecurityNotice::ALL);
    assert_eq!(config.registration, Registration::Open);
    assert_eq!(config.email_verification, EmailVerificationPolicy::Optional);
    assert!(!config.confirm_email_on_get);
    assert_eq!(config.default_roles, ["user"]);
    assert_eq!(config.locales.iter().map(ToString::to_string).collect::<Vec<_>>(), ["en", "de", "fr", "es"]);
    assert_eq!(config.password_min_length, 8);
    assert_eq!(config.signing_algorithm, SigningAlgorithm::Es256);
    assert_eq!(config.hash, HashParameters { memory_kib: 19_456, iterations: 2, parallelism: 1 });
    assert!(config.hash_concurrency >= 1);
    assert_eq!(config.trusted_proxies, TrustedProxies::default());
    assert!(config.graphiql && config.introspection);
    assert_eq!((config.log.as_str(), config.log_format), ("info", LogFormat::Text));
}

#[test]
fn lifetimes_are_the_contracts() {
    const HOUR: Duration = Duration::from_hours(1);
    let config = config(&[]);
    assert_eq!(config.access_token_lifetime, HOUR);
    assert_eq!(config.refresh_token_lifetime, 7 * 24 * HOUR);
    assert_eq!(config.session_lifetime, 90 * 24 * HOUR);
    assert_eq!(config.refresh_grace, Duration::from_secs(10));
    assert_eq!(config.reauthentication_age, HOUR);
    assert_eq!(config.email_verification_lifetime, 24 * HOUR);
    assert_eq!(config.password_reset_lifetime, HOUR);
    assert_eq!(config.email_change_undo_lifetime, 7 * 24 * HOUR);
    assert_eq!(config.audit_retention, 400 * 24 * HOUR);
}

#[test]
fn rates_are_the_contracts() {
    let config = config(&[]);
    let written = |rate: Option<keyward::features::throttling::Rate>| rate.map(|rate| (rate.tries, rate.per.as_secs()));
    assert_eq!(written(config.login_attempts), Some((10, 15 * 60)));
    assert_eq!(written(config.login_attempts_per_account), Some((100, 24 * 3600)));
    assert_eq!(written(config.login_attempts_per_address), Some((100, 15 * 60)));
    assert_eq!(written(config.registrations_per_address), Some((30, 3600)));
    assert_eq!(written(config.mails_per_address), Some((60, 3600)));
    assert_eq!(written(config.mails_per_recipient), Some((5, 3600)));
}

#[test]
fn what_depends_on_the_port_follows_the_port_listened_on() {
    let settings = Settings::load(Sources::from_pairs([("LISTEN", "127.0.0.1:0")])).expect("right settings");
    assert_eq!(settings.listen().to_string(), "127.0.0.1:0");
    let config = settings.listening_on(&"127.0.0.1:4711".parse().expect("an address")).expect("a config");
    assert_eq!(config.listen.to_string(), "127.0.0.1:4711");
    assert_eq!(config.issuer(), "http://localhost:4711");
    assert_eq!(config.audience, "http://localhost:4711");
}

#[test]
fn audience_and_sender_follow_the_public_url() {
    let config = in_production(&[("APP_NAME", "Schlüssel")]);
    assert_eq!(config.audience, "https://auth.example.org");
    assert_eq!(config.mail_from.to_string(), "Keyward <no-reply@auth.example.org>");
    assert_eq!(config.app_name, "Schlüssel");
}

#[test]
fn any_host_of_a_public_url_has_a_sender() {
    for (url, sender) in [
        ("http://127.0.0.1:8000", "no-reply@[127.0.0.1]"),
        ("http://[::1]:8000", "no-reply@[::1]"),
        ("http://a..b:8000", "no-reply@localhost"),
    ] {
        let config = config(&[("MODE", "development"), ("PUBLIC_URL", url)]);
        assert_eq!(config.mail_from.email.to_string(), sender);
    }
}
