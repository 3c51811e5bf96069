//! The compact serialisation, bent (RFC 7515 §3.1): wherever the signature would hide it, over the bent text.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use serde_json::json;

use super::forge::{Forge, Row};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn rows(forge: &Forge) -> Vec<Row> {
    let mut rows = shapes(forge);
    rows.extend(alphabets(forge));
    rows.extend(cuts(forge));
    rows
}

fn shapes(forge: &Forge) -> Vec<Row> {
    let good = &forge.good;
    let [header, claims, signature] = forge.parts();
    let json = json!({ "protected": header, "payload": claims, "signature": signature });
    let nested = {
        let nested = URL_SAFE_NO_PAD.encode(good);
        forge.encoded_as(header, &nested)
    };
    vec![
        Row::invalid("two parts", format!("{header}.{claims}")),
        Row::invalid("one part", header.to_owned()),
        Row::invalid("a fourth part", format!("{good}.e30")),
        Row::invalid("a fourth part of nothing", format!("{good}.")),
        Row::invalid("a part of nothing in front", format!(".{good}")),
        Row::invalid("five parts, as encrypted ones have", format!("{good}.{claims}.{signature}")),
        Row::invalid("an encrypted one", {
            let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"dir","enc":"A256GCM","typ":"at+jwt"}"#);
            format!("{header}..AAAAAAAAAAAAAAAA.{claims}.AAAAAAAAAAAAAAAAAAAAAA")
        }),
        Row::invalid("no header", forge.encoded_as("", claims)),
        Row::invalid("detached claims", forge.encoded_as(header, "")),
        Row::invalid("claims taken out", format!("{header}..{signature}")),
        Row::invalid("the header taken out", format!(".{claims}.{signature}")),
        Row::invalid("two dots", "..".to_owned()),
        Row::invalid("dots between", format!("{header}..{claims}..{signature}")),
        Row::invalid("header and claims the other way round", forge.encoded_as(claims, header)),
        Row::invalid("the whole in base64url", URL_SAFE_NO_PAD.encode(good)),
        Row::invalid("the whole twice", format!("{good}{good}")),
        Row::invalid("the whole twice with a dot", format!("{good}.{good}")),
        Row::invalid("a token in a token", nested),
        Row::invalid("as JSON in base64url", URL_SAFE_NO_PAD.encode(json.to_string())),
        Row::invalid("dots encoded", good.replace('.', "%2E")),
        Row::invalid("with a tilde, as SD-JWT has it", format!("{good}~")),
        Row::invalid("in capital letters", good.to_ascii_uppercase()),
        Row::invalid("in small letters", good.to_ascii_lowercase()),
        Row::invalid("from its end", good.chars().rev().collect::<String>()),
        Row::invalid("an unsecured one", {
            let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
            format!("{header}.{claims}.")
        }),
        Row::invalid("an unsecured one with a signature", {
            let mut jwt = forge.jwt.clone();
            jwt.header["alg"] = "none".into();
            jwt.write()
        }),
        Row::invalid("too long a token", format!("{header}.{claims}.{}", "A".repeat(16 * 1024))),
        Row::invalid("too long a header", forge.header_as(format!("{}{}", forge.jwt.header, " ".repeat(13_000)))),
        Row::invalid("too long claims", forge.claims_as(format!("{}{}", forge.jwt.claims, " ".repeat(13_000)))),
        Row::invalid("a letter", "x".to_owned()),
        Row::invalid("`null`", "null".to_owned()),
        Row::invalid("`undefined`", "undefined".to_owned()),
    ]
}

