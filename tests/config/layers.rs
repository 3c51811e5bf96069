use super::*;

#[test]
fn later_wins_from_defaults_over_toml_and_dotenv_to_the_environment() {
    let load = |toml: bool, dotenv: bool, environment: bool| {
        let given = |yes: bool, text: &str| yes.then(|| text.to_owned());
        let sources = Sources {
            toml: given(toml, "app_name = 'toml'"),
            dotenv: given(dotenv, "KEYWARD_APP_NAME=dotenv"),
            ..Sources::from_pairs(given(environment, "environment").map(|value| ("APP_NAME", value)))
        };
        value_of(&Settings::load(sources).expect("right settings"), "APP_NAME").expect("a name")
    };
    assert_eq!(load(false, false, false), "Keyward");
    assert_eq!(load(true, false, false), "toml");
    assert_eq!(load(true, true, false), "dotenv");
    assert_eq!(load(true, true, true), "environment");
    assert_eq!(load(true, false, true), "environment");
}

#[test]
fn toml_has_numbers_truths_and_lists_of_its_own() {
    let settings = load_toml("password_min_length = 12\nconfirm_email_on_get = true\nlocales = ['de', 'en']\n");
    let settings = settings.expect("right settings");
    assert_eq!(value_of(&settings, "PASSWORD_MIN_LENGTH").as_deref(), Some("12"));
    assert_eq!(value_of(&settings, "CONFIRM_EMAIL_ON_GET").as_deref(), Some("true"));
    assert_eq!(value_of(&settings, "LOCALES").as_deref(), Some("de,en"));
}

#[test]
fn an_unknown_key_in_toml_is_an_error_that_names_the_nearest() {
    let said = |toml| load_toml(toml).expect_err("no such setting").to_string();
    assert_eq!(said("mial_url = 'x'"), "mial_url in keyward.toml is no setting; the nearest is mail_url");
    assert_eq!(said("secret_fil = 'x'"), "secret_fil in keyward.toml is no setting; the nearest is secret");
    assert_eq!(
        said("hash_memory_file = 'x'"),
        "hash_memory_file in keyward.toml is no setting; the nearest is hash_memory_kib_file"
    );
    assert_eq!(said("LISTEN = 'x'"), "LISTEN in keyward.toml is no setting; the nearest is listen");
    assert_eq!(said("KEYWARD_LISTEN = 'x'"), "KEYWARD_LISTEN in keyward.toml is no setting; the nearest is listen");
    assert_eq!(said("[mail]\nurl = 'x'"), "mail in keyward.toml is no setting; the nearest is mail_url");
}

#[test]
fn an_unknown_one_in_the_environment_only_warns_and_names_the_nearest() {
    let settings = Settings::load(Sources::from_pairs([("KEYWARD_LISTENS", "x"), ("KEYWARD_PORT", "tcp://x")]));
    let settings = settings.expect("only warnings");
    let warnings: Vec<&str> = settings.warnings().collect();
    assert_eq!(warnings[0], "KEYWARD_LISTENS in the environment is no setting; the nearest is KEYWARD_LISTEN");
    assert_eq!(warnings.len(), 2);
}

#[test]
fn other_peoples_variables_are_left_alone() {
    let sources = Sources { environment: [("LISTEN".to_owned(), "x".to_owned())].into(), ..Sources::default() };
    let settings = Settings::load(sources).expect("right settings");
    assert_eq!(settings.warnings().count(), 0);
    assert_eq!(settings.listen().to_string(), "127.0.0.1:8000");
}

#[test]
fn an_empty_value_takes_an_earlier_one_back() {
    let sources = Sources { toml: Some("app_name = 'A'".to_owned()), ..Sources::from_pairs([("APP_NAME", "")]) };
    let settings = Settings::load(sources).expect("right settings");
    assert_eq!(value_of(&settings, "APP_NAME").as_deref(), Some("Keyward"));
}

#[test]
fn a_line_that_cannot_be_read_is_named_by_number_and_not_shown() {
    let said = load_dotenv("KEYWARD_LOG=info\nKEYWARD_MAIL_FROM=Hush <a@b.org>\n").expect_err("no quotes").to_string();
    assert!(said.starts_with(".env, line 2 can't be read") && !said.contains("Hush"), "{said}");
    let said = load_toml("log = 'info'\nsecret = 'hush\n").expect_err("no quote").to_string();
    assert!(said.starts_with("keyward.toml, line 2: ") && !said.contains("hush"), "{said}");
    assert_eq!(said.lines().count(), 1);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let pairs = [("LISTEN", "here"), ("SIGNING_ALGORITHM", "HS256"), ("GRAPHIQL", "perhaps")];
    let problems = Config::from_pairs(pairs).expect_err("three wrong settings");
    assert_eq!(problems.lines().count(), 3, "{problems}");
}
