use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Jwt, Server, SigningKey, User};

/// Makes tokens of one that is good, signed by the server's own key wherever a wrong signature would hide the question.
pub(super) struct Forge {
    pub(super) key: SigningKey,
    /// The half of the key that everybody sees.
    pub(super) published: Value,
    /// What every row is one mutation of.
    pub(super) good: String,
    pub(super) jwt: Jwt,
}

impl Forge {
    pub(super) async fn of(server: &Server, user: &User) -> Self {
        let key = SigningKey::of(server).await;
        let published = server.get("/.well-known/jwks.json").await.json()["keys"][0].clone();
        let mut jwt = Jwt::parse(&user.tokens.access_token);
        // One whose signature reads otherwise in the other base64, and in another case.
        let good = (0_u8..).find_map(|number| {
            let seed = digest(&SHA256, &[number]);
            let bytes = seed.as_ref().first_chunk().expect("32 bytes");
            jwt.claims["jti"] = Uuid::from_bytes(*bytes).to_string().into();
            let signed = signed(&key, &jwt.signing_input());
            signed.rsplit_once('.').filter(|(_, text)| text.contains('-') && text.contains('_'))?;
            Some(signed)
        });
        let good = good.expect("one of very many");
        Self { key, published, jwt: Jwt::parse(&good), good }
    }

    /// With another header, signed by the server's key.
    pub(super) fn header(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut jwt = self.jwt.clone();
        change(&mut jwt.header);
        signed(&self.key, &jwt.signing_input())
    }

    /// With one member of the header set, signed by the server's key.
    pub(super) fn with_header(&self, name: &str, value: Value) -> String {
        self.header(|header| header[name] = value)
    }

    /// With one claim set, signed by the server's key.
    pub(super) fn with_claim(&self, name: &str, value: Value) -> String {
        self.claims(|claims| claims[name] = value)
    }

    /// With other claims, signed by the server's key.
    pub(super) fn claims(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut jwt = self.jwt.clone();
        change(&mut jwt.claims);
        signed(&self.key, &jwt.signing_input())
    }

    /// With these bytes for a header, signed by the server's key.
    pub(super) fn header_as(&self, header: impl AsRef<[u8]>) -> String {
        let [_, claims, _] = self.parts();
        signed(&self.key, &format!("{}.{claims}", URL_SAFE_NO_PAD.encode(header)))
    }

    /// With these bytes for claims, signed by the server's key.
    pub(super) fn claims_as(&self, claims: impl AsRef<[u8]>) -> String {
        let [header, ..] = self.parts();
        signed(&self.key, &format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims)))
    }

    /// With the claims as they are but for one, whose value is this text, whether it is JSON or not.
    pub(super) fn with_raw_claim(&self, name: &str, text: &str) -> String {
        let mut claims = self.jwt.claims.clone();
        claims.as_object_mut().expect("an object").remove(name);
        self.claims_as(format!("{{\"{name}\":{text},{}", &claims.to_string()[1..]))
    }

    /// With these texts for header and claims, signed by the server's key.
    pub(super) fn encoded_as(&self, header: &str, claims: &str) -> String {
        signed(&self.key, &format!("{header}.{claims}"))
    }

    /// With the header and claims it has, and this signature.
    pub(super) fn signature(&self, signature: impl AsRef<[u8]>) -> String {
        let [header, claims, _] = self.parts();
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// With another `alg` and whatever signs that.
    pub(super) fn signed_otherwise(&self, alg: &str, sign: impl FnOnce(&str) -> Vec<u8>) -> String {
        let mut jwt = self.jwt.clone();
        jwt.header["alg"] = alg.into();
        let input = jwt.signing_input();
        let signature = URL_SAFE_NO_PAD.encode(sign(&input));
        format!("{input}.{signature}")
    }

    pub(super) fn signature_bytes(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.jwt.signature).expect("base64url")
    }

    /// Header, claims and signature, as they travel.
    pub(super) fn parts(&self) -> [&str; 3] {
        let mut parts = self.good.split('.');
        [(); 3].map(|()| parts.next().expect("three parts"))
    }
}

fn signed(key: &SigningKey, input: &str) -> String {
    format!("{input}.{}", key.sign(input))
}

/// One token that is none.
pub(super) struct Row {
    pub(super) what: String,
    /// What comes in `Authorization`, once for each.
    pub(super) sent: Vec<String>,
    pub(super) reason: &'static str,
}

impl Row {
    /// Something that was never issued.
    pub(super) fn invalid(what: impl Into<String>, token: impl Into<String>) -> Self {
        Self::of(what, token, "INVALID")
    }

    pub(super) fn of(what: impl Into<String>, token: impl Into<String>, reason: &'static str) -> Self {
        Self { what: what.into(), sent: vec![format!("Bearer {}", token.into())], reason }
    }

    /// The whole of what comes in `Authorization`.
    pub(super) fn sent<const N: usize>(what: &str, values: [String; N]) -> Self {
        Self { what: what.into(), sent: values.into(), reason: "INVALID" }
    }
}

/// Values that no text of a token's has: one of each other type, and the text as a list.
pub(super) fn of_other_types(right: &Value) -> [(&'static str, Value); 7] {
    [
        ("null", Value::Null),
        ("a number", json!(1.5)),
        ("true", json!(true)),
        ("a list of it", json!([right])),
        ("an empty list", json!([])),
        ("an object", json!({ "value": right })),
        ("an empty text", json!("")),
    ]
}
