//! Signatures that are not the one, whatever the algorithm, and those that each algorithm has to fear.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::forge::{Forge, Row};

/// The order of P-256's group (FIPS 186-5, SP 800-186 §3.2.1.3).
const N: [u8; 32] = *b"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\
                       \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
/// The order of Ed25519's group (RFC 8032 §5.1), the last byte first.
const L: [u8; 32] =
    *b"\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10";

pub(super) fn rows(forge: &Forge, another_token: &str) -> Vec<Row> {
    let signature = forge.signature_bytes();
    let [header, claims, _] = forge.parts();
    let elsewhere = |input: &str| forge.key.sign(input);
    let with_text = |text: &str| format!("{header}.{claims}.{text}");
    let mut rows = vec![
        Row::invalid("no signature", with_text("")),
        Row::invalid("another token's signature", with_text(another_token.rsplit_once('.').expect("a signature").1)),
        Row::invalid("a signature over the claims alone", with_text(&elsewhere(claims))),
        Row::invalid("a signature over the header alone", with_text(&elsewhere(header))),
        Row::invalid("a signature without the dot", with_text(&elsewhere(&format!("{header}{claims}")))),
        Row::invalid("a signature over a digest", {
            let input = format!("{header}.{claims}");
            with_text(&elsewhere(&URL_SAFE_NO_PAD.encode(digest(&SHA256, input.as_bytes()))))
        }),
        Row::invalid("a signature in hexadecimal", {
            with_text(&signature.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat())
        }),
        Row::invalid("a signature encoded twice", forge.signature(&forge.jwt.signature)),
        Row::invalid("a signature of zeros, r = s = 0", forge.signature(vec![0; signature.len()])),
        Row::invalid("a signature of ones", forge.signature(vec![0xff; signature.len()])),
        Row::invalid("a signature of one zero", forge.signature([0])),
        Row::invalid("a signature of nothing but a hash", forge.signature(digest(&SHA256, claims.as_bytes()))),
        Row::invalid("half a signature", forge.signature(&signature[..signature.len() / 2])),
        Row::invalid("the other half", forge.signature(&signature[signature.len() / 2..])),
        Row::invalid("the halves the other way round", {
            let (first, last) = signature.split_at(signature.len() / 2);
            forge.signature([last, first].concat())
        }),
        Row::invalid("a signature without its first byte", forge.signature(&signature[1..])),
        Row::invalid("a signature without its last byte", forge.signature(&signature[..signature.len() - 1])),
        Row::invalid("a signature behind a zero", forge.signature([&[0], &signature[..]].concat())),
        Row::invalid("a signature and a one", forge.signature([&signature[..], &[1]].concat())),
        Row::invalid("a signature twice", forge.signature([&signature[..], &signature].concat())),
        Row::invalid("a signature from its end", forge.signature(signature.iter().rev().copied().collect::<Vec<_>>())),
    ];
    for at in (0..signature.len()).step_by(signature.len() / 8) {
        let mut bent = signature.clone();
        bent[at] ^= 1 << (at % 8);
        rows.push(Row::invalid(format!("a bent bit in byte {at}"), forge.signature(bent)));
    }
    rows.extend(match forge.jwt.header["alg"].as_str().expect("a text") {
        "ES256" => of_ecdsa(forge, &signature),
        "EdDSA" => of_ed25519(forge, &signature),
        _ => of_rsa(forge, &signature),
    });
    rows
}

/// What CVE-2022-21449 ("psychic signatures") and its kin let through, and the other encoding (RFC 3279 §2.2.3).
fn of_ecdsa(forge: &Forge, signature: &[u8]) -> Vec<Row> {
    let (r, s) = signature.split_at(32);
    let zero = [0; 32];
    let one = {
        let mut one = zero;
        one[31] = 1;
        one
    };
    let integer = |number: &[u8]| {
        let sign: &[u8] = if number[0] < 0x80 { &[] } else { &[0] };
        [&[2, u8::try_from(sign.len() + number.len()).expect("33 at most")], sign, number].concat()
    };
    let both = [integer(r), integer(s)].concat();
    let der = [&[0x30, u8::try_from(both.len()).expect("70 at most")], &both[..]].concat();
    let pairs: [(&str, &[u8], &[u8]); 12] = [
        ("r = 0", &zero, s),
        ("s = 0", r, &zero),
        ("r = s = n", &N, &N),
        ("r = n", &N, s),
        ("s = n", r, &N),
        ("r = n, s = 0", &N, &zero),
        ("r = 0, s = n", &zero, &N),
        ("r = s = 1", &one, &one),
        ("r = 1", &one, s),
        ("s = 1", r, &one),
        ("r twice", r, r),
        ("s twice", s, s),
    ];
    let mut rows: Vec<_> = pairs
        .iter()
        .map(|(what, r, s)| Row::invalid(format!("ECDSA: {what}"), forge.signature([*r, *s].concat())))
        .collect();
    let turned = forge.signature([&minus(&N, r)[..], s].concat());
    rows.push(Row::invalid("ECDSA: r turned to n - r", turned));
    rows.push(Row::invalid("ECDSA: in DER", forge.signature(&der)));
    rows.push(Row::invalid("ECDSA: as wide as P-384", forge.signature([&[0; 16], r, &[0; 16], s].concat())));
    rows
}

