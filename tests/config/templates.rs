use std::path::Path;

use super::*;

/// A folder for `TEMPLATES_DIR` with these files.
fn branding(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder of its own")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    folder
}

fn path(folder: &TempDir) -> &str {
    folder.path().to_str().expect("UTF-8")
}

/// What is said about a folder with these files, after the setting and its value.
fn said_about(files: &[(&str, &str)]) -> Vec<String> {
    let folder = branding(files);
    let problems = Config::from_pairs([("TEMPLATES_DIR", path(&folder))]).expect_err("this folder is wrong");
    let start = format!("TEMPLATES_DIR is {:?} (KEYWARD_TEMPLATES_DIR in the environment); ", path(&folder));
    problems.lines().map(|line| line.strip_prefix(&start).unwrap_or_else(|| panic!("{line}")).to_owned()).collect()
}

#[test]
fn every_language_that_is_offered_by_default_has_texts() {
    let locales: Vec<_> = config(&[]).locales.iter().map(ToString::to_string).collect();
    assert_eq!(locales, ["en", "de", "fr", "es"]);
}

#[test]
fn a_language_without_texts_is_refused_with_those_that_there_are() {
    assert_eq!(
        problem(&[("LOCALES", "en,it")]),
        "LOCALES is \"en,it\" (KEYWARD_LOCALES in the environment); there are no texts in `it`, but in de, en, es, fr; \
         TEMPLATES_DIR may add some"
    );
}

#[test]
fn a_region_may_be_offered_where_its_language_has_texts() {
    let locales: Vec<_> = config(&[("LOCALES", "de-CH,en-GB")]).locales.iter().map(ToString::to_string).collect();
    assert_eq!(locales, ["de-CH", "en-GB"]);
}

#[test]
fn a_folder_may_add_a_language() {
    let folder = branding(&[("locales/it/pages.ftl", "page-close = Può chiudere questa pagina.")]);
    let locales = config(&[("LOCALES", "it"), ("TEMPLATES_DIR", path(&folder))]).locales;
    assert_eq!(keyward::languages::text(&locales[0], "page-close", &[]), "Può chiudere questa pagina.");
}

#[test]
fn a_relative_folder_starts_where_the_settings_lie() {
    let folder = branding(&[("own/locales/it/own.ftl", "page-close = Chiudere")]);
    let settings = Settings::load(Sources {
        directory: Some(folder.path().to_owned()),
        ..Sources::from_pairs([("TEMPLATES_DIR", "own"), ("LOCALES", "it")])
    });
    assert!(settings.is_ok(), "{settings:?}");
}

#[test]
fn a_folder_that_is_missing_is_named() {
    let said = problem(&[("TEMPLATES_DIR", "/nowhere/at/all")]);
    assert!(said.starts_with("TEMPLATES_DIR is \"/nowhere/at/all\" "), "{said}");
    assert!(said.contains("; the folder can't be read: No such file"), "{said}");
}

#[test]
fn a_file_that_nobody_asks_for_is_named_with_the_nearest() {
    assert_eq!(
        said_about(&[("mail.htm", "x"), ("locale/de/mails.ftl", "")]),
        [
            "locale is none of the files that can be changed; the nearest is locales",
            "mail.htm is none of the files that can be changed; the nearest is mail.html",
        ]
    );
    assert_eq!(
        said_about(&[("locales/de/mails.txt", ""), ("locales/german!/mails.ftl", "")]),
        [
            "locales/de/mails.txt is no file of texts: their names end in `.ftl`",
            "locales/german! is called after no language: the folders in locales are called e.g. `de`, `pt-BR`",
        ]
    );
}

#[test]
fn a_slip_in_a_file_is_named_with_its_line() {
    assert_eq!(
        said_about(&[("mail.txt", "{{ url }}\n{{ grteeing }}")]),
        ["mail.txt, line 2: it is not given `grteeing`, but `app_name`, `closing`, `footer`, `greeting`, `label`, \
          `language`, `link_below`, `paragraphs`, `subject`, `t`, `url`"]
    );
    assert_eq!(
        said_about(&[
            ("locales/de/own.ftl", "page-close = Zu\n\npage-clsoed = Zu"),
            ("locales/fr/own.ftl", "page-close")
        ]),
        [
            "locales/fr/own.ftl, line 1: Expected a token starting with \"=\"",
            "locales/de/own.ftl, line 3: no text is called `page-clsoed`; the nearest is `page-close`, own ones begin with \
             `own-`",
        ]
    );
}

#[test]
fn what_put_the_folder_there_may_leave_its_own_files() {
    let folder = branding(&[("..data/mail.html", "not read"), (".DS_Store", "\0"), ("locales/.keep", "")]);
    std::os::unix::fs::symlink(Path::new("..data/mail.html"), folder.path().join("pages.css")).expect("a link");
    let config = config(&[("TEMPLATES_DIR", path(&folder))]);
    assert_eq!(config.templates.stylesheet(), "not read");
}
