//! Claims: every row is signed by the server's own key.

use serde_json::{Value, json};

use super::forge::{Forge, Row, of_other_types};

/// What this server reads of a token: each must be there, and be what it writes.
const READ: [&str; 8] = ["iss", "sub", "aud", "exp", "iat", "jti", "sid", "client_id"];

/// Whom and what else there is on the server.
pub(super) struct Others {
    pub(super) user: String,
    pub(super) session: String,
    pub(super) ended_session: String,
}

pub(super) fn rows(forge: &Forge, others: &Others, now: i64) -> Vec<Row> {
    let own = &forge.jwt.claims;
    let mut rows = Vec::new();
    for name in READ {
        let without = forge.claims(|claims| drop(claims.as_object_mut().expect("an object").remove(name)));
        rows.push(Row::invalid(format!("no {name}"), without));
        for (what, value) in of_other_types(&own[name]) {
            rows.push(Row::invalid(format!("{name}: {what}"), forge.with_claim(name, value)));
        }
        let twice = format!("{{\"{name}\":{},{}", own[name], &own.to_string()[1..]);
        rows.push(Row::invalid(format!("{name} twice, the same"), forge.claims_as(twice)));
        let other = format!("{{{},\"{name}\":\"another\"}}", inner(own));
        rows.push(Row::invalid(format!("{name} twice, another last"), forge.claims_as(other)));
    }
    let escaped = format!(r#"{{"\u0073ub":"{}",{}}}"#, others.user, inner(own));
    rows.push(Row::invalid("sub twice, once escaped", forge.claims_as(escaped)));
    rows.extend(times(forge, now));
    rows.extend(addresses(forge));
    rows.extend(ids(forge, others));
    rows.extend(as_json(own).into_iter().map(|(what, claims)| Row::invalid(what, forge.claims_as(claims))));
    rows
}

fn inner(object: &Value) -> String {
    let text = object.to_string();
    text[1..text.len() - 1].to_owned()
}

fn times(forge: &Forge, now: i64) -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, exp) in [("now", now), ("a second ago", now - 1), ("the epoch", 0)] {
        rows.push(Row::of(format!("exp: {what}"), forge.with_claim("exp", json!(exp)), "EXPIRED"));
    }
    for (what, exp) in [("before the epoch", -1), ("the first moment", i64::MIN)] {
        rows.push(Row::invalid(format!("exp: {what}"), forge.with_claim("exp", json!(exp))));
    }
    for name in ["iat", "nbf"] {
        // Far enough for a machine that is slow: `access_tokens.rs` is exact about it.
        let ahead = [("two hours ahead", now + 7_200), ("the last moment", i64::MAX), ("before the epoch", -1)];
        for (what, moment) in ahead {
            rows.push(Row::invalid(format!("{name}: {what}"), forge.with_claim(name, json!(moment))));
        }
    }
    for (what, value) in of_other_types(&json!(now)) {
        rows.push(Row::invalid(format!("nbf: {what}"), forge.with_claim("nbf", value)));
    }
    for (name, moment) in [("exp", now + 600), ("iat", now - 1), ("nbf", now - 1)] {
        let written = [
            ("as a text", format!("\"{moment}\"")),
            ("with a fraction", format!("{moment}.0")),
            ("with an exponent", format!("{moment}e0")),
            ("infinite", "1e999".to_owned()),
            ("infinite by its name", "Infinity".to_owned()),
            ("no number", "NaN".to_owned()),
            ("beyond 64 bits", "99999999999999999999".to_owned()),
            ("beyond 63 bits", "9223372036854775808".to_owned()),
            ("in hexadecimal", format!("{moment:#x}")),
            ("with a zero in front", format!("0{moment}")),
            ("with a plus", format!("+{moment}")),
            ("with underscores", "1_000_000_000".to_owned()),
            ("zero that is negative", "-0".to_owned()),
            ("as a date", "\"2099-01-01T00:00:00Z\"".to_owned()),
            ("very long", "9".repeat(2_000)),
        ];
        rows.extend(
            written.map(|(what, text)| Row::invalid(format!("{name}: {what}"), forge.with_raw_claim(name, &text))),
        );
    }
    rows
}

