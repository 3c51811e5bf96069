use super::*;

fn bytes(config: &Config) -> Vec<u8> {
    config.secrets.current.expose_secret().to_vec()
}

#[test]
fn a_secret_is_base64_of_either_kind_padded_or_not() {
    let standard = "+/+/3F9l2m6hPq8sT0vYb7cQe5wRz1uKjDgAiBnLx4E=";
    let expected = bytes(&config(&[("SECRET", standard)]));
    assert_eq!(expected.len(), 32);
    for same in [&standard[..43], "-_-_3F9l2m6hPq8sT0vYb7cQe5wRz1uKjDgAiBnLx4E", &standard.replace("Yb7", "Yb\n7")] {
        assert_eq!(bytes(&config(&[("SECRET", same)])), expected);
    }
}

#[test]
fn a_secret_that_is_short_or_not_random_is_refused_and_never_shown() {
    for (bad, why) in [
        ("NmXo3F9l2m6hPq8sT0vYbw==", "this has only 16"),
        ("not base64!", "this is not base64"),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "this is not random"),
        ("YWJjZGFiY2RhYmNkYWJjZGFiY2RhYmNkYWJjZGFiY2Q=", "this is not random"),
        // "replace this with 32 random bytes!"
        ("cmVwbGFjZSB0aGlzIHdpdGggMzIgcmFuZG9tIGJ5dGVzIQ==", "this is not random"),
    ] {
        for name in ["SECRET", "SECRET_PREVIOUS"] {
            let said = problem(&[(name, bad)]);
            assert!(said.starts_with(&format!("{name} is wrong (KEYWARD_{name} in the environment); ")), "{said}");
            assert!(said.ends_with(why) && !said.contains(bad), "{said}");
        }
    }
}

#[test]
fn the_secret_before_is_another_one() {
    let said = problem(&[("SECRET", SECRET), ("SECRET_PREVIOUS", SECRET)]);
    assert!(said.starts_with("SECRET_PREVIOUS is wrong"), "{said}");
}

fn start_in(folder: &TempDir) -> Config {
    let settings = Settings::load(Sources { directory: Some(folder.path().to_owned()), ..Sources::default() });
    let settings = settings.expect("right settings");
    settings.listening_on(settings.listen()).expect("a config")
}

#[test]
fn development_makes_a_secret_once_for_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = bytes(&start_in(&folder));
    assert_eq!(first.len(), 32);
    assert_eq!(bytes(&start_in(&folder)), first);
    let mode = |path: &str| fs::metadata(folder.path().join(path)).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("data/secret")), (0o700, 0o600));
}

#[test]
fn starts_at_the_same_time_agree_on_the_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let all: Vec<_> = thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| bytes(&start_in(&folder)))).collect();
        starts.into_iter().map(|start| start.join().expect("a start")).collect()
    });
    assert!(all.iter().all(|secret| *secret == all[0]));
    assert_eq!(fs::read_dir(folder.path().join("data")).expect("a folder").count(), 1, "nothing is left behind");
}

#[test]
fn looking_at_the_settings_makes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings::load(Sources { directory: Some(folder.path().to_owned()), ..Sources::default() });
    let _shown = to_table(&settings.expect("right settings"));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn a_kept_secret_that_is_spoilt_stops_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    fs::write(folder.path().join("data/secret"), "spoilt").expect("a file");
    let settings = Settings::load(Sources { directory: Some(folder.path().to_owned()), ..Sources::default() });
    let settings = settings.expect("right settings");
    let said = settings.listening_on(settings.listen()).expect_err("no secret").to_string();
    assert!(said.contains("data/secret is wrong; it must be") && !said.contains("spoilt"), "{said}");
}

#[test]
fn nothing_prints_a_secret() {
    let pairs = [
        ("SECRET", SECRET),
        ("SECRET_PREVIOUS", "QmXo3F9l2m6hPq8sT0vYb7cQe5wRz1uKjDgAiBnLx4E="),
        ("DATABASE_URL", "postgres://keyward:hush@db/keyward?sslpassword=hush"),
        ("REDIS_URL", "redis://:hush@cache"),
        ("MAIL_URL", "smtp://keyward:hush@mail.example.org"),
        ("MAIL_PASSWORD", "hush"),
    ];
    let settings = Settings::load(Sources::from_pairs(pairs)).expect("right settings");
    let config = settings.listening_on(settings.listen()).expect("a config");
    for shown in [to_table(&settings), to_json(&settings), format!("{settings:?}"), format!("{config:#?}")] {
        assert!(!shown.contains("hush") && !shown.contains("3F9l2m6h"), "{shown}");
    }
    let table = to_table(&settings);
    for masked in ["postgres://keyward:***@db/keyward?***", "redis://:***@cache", "smtp://keyward:***@mail"] {
        assert!(table.contains(masked), "{table}");
    }
}

#[test]
fn no_error_shows_a_password_in_a_url() {
    for (name, bad) in [
        ("DATABASE_URL", "mysql://u:hush@h/db"),
        ("DATABASE_URL", "mysql://u:p#hush@h/db"),
        ("DATABASE_URL", "mysql://u:12/hush@h/db"),
        ("DATABASE_URL", "mysql://h/db?password=hush"),
        ("DATABASE_URL", "mysql:u:hush@h"),
        ("REDIS_URL", "redis://:p/hush@h"),
        ("MAIL_URL", "smpt://u:hush@h"),
        ("PUBLIC_URL", "http://u:hush@localhost"),
        ("FRONTEND_URL", "http://u:hush@localhost"),
        ("ALLOWED_ORIGINS", "https://a.example.org,https://u:hush@b.example.org"),
    ] {
        let said = problem(&[(name, bad)]);
        assert!(!said.contains("hush"), "{said}");
    }
}
