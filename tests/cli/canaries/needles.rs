use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use crate::life::Secret;

/// Every way in which a secret may be written down, to be looked for in bytes.
pub(super) struct Needles {
    names: Vec<String>,
    all: AhoCorasick,
}

impl Needles {
    pub(super) fn of(secrets: &[Secret]) -> Self {
        let (mut names, mut needles) = (Vec::new(), Vec::new());
        for Secret { name, bytes } in secrets {
            for (part, bytes) in parts(bytes) {
                for (how, needle) in spellings(&bytes) {
                    names.push(format!("{name}, {part}, {how}"));
                    needles.push(needle);
                }
            }
        }
        Self { names, all: AhoCorasick::new(needles).expect("a few thousand needles") }
    }

    /// Those that stand in a place.
    pub(super) fn in_place(&self, place: &[u8]) -> BTreeSet<&str> {
        self.all.find_overlapping_iter(place).map(|found| self.names[found.pattern()].as_str()).collect()
    }
}

/// What of a secret is worth something by itself: a signature, a MAC, or the bytes that a text stands for.
fn parts(secret: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut parts = vec![("whole", secret.to_vec())];
    let text = std::str::from_utf8(secret).unwrap_or_default();
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    if let Some(body) = text.strip_prefix("kwr_") {
        let bytes = decoded(body);
        parts.extend([
            ("its bytes", bytes.clone()),
            ("its nonce", bytes[20..32].to_vec()),
            ("its MAC", bytes[32..].to_vec()),
        ]);
    } else if let Some(body) = text.strip_prefix("kwm_").or(text.strip_prefix("kwd_")) {
        let bytes = decoded(body);
        parts.extend([("its bytes", bytes.clone()), ("its MAC", bytes[16..].to_vec())]);
    } else if text.starts_with("eyJ") {
        let signature = text.rsplit_once('.').expect("a signature").1;
        parts.extend([("its signature", signature.as_bytes().to_vec()), ("its signature's bytes", decoded(signature))]);
    }
    parts
}

fn spellings(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hexadecimal = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let spaced = percent_encode(bytes, NON_ALPHANUMERIC).to_string();
    let mut spellings = vec![
        ("as it is", bytes.to_vec()),
        ("in hexadecimal", hexadecimal.clone().into_bytes()),
        ("in hexadecimal, capital letters", hexadecimal.to_uppercase().into_bytes()),
        ("percent-encoded", spaced.clone().into_bytes()),
        ("as a form has it", spaced.replace("%20", "+").into_bytes()),
        ("as a list of numbers", format!("{bytes:?}").trim_matches(['[', ']']).as_bytes().to_vec()),
        ("as bytes are printed", bytes.escape_ascii().to_string().into_bytes()),
    ];
    for shift in 0..3 {
        let shifted = [&vec![0; shift], bytes].concat();
        // The letters that stand for nothing but these bytes, wherever they begin within more.
        let from = [0, 2, 3][shift];
        let until = |text: &str| if shifted.len() % 3 == 0 { text.len() } else { text.len() - 1 };
        for (how, text) in
            [("in base64", STANDARD_NO_PAD.encode(&shifted)), ("in base64url", URL_SAFE_NO_PAD.encode(&shifted))]
        {
            spellings.push((how, text.as_bytes()[from..until(&text)].to_vec()));
        }
    }
    spellings
}

#[test]
fn a_secret_is_found_however_it_is_written_and_wherever_it_begins() {
    let secret = Secret { name: "a password".to_owned(), bytes: "pässword & more".into() };
    let needles = Needles::of(std::slice::from_ref(&secret));
    let bytes = secret.bytes.as_slice();
    let before = |length: usize| [&b"xyz"[..length], bytes, b"!"].concat();
    let mut written = vec![
        before(1),
        bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect(),
        b"a=p%C3%A4ssword+%26+more&b".to_vec(),
        b"a=p%C3%A4ssword%20%26%20more&b".to_vec(),
        format!("{:?}", before(2)).into_bytes(),
        bytes.escape_ascii().to_string().into_bytes(),
    ];
    for length in 0..3 {
        written.push(STANDARD_NO_PAD.encode(before(length)).into_bytes());
        written.push(URL_SAFE_NO_PAD.encode(before(length)).into_bytes());
    }
    for text in written {
        assert!(!needles.in_place(&text).is_empty(), "{}", String::from_utf8_lossy(&text));
    }
    assert!(needles.in_place(b"a password, more").is_empty());
}
