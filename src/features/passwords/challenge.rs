use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{self, Output, ParamsString, Salt},
};
use zeroize::Zeroizing;

use super::{HashParameters, PasswordHash, pool::Memory};
use crate::{effects::Random, error::Fault};

/// How many bytes a new hash has.
pub(super) const OUTPUT_LENGTH: usize = 32;

/// How many bytes a new salt has (RFC 9106 §3.1).
const SALT_LENGTH: usize = 16;

/// A hash taken apart: how it was made, from which salt, and what came out.
#[derive(Clone)]
pub(super) struct Challenge {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
    output: Output,
}

impl Challenge {
    /// One that nothing answers: it costs what a stored hash costs.
    pub(super) fn decoy(params: &Params) -> Self {
        Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: params.clone(),
            salt: new_salt(),
            output: Output::new(&Random.bytes::<OUTPUT_LENGTH>()).expect("32 bytes are within PHC's 10 to 64"),
        }
    }

    /// Reads a stored hash. Whoever could write to the database must not make the server take gigabytes or minutes:
    /// more than `most` is no hash.
    pub(super) fn read(hash: &PasswordHash, most: HashParameters) -> Result<Self, Fault> {
        const DOING: &str = "reading a stored password hash";
        let phc = phc::PasswordHash::new(hash.expose()).map_err(Fault::while_doing(DOING))?;
        let algorithm = Algorithm::new(phc.algorithm.as_str()).map_err(Fault::while_doing(DOING))?;
        let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from).map_err(Fault::while_doing(DOING))?;
        let params = Params::try_from(&phc).map_err(Fault::while_doing(DOING))?;
        if !HashParameters::from(&params).is_within(most) {
            return Err(Fault::while_doing(DOING)("it asks for absurd work"));
        }
        let (Some(salt), Some(output)) = (phc.salt, phc.hash) else {
            return Err(Fault::while_doing(DOING)("it has no salt or no output"));
        };
        Ok(Self { algorithm, version, params, salt, output })
    }

    /// Whether a new hash would be made the same way.
    pub(super) fn is_current(&self, params: &Params) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.params == *params
            && self.salt.len() >= SALT_LENGTH
    }

    /// Whether this password made the hash. Compares in constant time (`Output`'s equality).
    pub(super) fn is_met_by(&self, password: &str, memory: &mut Memory) -> Result<bool, Fault> {
        let argon2 = Argon2::new(self.algorithm, self.version, self.params.clone());
        Ok(self.output == derive(&argon2, password, &self.salt, memory)?)
    }
}

/// Hashes a password with a new salt (Argon2id, version 1.3).
pub(super) fn make(params: &Params, password: &str, memory: &mut Memory) -> Result<PasswordHash, Fault> {
    let salt = new_salt();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let output = derive(&argon2, password, &salt, memory)?;
    let phc = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(Fault::while_doing("writing a password hash"))?,
        salt: Some(salt),
        hash: Some(output),
    };
    Ok(phc.to_string().into())
}

fn derive(argon2: &Argon2<'_>, password: &str, salt: &Salt, memory: &mut Memory) -> Result<Output, Fault> {
    const DOING: &str = "hashing a password";
    let params = argon2.params();
    memory.resize(memory.len().max(params.block_count()), argon2::Block::new());
    let mut bytes = Zeroizing::new([0; Output::MAX_LENGTH]);
    let out = &mut bytes[..params.output_len().unwrap_or(OUTPUT_LENGTH)];
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, memory).map_err(Fault::while_doing(DOING))?;
    Output::new(out).map_err(Fault::while_doing(DOING))
}

fn new_salt() -> Salt {
    Salt::new(&Random.bytes::<SALT_LENGTH>()).expect("16 bytes are within PHC's 8 to 48")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a hash of the default parameters says, with one part after another exchanged.
    fn is_current(algorithm: &str, version: u32, parameters: &str, salt: &str) -> bool {
        let output = "Pv2SzAvk1jYjHJ1bu5Fp1kPjEfNsxSAsDbK7PvRlkgQ";
        let hash = PasswordHash::from(format!("${algorithm}$v={version}${parameters}${salt}${output}"));
        let now = HashParameters::default();
        let params = Params::new(now.memory_kib, now.iterations, now.parallelism, Some(OUTPUT_LENGTH));
        let challenge = Challenge::read(&hash, now.tolerated()).expect("a hash");
        challenge.is_current(&params.expect("the default parameters"))
    }

    #[test]
    fn only_a_hash_that_would_be_made_the_same_way_is_current() {
        const SALT: &str = "c29tZXNhbHRzb21lc2FsdA"; // 16 bytes
        assert!(is_current("argon2id", 19, "m=19456,t=2,p=1", SALT));
        for (algorithm, version, parameters, salt) in [
            ("argon2i", 19, "m=19456,t=2,p=1", SALT),
            ("argon2d", 19, "m=19456,t=2,p=1", SALT),
            ("argon2id", 16, "m=19456,t=2,p=1", SALT),
            ("argon2id", 19, "m=19457,t=2,p=1", SALT),
            ("argon2id", 19, "m=19456,t=3,p=1", SALT),
            ("argon2id", 19, "m=19456,t=2,p=2", SALT),
            ("argon2id", 19, "m=19456,t=2,p=1", "c29tZXNhbHRzb21lc2Fs"), // 15 bytes
        ] {
            assert!(!is_current(algorithm, version, parameters, salt), "{algorithm} {version} {parameters} {salt}");
        }
    }
}
