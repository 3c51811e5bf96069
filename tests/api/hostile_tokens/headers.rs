//! Headers: every row is signed by the server's own key.

use serde_json::{Value, json};

use super::forge::{Forge, Row, of_other_types};

/// Names of algorithms that are not the key's, and names that are none (RFC 7518 §3.1, §4.1; RFC 8812; RFC 9864).
const ALGORITHMS: [&str; 35] = [
    "none",
    "None",
    "NONE",
    "nOnE",
    "none ",
    "HS256",
    "HS384",
    "HS512",
    "RS256",
    "RS384",
    "RS512",
    "RS1",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "Ed448",
    "ESP256",
    "dir",
    "A256KW",
    "ECDH-ES",
    "RSA-OAEP",
    "RSA1_5",
    "PBES2-HS256+A128KW",
    "es256",
    "Es256",
    "eddsa",
    "EDDSA",
    "rs256",
    "Rs256",
];

/// Other types of JWT, and other spellings of this one: this server writes `at+jwt` and takes nothing else.
const TYPES: [&str; 14] = [
    "JWT",
    "jwt",
    "AT+JWT",
    "at+JWT",
    "at+jwt ",
    " at+jwt",
    "at",
    "at+jws",
    "application/at+jwt",
    "application/jwt",
    "dpop+jwt",
    "logout+jwt",
    "secevent+jwt",
    "at+jwt\u{0}",
];

