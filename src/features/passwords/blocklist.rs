use std::sync::LazyLock;

use fst::Set;

/// The most common passwords of eight characters and more, folded; `assets/passwords/README.md` says where they come
/// from. It is searched where it lies: nothing is unpacked.
static BLOCKLIST: LazyLock<Set<&[u8]>> = LazyLock::new(|| {
    let embedded: &[u8] = include_bytes!("../../../assets/passwords/blocklist.fst");
    Set::new(embedded).expect("the embedded set is whole: a test reads all of it")
});

/// Whether a folded password is one of the most common.
pub(super) fn is_common(folded: &str) -> bool {
    BLOCKLIST.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::{super::NewPassword, *};
    use crate::error::Refusal;

    #[test]
    fn the_list_has_at_least_twenty_thousand_passwords() {
        assert!(BLOCKLIST.len() >= 20_000, "{}", BLOCKLIST.len());
    }

    #[test]
    fn the_list_is_whole_and_all_of_it_is_refused() {
        BLOCKLIST.as_fst().verify().expect("the checksum fits");
        for listed in BLOCKLIST.stream().into_strs().expect("every one is UTF-8") {
            assert_eq!(NewPassword::parse(&listed, 8, &[]).err(), Some(Refusal::PasswordTooCommon), "{listed}");
        }
    }
}
