use super::*;

fn folder_with(name: &str, content: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), content).expect("a file");
    folder
}

fn load(folder: &TempDir, toml: &str, pairs: &[(&str, &str)]) -> Result<Settings, Problems> {
    Settings::load(Sources {
        toml: Some(toml.to_owned()),
        directory: Some(folder.path().to_owned()),
        ..Sources::from_pairs(pairs.iter().copied())
    })
}

#[test]
fn any_setting_may_come_as_a_files_path() {
    let folder = folder_with("name", "From a file\r\n");
    let path = folder.path().join("name");
    for settings in [
        load(&folder, "", &[("APP_NAME_FILE", "name")]),
        load(&folder, "", &[("APP_NAME_FILE", path.to_str().expect("UTF-8"))]),
        load(&folder, "app_name_file = 'name'", &[]),
    ] {
        let settings = settings.expect("right settings");
        assert_eq!(value_of(&settings, "APP_NAME").as_deref(), Some("From a file"));
    }
}

#[test]
fn a_file_and_a_value_in_one_place_are_an_error_that_says_so() {
    let folder = folder_with("name", "A");
    let said = load(&folder, "", &[("APP_NAME_FILE", "name"), ("APP_NAME", "B")]).expect_err("twice").to_string();
    assert_eq!(said, "KEYWARD_APP_NAME and KEYWARD_APP_NAME_FILE are both set in the environment; keep one of them");
    let said = load(&folder, "app_name = 'B'\napp_name_file = 'name'", &[]).expect_err("twice").to_string();
    assert_eq!(said, "app_name and app_name_file are both set in keyward.toml; keep one of them");
}

#[test]
fn a_later_file_wins_over_an_earlier_value_and_the_other_way_round() {
    let folder = folder_with("name", "A");
    let later_file = load(&folder, "app_name = 'B'", &[("APP_NAME_FILE", "name")]).expect("right settings");
    assert_eq!(value_of(&later_file, "APP_NAME").as_deref(), Some("A"));
    let later_value = load(&folder, "app_name_file = 'name'", &[("APP_NAME", "B")]).expect("right settings");
    assert_eq!(value_of(&later_value, "APP_NAME").as_deref(), Some("B"));
}

#[test]
fn a_file_that_is_missing_or_empty_is_named() {
    let folder = folder_with("name", "\n");
    let said = load(&folder, "", &[("SECRET_FILE", "nowhere")]).expect_err("no file").to_string();
    assert!(said.starts_with("KEYWARD_SECRET_FILE in the environment names "), "{said}");
    assert!(said.contains("nowhere, which can't be read: "), "{said}");
    let said = load(&folder, "", &[("SECRET_FILE", "name")]).expect_err("an empty file").to_string();
    assert!(said.ends_with("name, which is empty"), "{said}");
}

#[test]
fn what_stands_in_a_file_that_cannot_be_read_is_not_said_to_be_missing() {
    let folder = folder_with("name", "A");
    let given = [
        ("PUBLIC_URL", "https://auth.example.org"),
        ("SECRET_FILE", "nowhere"),
        ("MAIL_URL_FILE", "nowhere"),
        ("MAIL_USERNAME", "keyward"),
        ("MAIL_PASSWORD_FILE", "nowhere"),
    ];
    let said = load(&folder, "", &given).expect_err("no files").to_string();
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(said.lines().all(|line| line.contains("nowhere, which can't be read: ")), "{said}");
}

#[test]
fn a_wrong_value_from_a_file_names_the_variable_that_named_the_file() {
    let folder = folder_with("listen", "here\n");
    let said = load(&folder, "", &[("LISTEN_FILE", "listen")]).expect_err("no address").to_string();
    assert!(said.starts_with("LISTEN is \"here\" (KEYWARD_LISTEN_FILE in the environment); "), "{said}");
}