/// Members that a header here never has (RFC 7515 §4.1, RFC 7516 §4.1, RFC 7797).
fn foreign_members(forge: &Forge) -> Vec<(&'static str, Value)> {
    vec![
        ("jwk", forge.published.clone()),
        ("jku", json!("https://keys.example.net/jwks.json")),
        ("jku", json!("http://localhost/.well-known/jwks.json")),
        ("x5u", json!("https://keys.example.net/chain.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
        ("crit", json!([])),
        ("crit", json!(["exp"])),
        ("crit", json!(["alg"])),
        ("crit", json!("exp")),
        ("crit", Value::Null),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
        ("cty", json!("application/json")),
        ("enc", json!("A256GCM")),
        ("epk", forge.published.clone()),
        ("p2c", json!(2_147_483_647)),
        ("p2s", json!("AAAA")),
        ("apu", json!("AAAA")),
        ("iv", json!("AAAA")),
        ("tag", json!("AAAA")),
        ("url", json!("https://keys.example.net")),
        ("nonce", json!("AAAA")),
        ("iss", json!("https://keys.example.net")),
        ("exp", json!(9_999_999_999_u64)),
        ("Alg", json!("none")),
        ("ALG", json!("none")),
        ("", json!("")),
        ("__proto__", json!({ "alg": "none" })),
        ("anything", Value::Null),
    ]
}

/// Names of keys that are none of the server's.
fn kids(kid: &str) -> Vec<(&'static str, String)> {
    let swapped =
        |letter: char| if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
    vec![
        ("another", "another".to_owned()),
        ("a digit", "0".to_owned()),
        ("its own without the end", kid[..kid.len() - 1].to_owned()),
        ("its own and more", format!("{kid}A")),
        ("its own and a space", format!("{kid} ")),
        ("its own and padding", format!("{kid}=")),
        ("its own and NUL", format!("{kid}\u{0}")),
        ("its own in another case", kid.chars().map(swapped).collect()),
        ("its own twice", format!("{kid}{kid}")),
        ("a path", "../../../../dev/null".to_owned()),
        ("an absolute path", "/proc/self/environ".to_owned()),
        ("a path with NUL", "../../dev/null\u{0}.pem".to_owned()),
        ("an encoded path", "%2e%2e%2f%2e%2e%2fdev%2fnull".to_owned()),
        ("a file's URL", "file:///dev/null".to_owned()),
        ("an address", "https://keys.example.net/jwks.json".to_owned()),
        ("an address within", "http://169.254.169.254/latest/meta-data/".to_owned()),
        ("SQL that is always true", "' OR '1'='1".to_owned()),
        ("SQL that adds a key", "x' UNION SELECT 'AAAA' --".to_owned()),
        ("SQL that destroys", "'; DELETE FROM signing_keys; --".to_owned()),
        ("SQL's wildcard", "%".to_owned()),
        ("a command", "$(id)".to_owned()),
        ("a pipe", "|id".to_owned()),
        ("a template", "{{7*7}}".to_owned()),
        ("a look-up", "${jndi:ldap://keys.example.net/a}".to_owned()),
        ("a line break", "a\r\nb: c".to_owned()),
        ("a member's name", "__proto__".to_owned()),
        ("very long", "k".repeat(10_000)),
        ("beyond ASCII", "ｋｉｄ\u{202e}".to_owned()),
    ]
}

pub(super) fn rows(forge: &Forge) -> Vec<Row> {
    let own = forge.jwt.header.clone();
    let mut rows = Vec::new();
    let others = ALGORITHMS.iter().filter(|alg| own["alg"] != **alg);
    rows.extend(others.map(|alg| Row::invalid(format!("alg: {alg:?}"), forge.with_header("alg", json!(alg)))));
    rows.extend(TYPES.iter().map(|typ| Row::invalid(format!("typ: {typ:?}"), forge.with_header("typ", json!(typ)))));
    for (name, value) in foreign_members(forge) {
        rows.push(Row::invalid(format!("a member {name}: {value}"), forge.with_header(name, value)));
    }
    for (what, kid) in kids(&forge.key.kid) {
        rows.push(Row::invalid(format!("kid: {what}"), forge.with_header("kid", json!(kid))));
    }
    for name in ["alg", "typ", "kid"] {
        for (what, value) in of_other_types(&own[name]) {
            rows.push(Row::invalid(format!("{name}: {what}"), forge.with_header(name, value)));
        }
        let without = forge.header(|header| drop(header.as_object_mut().expect("an object").remove(name)));
        rows.push(Row::invalid(format!("no {name}"), without));
    }
    let unencoded = forge.header(|header| {
        header["b64"] = json!(false);
        header["crit"] = json!(["b64"]);
    });
    rows.push(Row::invalid("claims that are said not to be encoded", unencoded));
    rows.extend(as_json(&own).into_iter().map(|(what, header)| Row::invalid(what, forge.header_as(header))));
    rows
}

/// What is no header by its JSON.
fn as_json(own: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let text = own.to_string();
    let members = &text[1..text.len() - 1];
    let twice = |first: &str, last: &str| format!("{{{first}{members}{last}}}").into_bytes();
    let utf_16 = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let [alg, typ, kid] = ["alg", "typ", "kid"].map(|name| own[name].to_string());
    vec![
        ("alg twice, none first", twice(r#""alg":"none","#, "")),
        ("alg twice, none last", twice("", r#","alg":"none""#)),
        ("alg twice, the same", twice("", &format!(r#","alg":{alg}"#))),
        ("alg twice, once escaped", twice("", r#","\u0061lg":"none""#)),
        ("alg twice, escaped first", twice(r#""al\u0067":"none","#, "")),
        ("typ twice", twice(r#""typ":"JWT","#, "")),
        ("typ twice, the same", twice("", &format!(r#","typ":{typ}"#))),
        ("kid twice", twice(r#""kid":"another","#, "")),
        ("kid twice, the same", twice("", &format!(r#","k\u0069d":{kid}"#))),
        ("a header that is a list", format!("[{alg},{typ},{kid}]").into_bytes()),
        ("a header in a list", format!("[{text}]").into_bytes()),
        ("a header that is a text", json!(text).to_string().into_bytes()),
        ("a header that is null", b"null".to_vec()),
        ("a header that is a number", b"0".to_vec()),
        ("a header without members", b"{}".to_vec()),
        ("a header that does not end", text[..text.len() - 1].into()),
        ("a header and another", format!("{text}{text}").into_bytes()),
        ("a header and garbage", format!("{text}x").into_bytes()),
        ("a header and NUL", format!("{text}\u{0}").into_bytes()),
        ("a header behind a byte order mark", format!("\u{feff}{text}").into_bytes()),
        ("a header in UTF-16", utf_16),
        ("a header that is no UTF-8", [&text.as_bytes()[..2], b"\xff", &text.as_bytes()[2..]].concat()),
        ("a header in single quotes", text.replace('"', "'").into_bytes()),
        ("a header with a comment", format!("/**/{text}").into_bytes()),
        ("a header with a comma too many", format!("{{{members},}}").into_bytes()),
        ("a very deep header", ["[".repeat(3_000), "]".repeat(3_000)].concat().into_bytes()),
    ]
}
