//! Refresh tokens that were never issued: none signs in, and none ends the session that it is made of, however near it
//! comes.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use futures_util::{StreamExt, stream};
use keyward::{config::Config, features::tokens::Seal};
use serde_json::Value;

use crate::harness::{Answer, Server, Tokens};

/// A refresh token taken apart: the session's id, its generation, a nonce, and a MAC.
struct Token {
    text: String,
    bytes: Vec<u8>,
}

const GENERATION: usize = 16;
const NONCE: usize = 20;
const MAC: usize = 32;

impl Token {
    fn of(tokens: &Tokens) -> Self {
        let text = tokens.refresh_token().to_owned();
        let bytes = URL_SAFE_NO_PAD.decode(&text[4..]).expect("base64url behind the prefix");
        assert_eq!(bytes.len(), 64);
        Self { text, bytes }
    }

    fn message(&self) -> &[u8] {
        &self.bytes[..MAC]
    }

    /// Its message, with other bytes from a place on.
    fn message_with(&self, at: usize, bytes: &[u8]) -> Vec<u8> {
        let mut message = self.message().to_vec();
        message[at..at + bytes.len()].copy_from_slice(bytes);
        message
    }

    fn generation(&self) -> i32 {
        i32::from_be_bytes(self.bytes[GENERATION..NONCE].try_into().expect("four bytes"))
    }
}

