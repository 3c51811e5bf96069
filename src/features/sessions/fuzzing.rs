//! What must hold of tokens, whatever comes as one.

#![expect(clippy::missing_panics_doc, reason = "that it panics is what a fuzzer looks for")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretSlice;

use super::{access_token::strict_header, refresh_token::RefreshToken};
use crate::{
    features::tokens::{MAC_LENGTH, Seal, Secrets, TokenText},
    fuzzing::text,
};

fn seal() -> Seal {
    let current = SecretSlice::from(vec![7; 32]);
    Seal::new(&Secrets { current, previous: None }, "refresh-token")
}

/// A token that is let in is the one that would be written; one that was written is let in, and no other spelling of it.
pub fn refresh_token(data: &[u8]) {
    let seal = seal();
    if let Some(text) = text(data)
        && let Ok(token) = RefreshToken::open(&seal, text)
    {
        assert_eq!(token.text(&seal).expose(), text.trim_ascii());
    }
    let mut message = data.to_vec();
    message.resize(32, 0);
    let mac = seal.mac(&message);
    let ours = TokenText::write("kwr_", &[&message[..], &mac[..]].concat());
    let token = RefreshToken::open(&seal, ours.expose()).expect("it was sealed here");
    assert_eq!(token.text(&seal).expose(), ours.expose());
    // Whatever is changed in it, it is none any more.
    let at = usize::from(data.first().copied().unwrap_or(0)) % (32 + MAC_LENGTH);
    let mut bent = [&message[..], &mac[..]].concat();
    bent[at] ^= 1 << (data.len() % 8);
    assert!(RefreshToken::open(&seal, TokenText::write("kwr_", &bent).expose()).is_err(), "forged");
}

/// A header that is let in stands in three parts of strict base64url, and the library reads the same in it.
pub fn access_token(data: &[u8]) {
    let Some(token) = text(data) else { return };
    let Some(header) = strict_header(token) else { return };
    let parts: Vec<_> = token.split('.').collect();
    assert_eq!(parts.len(), 3);
    for part in parts {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("strict base64url");
        assert_eq!(URL_SAFE_NO_PAD.encode(bytes), part, "another spelling");
    }
    let read = jsonwebtoken::decode_header(token).expect("the library reads it as well");
    assert_eq!((read.alg, read.kid.as_deref()), (header.alg, Some(&*header.kid)));
    assert!(read.jwk.is_none() && read.jku.is_none() && read.x5u.is_none());
}
