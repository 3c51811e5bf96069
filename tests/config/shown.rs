use super::*;

#[test]
fn the_table_says_where_each_setting_comes_from() {
    let sources = Sources {
        toml: Some("app_name = 'Shop'".to_owned()),
        dotenv: Some("KEYWARD_LOG=warn".to_owned()),
        ..Sources::from_pairs([("LISTEN", "127.0.0.1:9000")])
    };
    let table = to_table(&Settings::load(sources).expect("right settings"));
    let words = |name: &str| {
        let line = table.lines().find(|line| line.starts_with(name)).expect("a line for each");
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(words("LISTEN "), "127.0.0.1:9000 KEYWARD_LISTEN in the environment");
    assert_eq!(words("APP_NAME "), "Shop app_name in keyward.toml");
    assert_eq!(words("LOG "), "warn KEYWARD_LOG in .env");
    assert_eq!(words("PUBLIC_URL "), "http://localhost:9000 default");
    assert_eq!(words("FRONTEND_URL "), "(none) default");
    assert_eq!(table.lines().count(), table::settings().count());
}

#[test]
fn programs_get_json() {
    let settings = Settings::load(Sources::from_pairs([("SECRET", SECRET), ("KEYWARD_PORT", "x")]));
    let json: serde_json::Value = serde_json::from_str(&to_json(&settings.expect("right settings"))).expect("JSON");
    let find = |name: &str| {
        let all = json["settings"].as_array().expect("a list");
        all.iter().find(|setting| setting["name"] == name).expect("a setting").clone()
    };
    assert_eq!(find("SECRET")["value"], "***");
    assert_eq!(find("SECRET")["source"], "environment");
    assert_eq!(find("REDIS_URL")["value"], serde_json::Value::Null);
    assert_eq!(find("LISTEN")["source"], "default");
    assert_eq!(json["warnings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_example_file_is_what_the_table_says() {
    let committed = include_str!("../../.env.example");
    assert!(committed == env_example(), "write it anew: keyward config --example > .env.example");
}

#[test]
fn every_line_of_the_example_works_when_it_is_taken() {
    let taken = env_example()
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .fold(String::new(), |all, line| if line.starts_with("KEYWARD_") { format!("{all}{line}\n") } else { all });
    assert_eq!(taken.lines().count(), table::settings().count());
    // The example says production, and has no secret to copy.
    let problems = load_dotenv(&taken).expect_err("no secret");
    let lines: Vec<&str> = problems.lines().collect();
    assert!(lines.len() == 2 && lines.iter().all(|line| line.contains(" is not set ")), "{problems}");
}

#[test]
fn the_readmes_table_has_a_line_for_each_setting() {
    let table = readme_table();
    assert_eq!(table.lines().count(), table::settings().count() + 2);
    assert!(table.contains("| `LISTEN` | `127.0.0.1:8000` | Address and port "), "{table}");
}
