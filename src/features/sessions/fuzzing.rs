//! What must hold of tokens, whatever comes as one.

#![expect(clippy::missing_panics_doc, reason = "that it panics is what a fuzzer looks for")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretSlice;
use serde_json::Value;

use super::{
    access_token::strict_header,
    claims::{Audience, ReadClaims},
    known_device::DeviceId,
    refresh_token::RefreshToken,
};
use crate::{
    features::tokens::{MAC_LENGTH, Seal, Secrets, TokenText},
    fuzzing::text,
};

fn seal(purpose: &'static str) -> Seal {
    let current = SecretSlice::from(vec![7; 32]);
    Seal::new(&Secrets { current, previous: None }, purpose)
}

/// A token that is let in is the one that would be written; one that was written is let in, and no other spelling of it.
pub fn refresh_token(data: &[u8]) {
    let seal = seal("refresh-token");
    let opened = |text: &str| Some(RefreshToken::open(&seal, text).ok()?.text(&seal));
    is_opened_as_written(data, &seal, ("kwr_", 32), opened);
}

/// The same of the cookie by which a browser is known again.
pub fn device_cookie(data: &[u8]) {
    let seal = seal("device");
    let opened = |text: &str| Some(DeviceId::open(&seal, &text.into())?.text(&seal));
    is_opened_as_written(data, &seal, ("kwd_", 16), opened);
}

fn is_opened_as_written(
    data: &[u8],
    seal: &Seal,
    (prefix, length): (&str, usize),
    opened: impl Fn(&str) -> Option<TokenText>,
) {
    if let Some(text) = text(data)
        && let Some(written) = opened(text)
    {
        assert_eq!(written.expose(), text.trim_ascii());
    }
    let mut message = data.to_vec();
    message.resize(length, 0);
    let sealed = [&message[..], &seal.mac(&message)].concat();
    let ours = TokenText::write(prefix, &sealed);
    assert_eq!(opened(ours.expose()).expect("it was sealed here").expose(), ours.expose());
    // Whatever is changed in it, it is none any more.
    let at = usize::from(data.first().copied().unwrap_or(0)) % (length + MAC_LENGTH);
    let mut bent = sealed;
    bent[at] ^= 1 << (data.len() % 8);
    assert!(opened(TokenText::write(prefix, &bent).expose()).is_none(), "forged");
}

/// A header that is let in stands in three parts of strict base64url, and the library reads the same in it. Claims are
/// read as they stand, or not at all.
pub fn access_token(data: &[u8]) {
    claims(data);
    let Some(token) = text(data) else { return };
    let Some(header) = strict_header(token) else { return };
    let parts: Vec<_> = token.split('.').collect();
    assert_eq!(parts.len(), 3);
    for part in parts {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("strict base64url");
        assert_eq!(URL_SAFE_NO_PAD.encode(&bytes), part, "another spelling");
        claims(&bytes);
    }
    let read = jsonwebtoken::decode_header(token).expect("the library reads it as well");
    assert_eq!((read.alg, read.kid.as_deref()), (header.alg, Some(&*header.kid)));
    assert!(read.jwk.is_none() && read.jku.is_none() && read.x5u.is_none());
}

fn claims(json: &[u8]) {
    let Ok(read) = serde_json::from_slice::<ReadClaims>(json) else { return };
    let said: Value = serde_json::from_slice(json).expect("JSON");
    // Serde takes a list of the values, too; whoever signs here writes none.
    if said.is_array() {
        return;
    }
    assert_eq!(said["sub"], read.sub.to_string());
    assert_eq!(said["sid"], read.sid.to_string());
    assert_eq!(said["exp"], read.exp);
    let [issuer, audience] = ["iss", "aud"].map(|name| said[name].as_str().expect("a string").to_owned());
    assert_eq!(read.are_for(&Audience { issuer, audience }), said["client_id"] == "keyward");
}
