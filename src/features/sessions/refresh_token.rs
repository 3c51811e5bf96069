use aws_lc_rs::digest::{SHA256, digest};
use uuid::Uuid;

use crate::{
    error::Refusal,
    features::tokens::{MAC_LENGTH, Seal, TokenText},
};

const PREFIX: &str = "kwr_";
const NONCE_LENGTH: usize = 12;
/// The session's id, its generation, and its nonce.
const MESSAGE_LENGTH: usize = 16 + 4 + NONCE_LENGTH;

/// A session's random part: in its tokens only, so that a leaked `SECRET` alone makes none.
#[derive(Clone, Copy)]
pub(super) struct Nonce([u8; NONCE_LENGTH]);

impl Nonce {
    pub(super) fn new(bytes: [u8; NONCE_LENGTH]) -> Self {
        Self(bytes)
    }

    /// What a row keeps of it.
    pub(super) fn hash(self) -> Vec<u8> {
        digest(&SHA256, &self.0).as_ref().to_vec()
    }
}

/// A refresh token that was made here: its session, its place in the session's row of tokens, and the nonce.
#[derive(Clone, Copy)]
pub(super) struct RefreshToken {
    pub(super) session: Uuid,
    pub(super) generation: i32,
    pub(super) nonce: Nonce,
}

impl RefreshToken {
    /// Reads a token, without the database: a wrong MAC is the end of it.
    pub(super) fn open(seal: &Seal, text: &str) -> Result<Self, Refusal> {
        Self::read(seal, text.trim_ascii()).ok_or(Refusal::RefreshTokenInvalid)
    }

    fn read(seal: &Seal, text: &str) -> Option<Self> {
        let bytes = TokenText::read::<{ MESSAGE_LENGTH + MAC_LENGTH }>(PREFIX, text)?;
        let (message, mac) = bytes.split_at(MESSAGE_LENGTH);
        if !seal.is_ours(message, mac) {
            return None;
        }
        let (session, rest) = message.split_first_chunk()?;
        let (generation, nonce) = rest.split_first_chunk()?;
        Some(Self {
            session: Uuid::from_bytes(*session),
            generation: i32::from_be_bytes(*generation),
            nonce: Nonce(nonce.try_into().ok()?),
        })
    }

    /// Writes the token down: the same each time.
    pub(super) fn text(&self, seal: &Seal) -> TokenText {
        let mut bytes = Vec::with_capacity(MESSAGE_LENGTH + MAC_LENGTH);
        bytes.extend(self.session.as_bytes());
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.nonce.0);
        bytes.extend(seal.mac(&bytes));
        TokenText::write(PREFIX, &bytes)
    }
}
