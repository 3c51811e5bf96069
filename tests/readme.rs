//! The README says what the code says.

const README: &str = include_str!("../README.md");

#[test]
fn its_table_of_settings_is_the_one_that_the_code_has() {
    let table = keyward::config::readme_table();
    assert!(README.contains(table.trim()), "put this table into README.md, in place of the one there:\n\n{table}");
}

#[test]
fn it_names_every_command() {
    for command in ["keyward serve", "keyward migrate", "keyward schema", "keyward config", "keyward audit list"] {
        assert!(README.contains(command), "{command}");
    }
}
