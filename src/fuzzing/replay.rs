use std::{fs, path::Path};

use proptest::{
    prelude::RngExt,
    test_runner::{RngAlgorithm, TestRng},
};

use super::TARGETS;

/// Of each file, that many variations: as many as take a few seconds.
const VARIATIONS: usize = 60;

/// What fuzzers found worth keeping, and what it becomes with a few bytes changed: the same each time.
#[test]
#[expect(clippy::print_stdout, reason = "it is seen when the test fails")]
fn what_holds_for_the_corpus_holds_still() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    for (name, target) in TARGETS {
        let folder = corpus.join(name);
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        assert!(!paths.is_empty(), "{name} has nothing to begin with");
        for path in paths {
            let seed = fs::read(&path).expect("a file");
            println!("{}", path.display());
            target(&seed);
            for _ in 0..VARIATIONS {
                let varied = vary(&seed, &mut random);
                println!("  {:?}", String::from_utf8_lossy(&varied));
                target(&varied);
            }
        }
    }
}

/// A target that no fuzzer builds finds nothing.
#[test]
fn each_target_is_one_that_cargo_fuzz_knows() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).expect("a manifest");
    let listed: Vec<_> = manifest.lines().filter(|line| line.starts_with("path = \"fuzz_targets/")).collect();
    assert_eq!(listed, TARGETS.map(|(name, _)| format!("path = \"fuzz_targets/{name}.rs\"")));
    for (name, _) in TARGETS {
        let calls = fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).expect("a target");
        assert!(calls.contains(&format!("keyward::fuzzing::{name}(data)")), "{name}");
    }
}

fn vary(seed: &[u8], random: &mut TestRng) -> Vec<u8> {
    const BITS: [&[u8]; 12] =
        [b"\"", b"\\", b"{", b"}", b"\0", b".", b",", b"\n", b"[", b" ", "\u{202e}".as_bytes(), "é".as_bytes()];
    let mut varied = seed.to_vec();
    for _ in 0..random.random_range(1..4) {
        let at = random.random_range(0..=varied.len());
        match random.random_range(0..4) {
            0 if at < varied.len() => varied[at] ^= 1 << random.random_range(0..7_u8),
            1 => drop(varied.splice(at..at, BITS[random.random_range(0..BITS.len())].iter().copied())),
            2 => varied.truncate(at.max(1)),
            _ => drop(varied.splice(at..at, seed[at.min(seed.len())..].iter().take(64).copied())),
        }
    }
    varied
}
