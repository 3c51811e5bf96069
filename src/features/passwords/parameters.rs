use argon2::Params;

/// Argon2id's cost (RFC 9106 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashParameters {
    /// `HASH_MEMORY_KIB`: memory per hash, in KiB.
    pub memory_kib: u32,
    /// `HASH_ITERATIONS`: passes over that memory.
    pub iterations: u32,
    /// `HASH_PARALLELISM`: lanes the memory is cut into.
    pub parallelism: u32,
}

/// The least that the OWASP Password Storage Cheat Sheet recommends.
impl Default for HashParameters {
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2, parallelism: 1 }
    }
}

impl HashParameters {
    /// Memory in KiB and passes that are equally strong, by the OWASP Password Storage Cheat Sheet.
    const LEAST: [(u32, u32); 5] = [(47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5)];

    /// The most of each, so that a slip in a setting doesn't stop every sign-in: 1 GiB, 64 passes, 64 lanes.
    const MOST: Self = Self { memory_kib: 1024 * 1024, iterations: 64, parallelism: 64 };

    /// Passes them on unless they are weaker than OWASP's minimum, or out of reason.
    ///
    /// # Errors
    /// What they must be, for whoever set them.
    pub fn checked(self) -> Result<Self, &'static str> {
        let strong = |(memory, passes)| self.memory_kib >= memory && self.iterations >= passes;
        if self.parallelism == 0 || !Self::LEAST.into_iter().any(strong) {
            return Err("at least 19456 KiB with 2 iterations, or as strong: 47104 with 1, 12288 with 3, \
                        9216 with 4, 7168 with 5; and 1 lane");
        }
        if !self.is_within(Self::MOST) {
            return Err("at most 1048576 KiB (1 GiB), 64 iterations and 64 lanes");
        }
        Ok(self)
    }

    /// The most that a stored hash may ask for: what the settings ask for, and at least 128 MiB, 16 passes and 16
    /// lanes, so that hashes from before a change of settings still verify.
    pub(super) fn tolerated(self) -> Self {
        Self {
            memory_kib: self.memory_kib.max(128 * 1024),
            iterations: self.iterations.max(16),
            parallelism: self.parallelism.max(16),
        }
    }

    pub(super) fn is_within(self, most: Self) -> bool {
        self.memory_kib <= most.memory_kib && self.iterations <= most.iterations && self.parallelism <= most.parallelism
    }
}

impl From<&Params> for HashParameters {
    fn from(params: &Params) -> Self {
        Self { memory_kib: params.m_cost(), iterations: params.t_cost(), parallelism: params.p_cost() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_and_what_is_as_strong_is_taken() {
        let least = HashParameters::default();
        for good in [least, HashParameters { memory_kib: 47_104, iterations: 1, ..least }] {
            assert_eq!(good.checked(), Ok(good));
        }
    }

    #[test]
    fn the_most_is_a_gibibyte_with_64_passes_and_64_lanes() {
        let most = HashParameters { memory_kib: 1_048_576, iterations: 64, parallelism: 64 };
        assert_eq!(most.checked(), Ok(most));
        for beyond in [
            HashParameters { memory_kib: 1_048_577, ..most },
            HashParameters { iterations: 65, ..most },
            HashParameters { parallelism: 65, ..most },
        ] {
            assert!(beyond.checked().is_err(), "{beyond:?}");
        }
    }

    #[test]
    fn a_stored_hash_may_ask_for_what_earlier_settings_asked_for() {
        let tolerated = HashParameters { memory_kib: 131_072, iterations: 16, parallelism: 16 };
        assert_eq!(HashParameters::default().tolerated(), tolerated);
        let more = HashParameters { memory_kib: 262_144, iterations: 20, parallelism: 32 };
        assert_eq!(more.tolerated(), more);
    }

    #[test]
    fn anything_weaker_or_absurd_is_refused() {
        let least = HashParameters::default();
        for bad in [
            HashParameters { memory_kib: 19_455, ..least },
            HashParameters { iterations: 1, ..least },
            HashParameters { parallelism: 0, ..least },
            HashParameters { memory_kib: u32::MAX, ..least },
        ] {
            assert!(bad.checked().is_err(), "{bad:?}");
        }
    }
}
