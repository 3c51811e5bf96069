use super::*;

#[test]
fn a_wrong_duration_names_the_setting_and_what_it_may_be() {
    assert_eq!(
        problem(&[("SESSION_LIFETIME", "7 dogs")]),
        "SESSION_LIFETIME is \"7 dogs\" (KEYWARD_SESSION_LIFETIME in the environment); it must be a time from 1s to \
         3650d, e.g. `10s`, `15m`, `24h`, `7d`"
    );
}

#[test]
fn lifetimes_are_whole_seconds_and_more_than_none() {
    is_refused("ACCESS_TOKEN_LIFETIME", &["0s", "10", "500ms", "-1h", "15M", "4000d", "soon"]);
    let config = config(&[("ACCESS_TOKEN_LIFETIME", "1s"), ("SESSION_LIFETIME", "1d 12h")]);
    assert_eq!(config.access_token_lifetime, Duration::from_secs(1));
    assert_eq!(config.session_lifetime, Duration::from_hours(36));
}

#[test]
fn the_grace_period_can_be_turned_off_but_not_last() {
    assert_eq!(config(&[("REFRESH_GRACE", "0s")]).refresh_grace, Duration::ZERO);
    is_refused("REFRESH_GRACE", &["2h", "x"]);
}

#[test]
fn a_key_signs_for_an_hour_at_least_and_long_enough_for_its_tokens() {
    assert_eq!(config(&[]).signing_key_lifetime, Duration::from_hours(24 * 90));
    assert_eq!(config(&[("SIGNING_KEY_LIFETIME", "1h")]).signing_key_lifetime, Duration::from_hours(1));
    is_refused("SIGNING_KEY_LIFETIME", &["59m", "0s", "4000d", "seldom"]);
    config(&[("SIGNING_KEY_LIFETIME", "1h"), ("ACCESS_TOKEN_LIFETIME", "100h")]);
    assert_eq!(
        problem(&[("SIGNING_KEY_LIFETIME", "1h"), ("ACCESS_TOKEN_LIFETIME", "101h")]),
        "SIGNING_KEY_LIFETIME is \"1h\" (KEYWARD_SIGNING_KEY_LIFETIME in the environment); it must be a 100th of \
         ACCESS_TOKEN_LIFETIME or more, as each key is published for as long as its tokens live"
    );
}

#[test]
fn a_limit_is_a_rate_or_off() {
    assert_eq!(config(&[("LOGIN_ATTEMPTS", "off")]).login_attempts, None);
    assert_eq!(config(&[("LOGIN_ATTEMPTS", "3/1m")]).login_attempts.map(|rate| rate.tries), Some(3));
    for bound in ["1/1s", "1/3650d"] {
        assert!(config(&[("LOGIN_ATTEMPTS", bound)]).login_attempts.is_some(), "{bound}");
    }
    is_refused("LOGIN_ATTEMPTS", &["10", "10/", "0/1m", "-1/1m", "ten/1m", "10/0s", "1/999ms", "1/3651d"]);
}

#[test]
fn words_are_read_in_any_case_and_no_others() {
    assert_eq!(config(&[("REGISTRATION", "Closed")]).registration, Registration::Closed);
    assert_eq!(config(&[("SIGNING_ALGORITHM", "eddsa")]).signing_algorithm, SigningAlgorithm::EdDsa);
    assert_eq!(config(&[("LOG_FORMAT", "json")]).log_format, LogFormat::Json);
    let config = config(&[("EMAIL_VERIFICATION", "before_first_login")]);
    assert_eq!(config.email_verification, EmailVerificationPolicy::BeforeFirstLogin);
    for name in ["MODE", "REGISTRATION", "EMAIL_VERIFICATION", "SIGNING_ALGORITHM", "LOG_FORMAT", "GRAPHIQL"] {
        is_refused(name, &["perhaps"]);
    }
}

#[test]
fn metrics_are_shown_on_a_port_of_their_own() {
    assert_eq!(config(&[]).metrics_listen, None);
    let listen = [("LISTEN", "127.0.0.1:8000"), ("METRICS_LISTEN", "127.0.0.1:9464")];
    assert_eq!(config(&listen).metrics_listen, "127.0.0.1:9464".parse().ok());
    is_refused("METRICS_LISTEN", &["9464", "localhost:9464", "127.0.0.1:8000", "[::]:8000", "yes"]);
}

