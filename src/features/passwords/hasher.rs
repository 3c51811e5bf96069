use argon2::Params;
use secrecy::{ExposeSecret, SecretString};

use super::{
    HashParameters, PasswordHash,
    challenge::{self, Challenge, OUTPUT_LENGTH},
    new_password::normalised,
    pool::{Place, Pool},
};
use crate::error::Error;

/// What came of an attempt.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Not this account's password, or there is none.
    Wrong,
    /// This account's password.
    Right {
        /// A hash to keep instead, when the stored one was made with other parameters than those in force.
        rehashed: Option<PasswordHash>,
    },
}

/// Makes and checks hashes with the parameters in force, on the pool.
pub(super) struct Hasher {
    pool: Pool,
    params: Params,
    decoy: Challenge,
    tolerated: HashParameters,
}

impl Hasher {
    pub(super) fn new(parameters: HashParameters, concurrency: usize) -> Self {
        let HashParameters { memory_kib, iterations, parallelism } = parameters;
        let params = Params::new(memory_kib, iterations, parallelism, Some(OUTPUT_LENGTH))
            .expect("the settings were checked: HashParameters::checked asks for more than Argon2 does");
        Self {
            pool: Pool::new(concurrency, params.block_count()),
            decoy: Challenge::decoy(&params),
            tolerated: parameters.tolerated(),
            params,
        }
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.pool
    }

    pub(super) async fn hash(&self, password: SecretString, place: Place) -> Result<PasswordHash, Error> {
        let params = self.params.clone();
        Ok(self.pool.run(place, move |memory| challenge::make(&params, password.expose_secret(), memory)).await??)
    }

    /// Without a hash, or with an attempt that is too long to be a password, the decoy is challenged instead: the same
    /// work, and never right.
    pub(super) async fn check(
        &self,
        attempt: &str,
        stored: Option<&PasswordHash>,
        place: Place,
    ) -> Result<Verdict, Error> {
        let stored = stored.map(|hash| Challenge::read(hash, self.tolerated)).transpose()?;
        let attempt = normalised(attempt);
        let can_be_right = stored.is_some() && attempt.is_some();
        let challenge = stored.filter(|_| can_be_right).unwrap_or_else(|| self.decoy.clone());
        let attempt = attempt.unwrap_or_default();
        let params = self.params.clone();

        let verdict = self.pool.run(place, move |memory| {
            let attempt = attempt.expose_secret();
            if !(challenge.is_met_by(attempt, memory)? && can_be_right) {
                return Ok(Verdict::Wrong);
            }
            let outdated = !challenge.is_current(&params);
            let rehashed = outdated.then(|| challenge::make(&params, attempt, memory)).transpose()?;
            Ok(Verdict::Right { rehashed })
        });
        verdict.await?.map_err(Error::Fault)
    }
}

#[cfg(test)]
mod tests {
    use argon2::{Argon2, PasswordVerifier};

    use super::*;
    use crate::features::throttling::Network;

    fn hasher() -> Hasher {
        Hasher::new(HashParameters::default(), 2)
    }

    async fn hash_with(hasher: &Hasher, password: &str) -> PasswordHash {
        hasher.hash(password.into(), hasher.pool().place(Network::UNKNOWN).expect("a place")).await.expect("a turn")
    }

    async fn check(hasher: &Hasher, attempt: &str, stored: Option<&PasswordHash>) -> Result<Verdict, Error> {
        hasher.check(attempt, stored, hasher.pool().place(Network::UNKNOWN)?).await
    }

    async fn is_right(hasher: &Hasher, attempt: &str, stored: Option<&PasswordHash>) -> bool {
        let verdict = check(hasher, attempt, stored).await.expect("a turn");
        matches!(verdict, Verdict::Right { .. })
    }

    /// A hash that claims to be made with these parameters.
    fn stored_with(parameters: &str) -> PasswordHash {
        format!("$argon2id$v=19${parameters}$c29tZXNhbHRzb21lc2FsdA$Pv2SzAvk1jYjHJ1bu5Fp1kPjEfNsxSAsDbK7PvRlkgQ").into()
    }

    #[tokio::test]
    async fn a_password_is_right_for_its_own_hash_alone() {
        let hasher = hasher();
        let hash = hash_with(&hasher, "correct horse").await;

        assert!(is_right(&hasher, "correct horse", Some(&hash)).await);
        assert!(!is_right(&hasher, "correct horse ", Some(&hash)).await);
        assert!(!is_right(&hasher, "Correct horse", Some(&hash)).await);
        assert!(!is_right(&hasher, "", Some(&hash)).await);
    }

    #[tokio::test]
    async fn every_spelling_of_an_accent_is_right() {
        let hasher = hasher();
        let hash = hash_with(&hasher, "caf\u{e9} cr\u{e8}me").await;
        assert!(is_right(&hasher, "cafe\u{301} cre\u{300}me", Some(&hash)).await);
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_with_a_salt_of_its_own_and_others_can_verify_it() {
        let hasher = hasher();
        let made = [hash_with(&hasher, "correct horse").await, hash_with(&hasher, "correct horse").await];

        assert_ne!(made[0].expose(), made[1].expose());
        for hash in &made {
            assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
            assert!(Argon2::default().verify_password(b"correct horse", hash.expose()).is_ok());
        }
    }

    #[tokio::test]
    async fn without_a_hash_or_with_far_too_long_an_attempt_nothing_is_right() {
        let hasher = hasher();
        let hash = hash_with(&hasher, "").await;
        assert!(!is_right(&hasher, "correct horse", None).await);
        assert!(!is_right(&hasher, &"x".repeat(100_000), Some(&hash)).await);
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_made_anew() {
        let (before, now) = (Hasher::new(HashParameters { iterations: 3, ..HashParameters::default() }, 1), hasher());
        let old = hash_with(&before, "correct horse").await;

        let Ok(Verdict::Right { rehashed: Some(new) }) = check(&now, "correct horse", Some(&old)).await else {
            panic!("right, and made anew");
        };
        assert!(new.expose().contains("m=19456,t=2,p=1"));
        let again = check(&now, "correct horse", Some(&new)).await;
        assert!(matches!(again, Ok(Verdict::Right { rehashed: None })));
    }

    #[tokio::test]
    async fn a_wrong_attempt_is_never_made_a_hash() {
        let before = Hasher::new(HashParameters { iterations: 3, ..HashParameters::default() }, 1);
        let old = hash_with(&before, "correct horse").await;
        assert!(matches!(check(&hasher(), "wrong horse", Some(&old)).await, Ok(Verdict::Wrong)));
    }

    #[tokio::test]
    async fn absurd_parameters_are_not_even_tried() {
        for absurd in ["m=4194304,t=1,p=1", "m=19456,t=4000000000,p=1", "m=19456,t=2,p=2000"] {
            let verdict = check(&hasher(), "correct horse", Some(&stored_with(absurd))).await;
            assert!(matches!(verdict, Err(Error::Fault(_))), "{absurd}");
        }
    }

    #[tokio::test]
    async fn what_is_no_hash_is_a_fault_that_does_not_show_it() {
        let no_hash = PasswordHash::from("correct horse".to_owned());
        let fault = check(&hasher(), "correct horse", Some(&no_hash)).await.expect_err("a fault");
        assert!(matches!(fault, Error::Fault(_)));
        assert!(!format!("{fault:?} {no_hash:?}").contains("horse"));
    }
}
