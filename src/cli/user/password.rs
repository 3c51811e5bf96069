use std::io::{self, BufRead, IsTerminal};

use anyhow::{Context, ensure};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// More than any password has, however it is written.
const MAX_BYTES: u64 = 16 * 1024;

/// A new password: typed twice at a terminal, or the first line of standard input. Never an argument, as those show in
/// the list of processes and stay in the shell's history.
pub(super) fn read(whose: &str) -> anyhow::Result<SecretString> {
    if io::stdin().is_terminal() { ask(whose) } else { first_line(io::stdin().lock()) }
}

fn ask(whose: &str) -> anyhow::Result<SecretString> {
    let prompt = |words: &str| -> anyhow::Result<SecretString> {
        Ok(rpassword::prompt_password(words).context("reading a password from the terminal")?.into())
    };
    let password = prompt(&format!("New password for {whose}: "))?;
    let again = prompt("The same again: ")?;
    ensure!(password.expose_secret() == again.expose_secret(), "the two passwords differ: nothing was done");
    Ok(password)
}

fn first_line(input: impl BufRead) -> anyhow::Result<SecretString> {
    let mut line = Zeroizing::new(Vec::new());
    input.take(MAX_BYTES).read_until(b'\n', &mut line).context("reading a password from standard input")?;
    let text = std::str::from_utf8(&line).context("the password on standard input is not UTF-8")?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(text.strip_suffix('\r').unwrap_or(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(bytes: &[u8]) -> Option<String> {
        first_line(bytes).ok().map(|password| password.expose_secret().to_owned())
    }

    #[test]
    fn a_password_is_one_line_without_its_end() {
        for given in ["  a phrase \n", "  a phrase \r\n", "  a phrase ", "  a phrase \nand another\n"] {
            assert_eq!(read_from(given.as_bytes()).as_deref(), Some("  a phrase "), "{given:?}");
        }
        assert_eq!(read_from(b"").as_deref(), Some(""));
        assert_eq!(read_from(b"\xff\xfe"), None);
    }
}