#[test]
fn the_shortest_password_has_8_to_256_characters() {
    assert_eq!(config(&[("PASSWORD_MIN_LENGTH", "15")]).password_min_length, 15);
    is_refused("PASSWORD_MIN_LENGTH", &["7", "257", "-8", "8.5", "eight"]);
}

#[test]
fn hashes_as_strong_as_owasps_minimum_are_taken() {
    for (memory, iterations) in [("47104", "1"), ("19456", "2"), ("12288", "3"), ("9216", "4"), ("7168", "5")] {
        config(&[("HASH_MEMORY_KIB", memory), ("HASH_ITERATIONS", iterations)]);
    }
}

#[test]
fn weaker_and_absurd_hashes_are_refused() {
    for (memory, iterations, lanes) in [
        ("19455", "2", "1"),
        ("47103", "1", "1"),
        ("7167", "64", "1"),
        ("1048577", "2", "1"),
        ("19456", "65", "1"),
        ("19456", "2", "65"),
    ] {
        let said =
            problem(&[("HASH_MEMORY_KIB", memory), ("HASH_ITERATIONS", iterations), ("HASH_PARALLELISM", lanes)]);
        assert!(said.contains(memory) && said.contains("they must be at "), "{said}");
    }
    is_refused("HASH_CONCURRENCY", &["0", "1025"]);
}

#[test]
fn a_public_url_is_a_bare_web_url() {
    is_refused(
        "PUBLIC_URL",
        &[
            "auth.example.org",
            "ftp://x.org",
            "http://",
            "http://localhost/?a",
            "http://localhost/#a",
            "http://u@localhost",
        ],
    );
    let config = in_production(&[("FRONTEND_URL", "https://App.example.org/shop/")]);
    assert_eq!(config.issuer(), "https://auth.example.org");
    let frontend = config.frontend_url.expect("a frontend");
    assert_eq!(
        frontend.join("reset-password").expect("a link").as_str(),
        "https://app.example.org/shop/reset-password"
    );
}

#[test]
fn origins_are_written_as_browsers_do() {
    let config = in_production(&[("ALLOWED_ORIGINS", "https://App.example.org:443/, http://localhost:3000")]);
    assert_eq!(config.allowed_origins.listed, ["https://app.example.org", "http://localhost:3000"]);
    assert!(config.allowed_origins.allows("https://app.example.org"));
    assert!(!config.allowed_origins.allows("http://localhost:3001"));
    is_refused("ALLOWED_ORIGINS", &["*", "null", "app.example.org", "https://app.example.org/path"]);
}

#[test]
fn allowed_origins_default_to_the_frontends_and_in_development_loopback_ones() {
    let production = in_production(&[("FRONTEND_URL", "https://app.example.org/shop")]).allowed_origins;
    assert!(production.allows("https://app.example.org"));
    assert!(!production.allows("http://localhost:3000"));
    let development = config(&[("FRONTEND_URL", "http://app.test:3000")]).allowed_origins;
    for good in ["http://app.test:3000", "http://localhost:3000", "https://127.0.0.1:8443", "http://[::1]:1"] {
        assert!(development.allows(good), "{good}");
    }
    for bad in ["http://localhost.example.org", "null", "http://localhost:3000/", "http://u@localhost", "https://x.org"]
    {
        assert!(!development.allows(bad), "{bad}");
    }
}

#[test]
fn lists_that_may_be_empty_are_empty_when_said_so() {
    let config = config(&[("ALLOWED_ORIGINS", ""), ("DEFAULT_ROLES", "")]);
    assert!(config.default_roles.is_empty());
    assert!(!config.allowed_origins.allows("http://localhost:3000"));
}

#[test]
fn proxies_are_networks_addresses_or_whoever_connects_by_a_unix_socket() {
    let proxies = config(&[("TRUSTED_PROXIES", "10.1.2.3/8, 192.0.2.1,unix,fd00::/8")]).trusted_proxies;
    let networks: Vec<_> = proxies.networks.iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["10.0.0.0/8", "192.0.2.1/32", "fd00::/8"]);
    assert!(proxies.unix && !config(&[("TRUSTED_PROXIES", "::1")]).trusted_proxies.unix);
    is_refused("TRUSTED_PROXIES", &["10.0.0.0/33", "proxy.example.org", "unix:/run/proxy.sock"]);
}

