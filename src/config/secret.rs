use std::{borrow::Cow, fs, io, io::Write as _, os::unix::fs::DirBuilderExt as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use secrecy::SecretSlice;
use zeroize::Zeroizing;

use super::Problems;
use crate::effects::Random;

/// How many bytes a secret has, at least.
const LEAST: usize = 32;

/// Random bytes in base64 (RFC 4648 §4 or §5), padded or not, on as many lines as the tool that made them liked.
pub(super) fn secret(text: &str) -> Result<SecretSlice<u8>, Cow<'static, str>> {
    const FORM: &str = "at least 32 random bytes in base64, e.g. from `openssl rand -base64 32`";
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    plain.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte,
    }));
    let bytes = Zeroizing::new(STANDARD_NO_PAD.decode(&plain).map_err(|_| format!("{FORM}; this is not base64"))?);
    if bytes.len() < LEAST {
        return Err(format!("{FORM}; this has only {}", bytes.len()).into());
    }
    if is_repetitive(&bytes) || is_text(&bytes) {
        return Err(format!("{FORM}; this is not random").into());
    }
    Ok(bytes.to_vec().into())
}

/// Of 32 random bytes some 30 differ; fewer than 12 never happens by chance.
fn is_repetitive(bytes: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(*byte)] = true;
    }
    seen.into_iter().filter(|seen| *seen).count() < 12
}

/// Something that a person wrote. Hexadecimal digits are let through: a tool may well have made them.
fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') && !bytes.iter().all(u8::is_ascii_hexdigit)
}

/// The secret of a development server: made at the first start, the same ever after.
///
/// Two starts at once agree: the file appears whole or not at all, and the first one to put it there wins.
pub(super) fn kept_or_made(directory: Option<&Path>) -> Result<SecretSlice<u8>, Problems> {
    kept_or(directory, make_file, "can't be kept")
}

/// The same, of a server that has started before.
pub(super) fn kept(directory: Option<&Path>) -> Result<SecretSlice<u8>, Problems> {
    let missing = |_: &Path| Err(io::ErrorKind::NotFound.into());
    kept_or(directory, missing, "can't be read: set it, or work in the folder of a server that has started")
}

fn kept_or(
    directory: Option<&Path>,
    missing: impl Fn(&Path) -> io::Result<String>,
    failed: &str,
) -> Result<SecretSlice<u8>, Problems> {
    let Some(directory) = directory else { return Ok(made()) };
    let path = directory.join("data").join("secret");
    let says = |error: io::Error| format!("SECRET is not set, and {} {failed} ({error})", path.display());
    let text = Zeroizing::new(match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => missing(&path).map_err(says)?,
        other => other.map_err(says)?,
    });
    secret(&text).map_err(|must_be| {
        let wrong = format!("SECRET is not set, and the one kept in {} is wrong; it must be {must_be}", path.display());
        wrong.into()
    })
}

/// One that lasts as long as the process.
pub(super) fn made() -> SecretSlice<u8> {
    Random.bytes::<LEAST>().to_vec().into()
}

/// Puts a new secret there unless one is there by now, and reads the one that is.
fn make_file(path: &Path) -> io::Result<String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // tempfile makes files for their owner alone (0600).
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let text = Zeroizing::new(STANDARD_NO_PAD.encode(Zeroizing::new(Random.bytes::<LEAST>()).as_slice()));
    writeln!(file, "{}", *text)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {}
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(failed) => return Err(failed.error),
    }
    fs::read_to_string(path)
}