/// S and S + L are the same to those who do not look (RFC 8032 §5.1.7).
fn of_ed25519(forge: &Forge, signature: &[u8]) -> Vec<Row> {
    let (r, s) = signature.split_at(32);
    let reversed = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<_>>();
    let beyond = reversed(&plus(&reversed(s), &reversed(&L)));
    // The neutral element as R, and as all of it.
    let neutral = {
        let mut point = [0; 32];
        point[0] = 1;
        point
    };
    vec![
        Row::invalid("Ed25519: S + L", forge.signature([r, &beyond].concat())),
        Row::invalid("Ed25519: S = 0", forge.signature([r, &[0; 32]].concat())),
        Row::invalid("Ed25519: S = L", forge.signature([r, &L].concat())),
        Row::invalid("Ed25519: R = 0", forge.signature([&[0; 32], s].concat())),
        Row::invalid("Ed25519: R neutral", forge.signature([&neutral, s].concat())),
        Row::invalid("Ed25519: R neutral, S = 0", forge.signature([neutral, [0; 32]].concat())),
        Row::invalid("Ed25519: R's sign turned", {
            let mut turned = signature.to_vec();
            turned[31] ^= 0x80;
            forge.signature(turned)
        }),
    ]
}

/// Paddings that only look like PKCS #1 v1.5's, and what a public key of 3 bytes makes by itself.
fn of_rsa(forge: &Forge, signature: &[u8]) -> Vec<Row> {
    let modulus = URL_SAFE_NO_PAD.decode(forge.published["n"].as_str().expect("a text")).expect("base64url");
    let one = {
        let mut one = vec![0; modulus.len()];
        *one.last_mut().expect("a byte") = 1;
        one
    };
    vec![
        Row::invalid("RSA: s + n", forge.signature(plus(signature, &modulus))),
        Row::invalid("RSA: n - s", forge.signature(minus(&modulus, signature))),
        Row::invalid("RSA: s = 1", forge.signature(&one)),
        Row::invalid("RSA: s = n - 1", forge.signature(minus(&modulus, &one))),
        Row::invalid("RSA: s = n", forge.signature(&modulus)),
        Row::invalid("RSA: the padded digest, unsigned", {
            let [header, claims, _] = forge.parts();
            let digest = digest(&SHA256, format!("{header}.{claims}").as_bytes());
            let info = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
            let fill = vec![0xff; modulus.len() - 3 - info.len() - 32];
            forge.signature([&[0, 1], &fill[..], &[0], info, digest.as_ref()].concat())
        }),
    ]
}

/// A signature of ECDSA and its twin say the same: (r, s) and (r, n - s).
pub(super) fn twin(forge: &Forge) -> String {
    let signature = forge.signature_bytes();
    let (r, s) = signature.split_at(32);
    forge.signature([r, &minus(&N, s)].concat())
}

/// The first byte counts most; what does not fit becomes one byte more.
fn plus(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut sum: Vec<u8> = one
        .iter()
        .zip(other)
        .rev()
        .map(|(one, other)| {
            let [high, low] = (u16::from(*one) + u16::from(*other) + carry).to_be_bytes();
            carry = u16::from(high);
            low
        })
        .collect();
    sum.extend(u8::try_from(carry).ok().filter(|carry| *carry > 0));
    sum.reverse();
    sum
}

/// Of the greater number the lesser one.
fn minus(greater: &[u8], lesser: &[u8]) -> Vec<u8> {
    let mut borrowed = false;
    let mut rest: Vec<u8> = greater
        .iter()
        .zip(lesser)
        .rev()
        .map(|(greater, lesser)| {
            let (once, first) = greater.overflowing_sub(*lesser);
            let (twice, second) = once.overflowing_sub(u8::from(borrowed));
            borrowed = first || second;
            twice
        })
        .collect();
    rest.reverse();
    rest
}