#[test]
fn locales_are_language_tags() {
    let locales = config(&[("LOCALES", "de-ch, en,de-CH")]).locales;
    assert_eq!(locales.iter().map(ToString::to_string).collect::<Vec<_>>(), ["de-CH", "en"]);
    is_refused("LOCALES", &["english language", ",", "und"]);
}

#[test]
fn roles_are_sorted_once_each_and_keep_their_case() {
    assert_eq!(config(&[("DEFAULT_ROLES", "user,Editor, user,")]).default_roles, ["Editor", "user"]);
}

#[test]
fn notices_are_those_there_are_or_none() {
    let notices = |text| config(&[("SECURITY_NOTICES", text)]).security_notices;
    let both = [SecurityNotice::NewDevice, SecurityNotice::PasswordChanged];
    assert_eq!(notices("new_device, Password_Changed,"), both);
    assert!(notices("none").is_empty() && notices("None").is_empty() && notices("").is_empty());
    is_refused("SECURITY_NOTICES", &["new_devices", "all", "none,new_device", "password changed"]);
}

#[test]
fn a_name_is_one_line() {
    is_refused("APP_NAME", &["Shop\r\nBcc: x@example.org", &"x".repeat(1001)]);
    is_refused("DEFAULT_ROLES", &["user,ad\nmin"]);
}

#[test]
fn databases_are_sqlite_files_or_postgres() {
    for good in ["sqlite://k.db", "sqlite:///var/k.db?mode=rwc", "postgres://u:p@h/db", "postgresql:///db?host=/run"] {
        config(&[("DATABASE_URL", good)]);
    }
    is_refused("DATABASE_URL", &["mysql://h/db", "sqlite::memory:", "sqlite://", "k.db", "sqlite://x?mode=memory"]);
}

#[test]
fn mail_goes_to_an_smtp_server() {
    is_refused("MAIL_URL", &["mail.example.org", "https://mail.example.org", "smtp://"]);
    is_refused("MAIL_FROM", &["nobody", "a@b@c"]);
    let from = config(&[("MAIL_FROM", "Example <mail@example.org>")]).mail_from;
    assert_eq!(from.name.as_deref(), Some("Example"));
}

#[test]
fn redis_is_a_server_and_the_number_of_a_database() {
    for good in ["redis://cache", "rediss://:p%2Fw@cache:6380/3", "redis://user:pw@[::1]:6379/"] {
        config(&[("REDIS_URL", good)]);
    }
    let bad = ["localhost:6379", "http://localhost", "redis://", "redis://cache/name", "rediss://cache/#insecure"];
    is_refused("REDIS_URL", &bad);
}

#[test]
fn a_mail_servers_user_and_password_come_together() {
    let url = ("MAIL_URL", "smtp://mail.example.org:587");
    config(&[url, ("MAIL_USERNAME", "u"), ("MAIL_PASSWORD", "p")]);
    config(&[("MAIL_URL", "smtp://u@mail.example.org:587"), ("MAIL_PASSWORD", "p")]);
    assert!(problem(&[url, ("MAIL_USERNAME", "u")]).starts_with("MAIL_PASSWORD is not set"));
    assert!(problem(&[url, ("MAIL_PASSWORD", "p")]).starts_with("MAIL_USERNAME is not set"));
}

#[test]
fn a_log_level_with_a_slip_is_refused() {
    for good in ["warn", "off", "info,sqlx=warn,keyward=debug"] {
        assert_eq!(config(&[("LOG", good)]).log, good);
    }
    is_refused("LOG", &["inof", "info,keyward=loud"]);
}

#[test]
fn an_address_needs_its_port() {
    assert_eq!(config(&[("LISTEN", "[::1]:0")]).listen.to_string(), "[::1]:0");
    is_refused("LISTEN", &["localhost:8000", "127.0.0.1", "8000", "127.0.0.1:65536"]);
}

#[test]
fn a_unix_socket_has_a_path_and_needs_a_public_url() {
    let here = ("PUBLIC_URL", "http://localhost:8080");
    assert_eq!(config(&[("LISTEN", "unix:/run/k.sock"), here]).listen.to_string(), "unix:/run/k.sock");
    is_refused("LISTEN", &["unix:", "/run/k.sock"]);
    let said = problem(&[("LISTEN", "unix:/run/k.sock")]);
    assert!(said.starts_with("PUBLIC_URL is not set (KEYWARD_PUBLIC_URL); a unix socket has no port"), "{said}");
}
