use crate::schema::limits::Excess;

/// Looks at how deep JSON is nested without parsing it, as a parser would use the stack for each level.
///
/// # Errors
/// When it is deeper than `levels`.
pub(super) fn check(json: &[u8], levels: usize) -> Result<(), Excess> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > levels {
            return Err(Excess::Nesting);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_unless_they_stand_in_a_string() {
        for (json, fits) in [
            ("[[[]]]".to_owned(), true),
            ("[[[[]]]]".to_owned(), false),
            (r#"{"a":{"b":[1]},"c":{"d":[]}}"#.to_owned(), true),
            (r#"["[[[[", "\"[[[[", "\\"]"#.to_owned(), true),
            (r#"["\\", [[[]]]]"#.to_owned(), false),
            (r"\[[[[]]]]".to_owned(), false),
            ("[".repeat(60_000), false),
            ("\"".repeat(60_000), true),
        ] {
            assert_eq!(check(json.as_bytes(), 3).is_ok(), fits, "{}", &json[..json.len().min(30)]);
        }
    }
}
