use woothee::parser::Parser;

/// A user agent in words, e.g. `Firefox on Linux`; none when nothing is known of it.
pub(super) fn describe(user_agent: &str) -> Option<String> {
    let found = Parser::new().parse(user_agent)?;
    match (known(found.name), known(found.os)) {
        (Some(name), Some(os)) => Some(format!("{name} on {os}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

fn known(word: &str) -> Option<&str> {
    Some(word).filter(|word| !word.is_empty() && *word != "UNKNOWN")
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn a_browser_is_told_with_its_system() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(describe(firefox).as_deref(), Some("Firefox on Linux"));
        assert_eq!(describe("curious"), None);
    }
}