/// Issuers and audiences that are nearly the right ones, and clients that are not this server's own.
fn addresses(forge: &Forge) -> Vec<Row> {
    let mut rows = Vec::new();
    for name in ["iss", "aud"] {
        let right = forge.jwt.text(name);
        let nearly = [
            ("another", "https://auth.example.net".to_owned()),
            ("with a slash", format!("{right}/")),
            ("with a path", format!("{right}/graphql")),
            ("in capital letters", right.to_uppercase()),
            ("with a capital letter", right.replacen('h', "H", 1)),
            ("by another scheme", right.replacen("http:", "https:", 1)),
            ("at another port", format!("{right}0")),
            ("without its port", right.rsplit_once(':').expect("a port").0.to_owned()),
            ("its host as a user", format!("{right}@auth.example.net")),
            ("its host as a part", right.replacen("localhost", "localhost.example.net", 1)),
            ("by its number", right.replacen("localhost", "127.0.0.1", 1)),
            ("with a dot", right.replacen("localhost", "localhost.", 1)),
            ("with a query", format!("{right}?")),
            ("with a fragment", format!("{right}#")),
            ("with a space", format!("{right} ")),
            ("with NUL", format!("{right}\u{0}")),
            ("with what is not seen", format!("{right}\u{200b}")),
            ("encoded", right.replacen('l', "%6c", 1)),
            ("without its end", right[..right.len() - 1].to_owned()),
        ];
        rows.extend(
            nearly.map(|(what, value)| Row::invalid(format!("{name}: {what}"), forge.with_claim(name, json!(value)))),
        );
        let lists = [
            ("among others", json!([right, "https://auth.example.net"])),
            ("the last of many", json!(["https://auth.example.net", "", right])),
            ("in a list in a list", json!([[right]])),
            ("as a member", json!({ right: true })),
        ];
        rows.extend(lists.map(|(what, value)| Row::invalid(format!("{name}: {what}"), forge.with_claim(name, value))));
    }
    for client in ["another", "Keyward", "keyward ", "*"] {
        rows.push(Row::invalid(format!("client_id: {client:?}"), forge.with_claim("client_id", json!(client))));
    }
    rows
}

fn ids(forge: &Forge, others: &Others) -> Vec<Row> {
    let mut rows = Vec::new();
    for name in ["sub", "sid", "jti"] {
        let right = forge.jwt.text(name);
        let written = [
            ("in capital letters", right.to_uppercase()),
            ("without hyphens", right.replace('-', "")),
            ("in braces", format!("{{{right}}}")),
            ("as a URN", format!("urn:uuid:{right}")),
            ("with a space", format!("{right} ")),
            ("with NUL", format!("{right}\u{0}")),
            ("without its end", right[..right.len() - 1].to_owned()),
            ("twice", format!("{right}{right}")),
            ("SQL", "' OR '1'='1".to_owned()),
            ("an address", "alice@example.org".to_owned()),
        ];
        rows.extend(
            written.map(|(what, value)| Row::invalid(format!("{name}: {what}"), forge.with_claim(name, json!(value)))),
        );
    }
    let nobody = "00000000-0000-0000-0000-000000000000";
    let elsewhere = [
        ("sub: another user", "sub", others.user.as_str()),
        ("sub: nobody", "sub", nobody),
        ("sub: somebody who never was", "sub", "ffffffff-ffff-7fff-bfff-ffffffffffff"),
        ("sub: the session", "sub", &forge.jwt.text("sid")),
        ("sid: another user's session", "sid", &others.session),
        ("sid: a session that has ended", "sid", &others.ended_session),
        ("sid: none", "sid", nobody),
        ("sid: the user", "sid", &forge.jwt.text("sub")),
    ]
    .map(|(what, name, id)| Row::of(what, forge.with_claim(name, json!(id)), "REVOKED"));
    rows.extend(elsewhere);
    rows
}

/// What are no claims by their JSON.
fn as_json(own: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let text = own.to_string();
    let values: Vec<_> = READ.iter().map(|name| own[*name].clone()).collect();
    let broken = own["sub"].to_string();
    let (before, after) = text.split_once(&broken).expect("a subject");
    let no_utf_8 = [before.as_bytes(), b"\"\xff\"", after.as_bytes()].concat();
    vec![
        ("claims that are a list", json!(values).to_string().into_bytes()),
        ("claims in a list", format!("[{text}]").into_bytes()),
        ("claims that are a text", json!(text).to_string().into_bytes()),
        ("claims that are null", b"null".to_vec()),
        ("no claims", b"{}".to_vec()),
        ("claims that do not end", text[..text.len() - 1].into()),
        ("claims and other claims", format!("{text}{text}").into_bytes()),
        ("claims and garbage", format!("{text}x").into_bytes()),
        ("claims and NUL", format!("{text}\u{0}").into_bytes()),
        ("claims behind a byte order mark", format!("\u{feff}{text}").into_bytes()),
        ("claims in UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("claims that are no UTF-8", no_utf_8),
        ("claims with half a character", text.replace(&broken, r#""\ud800""#).into_bytes()),
        ("claims in single quotes", text.replace('"', "'").into_bytes()),
        ("claims with a comma too many", format!("{},}}", &text[..text.len() - 1]).into_bytes()),
        ("very deep claims", ["[".repeat(4_000), "]".repeat(4_000)].concat().into_bytes()),
        ("very many claims", format!("{{{}{}", "\"a\":0,".repeat(3_000), &text[1..]).into_bytes()),
    ]
}
