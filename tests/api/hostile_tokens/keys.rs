//! Signed, but by something else than the private key: HMAC with what everybody knows, and keys that come along.

use std::collections::BTreeSet;

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

use super::forge::{Forge, Row};

pub(super) fn rows(forge: &Forge, key_set: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let known = known_to_everybody(forge, key_set);
    for (alg, algorithm) in [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
        for (what, key) in &known {
            let token = forge.signed_otherwise(alg, |input| tag(algorithm, key, input));
            rows.push(Row::invalid(format!("{alg} with {what}"), token));
        }
    }
    let own_alg = forge.jwt.header["alg"].as_str().expect("a text").to_owned();
    let key = &known[0].1;
    let disguised = forge.signed_otherwise(&own_alg, |input| tag(hmac::HMAC_SHA256, key, input));
    rows.push(Row::invalid("HMAC that says it is what the key signs", disguised));
    rows.extend(of_an_attackers_own(forge));
    rows
}

fn tag(algorithm: hmac::Algorithm, key: &[u8], input: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, key), input.as_bytes()).as_ref().to_vec()
}

/// The public key in every form that a library may take for a secret, and secrets that everybody tries.
fn known_to_everybody(forge: &Forge, key_set: &str) -> Vec<(&'static str, Vec<u8>)> {
    let jwk = &forge.published;
    let part = |name: &str| jwk[name].as_str().unwrap_or_default().to_owned();
    let raw = raw_public_key(jwk);
    let der = subject_public_key_info(jwk);
    let lines: Vec<_> = STANDARD.encode(&der).as_bytes().chunks(64).map(<[u8]>::to_vec).collect();
    let body = String::from_utf8(lines.join(&b'\n')).expect("base64");
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----");
    let mut keys = vec![
        ("the key as PEM", format!("{pem}\n").into_bytes()),
        ("the key as PEM without a line's end", pem.clone().into_bytes()),
        ("the key as PEM with CRLF", format!("{pem}\n").replace('\n', "\r\n").into_bytes()),
        ("the key as PEM in one line", pem.replace('\n', "").into_bytes()),
        ("the key as PEM's body", body.into_bytes()),
        ("the key as DER", der.clone()),
        ("the key as DER in base64", STANDARD.encode(&der).into_bytes()),
        ("the key as a JWK", jwk.to_string().into_bytes()),
        ("the key as a JWK on lines", format!("{jwk:#}").into_bytes()),
        ("the key set as it is published", key_set.as_bytes().to_vec()),
        ("the bare key", raw.clone()),
        ("the bare key without its first byte", raw[1..].to_vec()),
        ("the bare key in base64", STANDARD.encode(&raw).into_bytes()),
        ("the bare key in hexadecimal", raw.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
        ("x or n", URL_SAFE_NO_PAD.decode(part("x") + &part("n")).expect("base64url")),
        ("x or n as it is published", (part("x") + &part("n")).into_bytes()),
        ("y or e as it is published", (part("y") + &part("e") + " ").trim_end().as_bytes().to_vec()),
        ("the key's id", forge.key.kid.clone().into_bytes()),
        // Zeros are the same to HMAC.
        ("nothing", Vec::new()),
        ("32 ones", vec![0xff; 32]),
        ("`null`", b"null".to_vec()),
        ("`secret`", b"secret".to_vec()),
        ("`keyward`", b"keyward".to_vec()),
        ("the issuer", forge.jwt.text("iss").into_bytes()),
        ("the session's id", forge.jwt.text("sid").into_bytes()),
        ("the signature", forge.signature_bytes()),
    ];
    // Some kinds of keys are no more than one of their parts.
    let mut seen = BTreeSet::new();
    keys.retain(|(_, key)| seen.insert(key.clone()));
    keys
}

fn bytes(jwk: &Value, name: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(jwk[name].as_str().expect("a text")).expect("base64url")
}

/// An uncompressed point (SEC 1 §2.3.3), the 32 bytes of Ed25519, or a modulus.
fn raw_public_key(jwk: &Value) -> Vec<u8> {
    match jwk["kty"].as_str().expect("a text") {
        "EC" => [vec![4], bytes(jwk, "x"), bytes(jwk, "y")].concat(),
        "OKP" => bytes(jwk, "x"),
        _ => bytes(jwk, "n"),
    }
}

/// RFC 5280 §4.1.2.7.
fn subject_public_key_info(jwk: &Value) -> Vec<u8> {
    const EC: &[u8] =
        b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
    const ED: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
    const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    match jwk["kty"].as_str().expect("a text") {
        "EC" => [EC, &raw_public_key(jwk)].concat(),
        "OKP" => [ED, &raw_public_key(jwk)].concat(),
        _ => {
            let key = der(0x30, &[der(2, &[&[0], &bytes(jwk, "n")[..]].concat()), der(2, &bytes(jwk, "e"))].concat());
            der(0x30, &[der(0x30, RSA), der(3, &[&[0], &key[..]].concat())].concat())
        }
    }
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a short one").to_be_bytes();
    let head = match content.len() {
        0..128 => vec![tag, length[1]],
        128..256 => vec![tag, 0x81, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    [&head, content].concat()
}

/// Signatures that are right by a key that the attacker has made and brings along (CVE-2018-0114).
fn of_an_attackers_own(forge: &Forge) -> Vec<Row> {
    let random = SystemRandom::new();
    let p_256 = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let p_384 = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).expect("a key");
    let ed = Ed25519KeyPair::generate().expect("a key");
    let point = p_256.public_key().as_ref();
    let [x, y] = [&point[1..33], &point[33..]].map(|part| URL_SAFE_NO_PAD.encode(part));
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig", "kid": "mine" });

    let signs = |input: &str| p_256.sign(&random, input.as_bytes()).expect("a signature").as_ref().to_vec();
    let signed = |change: &dyn Fn(&mut Value)| {
        let mut jwt = forge.jwt.clone();
        jwt.header["alg"] = "ES256".into();
        change(&mut jwt.header);
        jwt.signature = URL_SAFE_NO_PAD.encode(signs(&jwt.signing_input()));
        jwt.write()
    };
    let mut bare = jwk.clone();
    bare.as_object_mut().expect("an object").remove("kid");
    let same_kid = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": forge.key.kid });
    vec![
        Row::invalid("another key of P-256", signed(&|_| {})),
        Row::invalid("another key under its own id", signed(&|header| header["kid"] = json!("mine"))),
        Row::invalid("another key that comes along", signed(&|header| header["jwk"] = bare.clone())),
        Row::invalid(
            "another key that comes along under the right id",
            signed(&|header| header["jwk"] = same_kid.clone()),
        ),
        Row::invalid("another key that comes along under its own id", {
            signed(&|header| {
                header["jwk"] = jwk.clone();
                header["kid"] = json!("mine");
            })
        }),
        Row::invalid("another key as the id", signed(&|header| header["kid"] = json!(jwk.to_string()))),
        Row::invalid("another key in the place of the id", signed(&|header| header["kid"] = jwk.clone())),
        Row::invalid("another key by its address", {
            signed(&|header| header["jku"] = json!("https://keys.example.net/jwks.json"))
        }),
        Row::invalid("another key in a certificate", signed(&|header| header["x5c"] = json!([STANDARD.encode(point)]))),
        Row::invalid("another key in an address of data", {
            signed(&|header| header["x5u"] = json!(format!("data:application/json,{jwk}")))
        }),
        Row::invalid("a key of P-384", {
            let signs = |input: &str| p_384.sign(&random, input.as_bytes()).expect("a signature").as_ref().to_vec();
            forge.signed_otherwise("ES384", signs)
        }),
        Row::invalid(
            "a key of Ed25519",
            forge.signed_otherwise("EdDSA", |input| ed.sign(input.as_bytes()).as_ref().to_vec()),
        ),
    ]
}
