use super::{Excess, NESTING, TOKENS};

/// Why a text is not given to the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is past a limit.
    #[error(transparent)]
    TooComplex(#[from] Excess),
    /// A string in it has no end. The parser would go back and read what is inside as GraphQL, past every limit.
    #[error("Syntax error at line {line}, column {column}: a string that begins here has no end.")]
    Unterminated {
        /// Counted from 1.
        line: usize,
        /// In characters, counted from 1.
        column: usize,
    },
}

/// Looks at a document's tokens (GraphQL, October 2021, §2.1) without parsing it: none is nested past
/// [`NESTING`], and there are no more than [`TOKENS`].
///
/// # Errors
/// What is wrong first, from the left.
pub fn look(document: &str) -> Result<(), Unfit> {
    let mut tokens = 0;
    let mut nesting = 0_usize;
    let mut rest = document;
    while let Some((token, after)) = next(rest).map_err(|()| unterminated(document, rest))? {
        rest = after;
        match token {
            Token::Ignored => continue,
            Token::Opening => nesting += 1,
            Token::Closing => nesting = nesting.saturating_sub(1),
            Token::Other => {}
        }
        tokens += 1;
        if nesting > NESTING {
            return Err(Excess::Nesting.into());
        }
        if tokens > TOKENS {
            return Err(Excess::Tokens.into());
        }
    }
    Ok(())
}

/// How many tokens a text has that was looked at before.
pub(super) fn count(mut text: &str) -> usize {
    let mut tokens = 0;
    while let Ok(Some((token, after))) = next(text) {
        tokens += usize::from(!matches!(token, Token::Ignored));
        text = after;
    }
    tokens
}

#[derive(Clone, Copy)]
enum Token {
    /// Space, commas, comments, a byte order mark.
    Ignored,
    Opening,
    Closing,
    Other,
}

/// The next token and what comes after it; a string that has no end is an error.
fn next(text: &str) -> Result<Option<(Token, &str)>, ()> {
    let Some(first) = text.chars().next() else { return Ok(None) };
    let (token, length) = match first {
        ' ' | '\t' | '\r' | '\n' | ',' | '\u{feff}' => (Token::Ignored, first.len_utf8()),
        '#' => (Token::Ignored, text.find(['\r', '\n']).unwrap_or(text.len())),
        '{' | '[' | '(' => (Token::Opening, 1),
        '}' | ']' | ')' => (Token::Closing, 1),
        '"' => (Token::Other, string(text).ok_or(())?),
        '.' if text.starts_with("...") => (Token::Other, 3),
        '_' | '-' | '0'..='9' | 'a'..='z' | 'A'..='Z' => (Token::Other, word(text)),
        other => (Token::Other, other.len_utf8()),
    };
    Ok(Some((token, &text[length..])))
}

/// How long a name or a number is; a sign or a point belongs only to a number.
fn word(text: &str) -> usize {
    let numeric = text.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || numeric && matches!(c, '.' | '+' | '-');
    text.find(|c| !inside(c)).unwrap_or(text.len())
}

/// How long a string is, its quotes included; none when it has no end.
fn string(text: &str) -> Option<usize> {
    match text.strip_prefix("\"\"\"") {
        Some(block) => Some(3 + block_content(block)? + 3),
        None => Some(1 + line_content(&text[1..])? + 1),
    }
}

fn block_content(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let quotes = at + text[at..].find("\"\"\"")?;
        if !text[..quotes].ends_with('\\') {
            return Some(quotes);
        }
        at = quotes + 3;
    }
}

fn line_content(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' | b'\r' => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at),
            _ => {}
        }
    }
    None
}

fn unterminated(document: &str, rest: &str) -> Unfit {
    let before = &document[..document.len() - rest.len()];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Unfit::Unterminated { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_texts_end_at_a_limit_or_at_a_string_without_end() {
        let long = |part: &str| part.repeat(60_000 / part.len());
        for (text, end) in [
            (long("["), Unfit::TooComplex(Excess::Nesting)),
            (long("{a"), Unfit::TooComplex(Excess::Nesting)),
            (long("a "), Unfit::TooComplex(Excess::Tokens)),
            (long("é"), Unfit::TooComplex(Excess::Tokens)),
            (long("\"\""), Unfit::TooComplex(Excess::Tokens)),
            (format!("\"\"\"{}", long("[")), Unfit::Unterminated { line: 1, column: 1 }),
            (format!("{{ a(b: \"\n{}", long("[")), Unfit::Unterminated { line: 1, column: 8 }),
            ("{ a(b: \"c\rd\") }".to_owned(), Unfit::Unterminated { line: 1, column: 8 }),
            (format!("{{ a\n(b: [\"\"\"\" {}", long("[")), Unfit::Unterminated { line: 2, column: 6 }),
        ] {
            assert_eq!(look(&text), Err(end), "{}…", text.chars().take(20).collect::<String>());
        }
    }

    #[test]
    fn what_stands_in_strings_and_comments_is_not_counted() {
        let brackets = "[{(".repeat(100);
        for text in [
            format!("{{ a(b: \"{brackets}\") }}"),
            format!("{{ a(b: \"\\\"{brackets}\\\\\") }}"),
            format!("{{ a(b: \"\"\"{brackets}\\\"\"\" \" \"\" \"\"\") }}"),
            format!("# {brackets} \"\"\"\n{{ a }}"),
            format!("# {brackets}\r{{ a }}"),
        ] {
            assert_eq!(look(&text), Ok(()), "{text}");
            assert!(parse_query(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn tokens_are_counted_as_the_grammar_has_them() {
        for (text, tokens) in [
            ("", 0),
            (" ,\t\u{feff}\r\n# a comment", 0),
            ("a_1", 1),
            ("-1.5e+3", 1),
            ("a...b", 3),
            ("a-1", 2),
            ("a.b", 3),
            ("a: $b @c", 6),
            ("\"a b\" \"\"\"c d\"\"\"", 2),
            ("{ [ ( ) ] }", 6),
        ] {
            assert_eq!(count(text), tokens, "{text}");
        }
    }

    #[test]
    fn a_limit_may_be_reached_but_not_passed() {
        let nested = |levels: usize| format!("{}{}", "{a".repeat(levels), "}".repeat(levels));
        assert_eq!(look(&nested(NESTING)), Ok(()));
        assert_eq!(look(&nested(NESTING + 1)), Err(Excess::Nesting.into()));
        assert_eq!(look(&"a ".repeat(TOKENS)), Ok(()));
        assert_eq!(look(&"a ".repeat(TOKENS + 1)), Err(Excess::Tokens.into()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*|[\\[{(\"\\\\#\n.a1 é]*") {
            let _ = look(&text);
        }

        #[test]
        fn what_the_parser_takes_it_takes_too(text in "\\{ ?a(\\(b: ?(\"[a\\\\\"]{0,4}\"|\"\"\"[a\"\\\\]{0,6}\"\"\"|-?[0-9.]{1,3}|\\[\\$a 1\\])\\))?,? ?\\}") {
            prop_assume!(parse_query(&text).is_ok());
            prop_assert_eq!(look(&text), Ok(()));
        }
    }
}