fn alphabets(forge: &Forge) -> Vec<Row> {
    let [header, claims, signature] = forge.parts();
    let [header_text, claims_text] = [&forge.jwt.header, &forge.jwt.claims].map(ToString::to_string);
    let claims_that_need_it = claims_with_an_odd_letter(forge);
    let bytes = forge.signature_bytes();
    let bent = |part: &str, at: usize, with: &str| format!("{}{with}{}", &part[..at], &part[at..]);
    let mut rows = vec![
        Row::invalid("a padded signature", format!("{header}.{claims}.{}", padded(signature))),
        Row::invalid("a padded header", forge.encoded_as(&padded(header), claims)),
        Row::invalid("padded claims", forge.encoded_as(header, &padded(claims))),
        Row::invalid(
            "a signature in the other base64",
            format!("{header}.{claims}.{}", STANDARD_NO_PAD.encode(&bytes)),
        ),
        Row::invalid(
            "a signature in the other base64, padded",
            format!("{header}.{claims}.{}", STANDARD.encode(&bytes)),
        ),
        Row::invalid(
            "claims in the other base64",
            forge.encoded_as(header, &STANDARD_NO_PAD.encode(&claims_that_need_it)),
        ),
        Row::invalid(
            "a signature not ended as it should be",
            format!("{header}.{claims}.{}", not_canonical(signature)),
        ),
        Row::invalid("a header not ended as it should be", {
            forge.encoded_as(&not_canonical(&URL_SAFE_NO_PAD.encode(of_length(&header_text, 1))), claims)
        }),
        Row::invalid("claims not ended as they should be", {
            forge.encoded_as(header, &not_canonical(&URL_SAFE_NO_PAD.encode(of_length(&claims_text, 2))))
        }),
        Row::invalid(
            "a header of an impossible length",
            forge.encoded_as(&format!("{}A", URL_SAFE_NO_PAD.encode(of_length(&header_text, 0))), claims),
        ),
        Row::invalid(
            "claims of an impossible length",
            forge.encoded_as(header, &format!("{}A", URL_SAFE_NO_PAD.encode(of_length(&claims_text, 0)))),
        ),
    ];
    for (what, with) in
        [("a plus", "+"), ("a slash", "/"), ("a tilde", "~"), ("padding", "="), ("an encoded line break", "%0A")]
    {
        rows.push(Row::invalid(
            format!("{what} within the signature"),
            format!("{header}.{claims}.{}", bent(signature, 9, with)),
        ));
        rows.push(Row::invalid(format!("{what} within the claims"), forge.encoded_as(header, &bent(claims, 8, with))));
        rows.push(Row::invalid(format!("{what} within the header"), forge.encoded_as(&bent(header, 8, with), claims)));
    }
    rows
}

/// What is cut off, or added.
fn cuts(forge: &Forge) -> Vec<Row> {
    let good = &forge.good;
    let [header, claims, _] = forge.parts();
    let mut rows = Vec::new();
    for cut in [1, 3, 4, 8, 40] {
        rows.push(Row::invalid(format!("{cut} letters less at its end"), &good[..good.len() - cut]));
        rows.push(Row::invalid(format!("{cut} letters less in front"), &good[cut..]));
        rows.push(Row::invalid(
            format!("{cut} letters less of the claims"),
            forge.encoded_as(header, &claims[..claims.len() - cut]),
        ));
    }
    for more in ["A", "AA", "AAA", "AAAA"] {
        rows.push(Row::invalid(format!("{more} at its end"), format!("{good}{more}")));
        rows.push(Row::invalid(format!("{more} in front"), format!("{more}{good}")));
    }
    rows
}

fn padded(part: &str) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    let padded = URL_SAFE.encode(bytes);
    // Where there is nothing to pad, padding is too much.
    if padded == part { format!("{part}====") } else { padded }
}

/// JSON with spaces behind it, so many that a third of its bytes leaves this rest.
fn of_length(text: &str, rest: usize) -> String {
    let mut text = text.to_owned();
    while text.len() % 3 != rest {
        text.push(' ');
    }
    text
}

/// The same bytes, by those who do not look at the last bits.
fn not_canonical(part: &str) -> String {
    let (rest, last) = part.split_at(part.len() - 1);
    let place = ALPHABET.iter().position(|letter| last.as_bytes() == [*letter]).expect("base64url");
    assert!(part.len() % 4 > 1, "there are bits to spare");
    format!("{rest}{}", char::from(ALPHABET[place + 1]))
}

/// Claims whose base64 has a letter that differs between the alphabets, wherever they begin.
fn claims_with_an_odd_letter(forge: &Forge) -> String {
    let claims = forge.jwt.claims.to_string();
    format!("{{\"name\":\"??????\",{}", &claims[1..])
}
