use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// A JWT taken apart, without asking whether it is genuine.
#[derive(Clone, Debug)]
pub(crate) struct Jwt {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    pub(crate) signature: String,
}

impl Jwt {
    #[track_caller]
    pub(crate) fn parse(token: &str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("three parts, not {token}") };
        Self { header: decode(header), claims: decode(claims), signature: signature.to_owned() }
    }

    /// The id of the key that signed a token.
    #[track_caller]
    pub(crate) fn kid_of(token: &str) -> String {
        Self::parse(token).header["kid"].as_str().expect("a key's id").to_owned()
    }

    /// The token with its parts as they are now; the signature is the one it had.
    pub(crate) fn write(&self) -> String {
        format!("{}.{}", self.signing_input(), self.signature)
    }

    /// What a signature is made over (RFC 7515 §5.1).
    pub(crate) fn signing_input(&self) -> String {
        format!("{}.{}", encode(&self.header), encode(&self.claims))
    }

    #[track_caller]
    pub(crate) fn text(&self, claim: &str) -> String {
        self.claims[claim].as_str().unwrap_or_else(|| panic!("{claim} in {}", self.claims)).to_owned()
    }

    #[track_caller]
    pub(crate) fn seconds(&self, claim: &str) -> i64 {
        self.claims[claim].as_i64().unwrap_or_else(|| panic!("{claim} in {}", self.claims))
    }
}

#[track_caller]
fn decode(part: &str) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}