fn written(bytes: &[u8]) -> String {
    format!("kwr_{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

/// Each bit turned, by itself.
fn bent(token: &Token) -> Vec<(String, String)> {
    let bits = (0..token.bytes.len() * 8).map(|bit| {
        let mut bytes = token.bytes.clone();
        bytes[bit / 8] ^= 0x80 >> (bit % 8);
        (format!("bit {bit}"), written(&bytes))
    });
    bits.collect()
}

/// Other shapes of the same bytes, and bytes of the same shape.
fn reshaped(token: &Token) -> Vec<(String, String)> {
    let (text, bytes) = (token.text.as_str(), token.bytes.as_slice());
    let body = &text[4..];
    let last_but_bits = {
        let last = body.as_bytes()[85];
        // A byte leaves four bits of the last letter unused; the next letter of the alphabet sets one of them.
        let next = match last {
            b'A' => 'B',
            b'Q' => 'R',
            b'g' => 'h',
            _ => 'x',
        };
        format!("kwr_{}{next}", &body[..85])
    };
    let mut shapes = vec![
        ("nothing", String::new()),
        ("the prefix alone", "kwr_".to_owned()),
        ("no prefix", body.to_owned()),
        ("a mailed token's prefix", format!("kwm_{body}")),
        ("another prefix", format!("kwa_{body}")),
        ("the prefix in capital letters", format!("KWR_{body}")),
        ("the prefix with a hyphen", format!("kwr-{body}")),
        ("the prefix twice", format!("kwr_{text}")),
        ("in capital letters", format!("kwr_{}", body.to_uppercase())),
        ("in small letters", format!("kwr_{}", body.to_lowercase())),
        ("padded", format!("kwr_{}", URL_SAFE.encode(bytes))),
        ("not ended as it should be", last_but_bits),
        ("twice", format!("{text}{text}")),
        ("its bytes twice", written(&[bytes, bytes].concat())),
        ("a letter more", format!("{text}B")),
        ("a letter less", text[..text.len() - 1].to_owned()),
        ("a letter less in front", format!("kwr_{}", &body[1..])),
        ("a byte more", written(&[bytes, &[0]].concat())),
        ("a byte more in front", written(&[&[0], bytes].concat())),
        ("a byte less", written(&bytes[..63])),
        ("without its MAC", written(token.message())),
        ("its MAC alone", written(&bytes[MAC..])),
        ("half of its MAC", written(&bytes[..48])),
        ("a MAC of zeros", written(&[token.message(), &[0; 32]].concat())),
        ("MAC and message the other way round", written(&[&bytes[MAC..], token.message()].concat())),
        ("the message for its MAC", written(&[token.message(), token.message()].concat())),
        ("from its end", written(&bytes.iter().rev().copied().collect::<Vec<_>>())),
        ("zeros", written(&[0; 64])),
        ("ones", written(&[0xff; 64])),
        (
            "in hexadecimal",
            format!("kwr_{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()),
        ),
        ("in base64 once more", format!("kwr_{}", URL_SAFE_NO_PAD.encode(text))),
        ("with NUL", format!("{text}\u{0}")),
        ("with a space within", format!("{} {}", &text[..20], &text[20..])),
        ("with what is not seen", format!("{text}\u{200b}")),
        ("behind a byte order mark", format!("\u{feff}{text}")),
        ("in wide letters", text.replacen('k', "ｋ", 1)),
        ("SQL", "kwr_' OR '1'='1".to_owned()),
        ("something very long", format!("kwr_{}", "A".repeat(5_000))),
    ];
    if body.contains(['-', '_']) {
        let other = body.replace('-', "+").replace('_', "/");
        shapes.push(("in the other base64", format!("kwr_{other}")));
        shapes.push(("in the other base64, padded", format!("kwr_{}", STANDARD.encode(bytes))));
    }
    shapes.into_iter().map(|(what, text)| (what.to_owned(), text)).collect()
}

/// MACs that everybody can make, over the message as it is and over the one before.
fn with_a_mac_of_their_own(token: &Token, other: &Token) -> Vec<(String, String)> {
    let sid = &token.bytes[..GENERATION];
    let before = token.message_with(GENERATION, &(token.generation() - 1).to_be_bytes());
    let keys: [(&str, &[u8]); 9] = [
        ("nothing", b""),
        ("32 ones", &[0xff; 32]),
        ("`secret`", b"secret"),
        ("`keyward`", b"keyward"),
        ("`refresh_token`", b"refresh_token"),
        ("the session's id", sid),
        ("the nonce", &token.bytes[NONCE..MAC]),
        ("the MAC", &token.bytes[MAC..]),
        ("the message", token.message()),
    ];
    let mut forged = Vec::new();
    for (what, key) in keys {
        for (which, message) in [("this message", token.message()), ("the message before", before.as_slice())] {
            forged.push((format!("a MAC by {what} over {which}"), written(&[message, &mac(key, message)].concat())));
        }
    }
    let spliced = [
        ("the message before and this MAC", [&before, &token.bytes[MAC..]].concat()),
        ("this message and another session's MAC", [token.message(), &other.bytes[MAC..]].concat()),
        ("another session's message and this MAC", [other.message(), &token.bytes[MAC..]].concat()),
        ("this session's id in another's token", [sid, &other.bytes[GENERATION..]].concat()),
        (
            "this nonce in another's token",
            [&other.bytes[..NONCE], &token.bytes[NONCE..MAC], &other.bytes[MAC..]].concat(),
        ),
    ];
    forged.extend(spliced.map(|(what, bytes)| (what.to_owned(), written(&bytes))));
    forged
}

/// What only somebody with `SECRET` makes, who does not know the nonce, or mistakes the session.
fn with_the_servers_mac(server: &Server, token: &Token) -> Vec<(String, String)> {
    let config = Config::from_pairs(&server.settings).expect("settings that are right");
    let sealed = |purpose: &str, message: &[u8]| {
        let mac = Seal::new(&config.secrets, purpose).mac(message);
        written(&[message, &mac].concat())
    };
    let own = |message: &[u8]| sealed("refresh_token", message);
    assert_eq!(own(token.message()), token.text, "the server's own seal");
    let generation = |ahead: i32| token.message_with(GENERATION, &(token.generation() + ahead).to_be_bytes());
    let mut forged = vec![
        ("another nonce", own(&token.message_with(NONCE, &[0x55; 12]))),
        ("a generation ahead", own(&generation(1))),
        ("a hundred generations ahead", own(&generation(100))),
        ("the last generation", own(&token.message_with(GENERATION, &i32::MAX.to_be_bytes()))),
    ];
    let others = [
        "email_verification",
        "password_reset",
        "email_change",
        "email_change_undo",
        "signing-keys",
        "throttling",
        "device",
    ];
    forged.extend(others.map(|purpose| (purpose, sealed(purpose, token.message()))));
    let before = generation(-1);
    let named = |(what, text): (&str, String)| (format!("sealed here: {what}"), text);
    let mut forged: Vec<_> = forged.into_iter().map(named).collect();
    forged.extend(others.map(|purpose| (format!("the generation before, by {purpose}"), sealed(purpose, &before))));
    forged
}

/// Refused for what it is.
#[track_caller]
fn is_refused(what: &str, answer: &Answer) {
    assert_eq!(answer.status, 200, "{what}: {answer:#?}");
    let payload = answer.payload();
    assert_eq!(payload["errors"][0]["code"], "REFRESH_TOKEN_INVALID", "{what}: {answer:#?}");
    assert!(payload.get("tokens").is_none_or(Value::is_null), "{what}: {answer:#?}");
    assert!(payload.get("endedSessions").is_none_or(|ended| *ended == 0), "{what}: {answer:#?}");
    assert!(answer.refresh_cookie().is_none_or(|cookie| cookie.value().is_empty()), "{what}: {answer:#?}");
}

/// A way to show a refresh token.
#[derive(Clone, Copy)]
enum Way {
    Refresh,
    Logout,
    RefreshByCookie,
    LogoutByCookie,
}

const WAYS: [Way; 4] = [Way::Refresh, Way::Logout, Way::RefreshByCookie, Way::LogoutByCookie];

impl Way {
    async fn refuses(self, server: &Server, (what, text): &(String, String)) {
        // A cookie of nothing is none, and not every text can be one.
        let fits_a_cookie = !text.is_empty() && text.is_ascii() && !text.contains('\0');
        let answer = match self {
            Self::Refresh => server.refresh(text).await,
            Self::Logout => server.log_out().input("refreshToken", text.as_str()).input("scope", "ALL").await,
            Self::RefreshByCookie if fits_a_cookie => server.refresh_by_cookie(text).await,
            Self::LogoutByCookie if fits_a_cookie => server.log_out().cookie(text).input("scope", "ALL").await,
            Self::RefreshByCookie | Self::LogoutByCookie => return,
        };
        is_refused(what, &answer);
    }
}

/// Shows all of them: the bent ones in turn, so that each byte is bent in each way, and the others in every way.
async fn are_refused(server: &Server, bent: &[(String, String)], others: &[(String, String)]) {
    let texts: BTreeSet<_> = bent.iter().chain(others).map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts.len(), bent.len() + others.len(), "each is another");
    let in_turn = bent.iter().zip(WAYS.into_iter().cycle());
    let in_each = others.iter().flat_map(|other| WAYS.map(|way| (other, way)));
    let shown = stream::iter(in_turn.chain(in_each)).map(|(forged, way)| way.refuses(server, forged));
    shown.buffer_unordered(8).collect::<Vec<_>>().await;
}

#[tokio::test]
async fn no_forged_refresh_token_ends_a_session_or_moves_it() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    // Two generations on, so that there are spent ones to imitate.
    let second = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    let third = server.refresh(second.refresh_token()).await.signs_in();
    let (token, other) = (Token::of(&third), Token::of(&bob.tokens));
    let (bent, mut others) = (bent(&token), reshaped(&token));
    others.extend(with_a_mac_of_their_own(&token, &other));
    others.extend(with_the_servers_mac(&server, &token));
    let mails = server.mailbox.to(&alice.email).await.len();
    are_refused(&server, &bent, &others).await;
    for who in [&third, &bob.tokens] {
        server.me().by(who).await.succeeds();
        server.refresh(who.refresh_token()).await.signs_in();
    }
    assert_eq!(server.mailbox.to(&alice.email).await.len(), mails, "nobody was told of a reuse");
}

#[tokio::test]
async fn no_forged_cookie_ends_a_session_that_travels_by_cookie() {
    let server = Server::start().await;
    let bob = server.registered("bob@example.org").await;
    let answer = server.log_in(&bob.email, &bob.password).input("tokenDelivery", "COOKIE").await;
    let text = answer.refresh_cookie().expect("a cookie").value().to_owned();
    let token = Token { bytes: URL_SAFE_NO_PAD.decode(&text[4..]).expect("base64url"), text };
    let mut others = reshaped(&token);
    others.extend(with_a_mac_of_their_own(&token, &Token::of(&bob.tokens)));
    are_refused(&server, &bent(&token), &others).await;
    let refreshed = server.refresh_by_cookie(&token.text).await;
    assert!(refreshed.refusals().is_empty() && refreshed.refresh_cookie().is_some(), "{refreshed:#?}");
}
