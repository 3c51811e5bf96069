//! Whether two groups of times can be told apart: Mann–Whitney's test, two-sided, with Holm's correction for many.

use statrs::stats_tests::{
    Alternative,
    mannwhitneyu::{MannWhitneyUMethod, mannwhitneyu},
};

/// How often chance may pass for a difference, in all comparisons together.
const ALPHA: f64 = 0.01;
/// A difference of medians that nobody minds, in microseconds: a network's jitter is far above.
const BOUND: f64 = 50.0;

/// In nanoseconds.
pub(crate) type Times = Vec<u64>;

pub(crate) struct Comparison {
    case: &'static str,
    names: [&'static str; 2],
    samples: usize,
    /// First quartile, median and third quartile of each, in microseconds.
    quartiles: [[f64; 3]; 2],
    p: f64,
}

impl Comparison {
    pub(crate) fn new(case: &'static str, one: (&'static str, &Times), other: (&'static str, &Times)) -> Self {
        let method = MannWhitneyUMethod::AsymptoticInclContinuityCorrection;
        let (_, p) = mannwhitneyu(one.1, other.1, method, Alternative::TwoSided).expect("samples of both");
        let quartiles = [quartiles(one.1), quartiles(other.1)];
        Self { case, names: [one.0, other.0], samples: one.1.len(), quartiles, p }
    }

    fn difference(&self) -> f64 {
        self.quartiles[1][1] - self.quartiles[0][1]
    }

    fn line(&self, p: f64) -> String {
        let [one, other] = self.quartiles.map(|[first, median, third]| format!("{median:.0} ({first:.0}–{third:.0})"));
        let verdict = match (p < ALPHA, self.tells(p)) {
            (_, true) => "TELLS",
            (true, false) => "significant, within the bound",
            (false, _) => "indistinguishable",
        };
        let names = self.names.join(" / ");
        format!(
            "{:<30}{names:<26}{:>6}{one:>24}{other:>24}{:>+11.1}{:>10.4}{p:>10.4}  {verdict}",
            self.case,
            self.samples,
            self.difference(),
            self.p
        )
    }

    /// Significant, and large enough to be of use.
    fn tells(&self, p: f64) -> bool {
        p < ALPHA && self.difference().abs() > BOUND
    }
}

/// Prints all, and answers with those that tell somebody something.
pub(crate) fn hold(comparisons: &[Comparison]) -> Vec<String> {
    println!(
        "medians (and quartiles) in µs; significant at α = {ALPHA} by Holm; a difference up to {BOUND} µs is borne"
    );
    println!(
        "{:<30}{:<26}{:>6}{:>24}{:>24}{:>11}{:>10}{:>10}",
        "asked", "about", "n", "one", "other", "differ by", "p", "p (Holm)"
    );
    let corrected = holm(&comparisons.iter().map(|comparison| comparison.p).collect::<Vec<_>>());
    let mut told = Vec::new();
    for (comparison, p) in comparisons.iter().zip(corrected) {
        println!("{}", comparison.line(p));
        if comparison.tells(p) {
            told.push(format!("{}: {}", comparison.case, comparison.names.join(" / ")));
        }
    }
    if told.is_empty() {
        println!("indistinguishable at α = {ALPHA}, or by {BOUND} µs at most");
    }
    told
}

/// Holm's step-down correction: each by how many are left, none smaller than the one before.
fn holm(ps: &[f64]) -> Vec<f64> {
    let mut order: Vec<_> = (0..ps.len()).collect();
    order.sort_by(|one, other| ps[*one].total_cmp(&ps[*other]));
    let mut corrected = vec![1.0; ps.len()];
    let (mut left, mut last) = (u32::try_from(ps.len()).expect("not that many"), 0.0_f64);
    for index in order {
        last = last.max((ps[index] * f64::from(left)).min(1.0));
        corrected[index] = last;
        left -= 1;
    }
    corrected
}

fn quartiles(times: &Times) -> [f64; 3] {
    let mut sorted = times.clone();
    sorted.sort_unstable();
    [1, 2, 3].map(|quarter| micros(sorted[(sorted.len() * quarter / 4).min(sorted.len() - 1)]))
}

fn micros(nanos: u64) -> f64 {
    std::time::Duration::from_nanos(nanos).as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
    use proptest::{
        prelude::Rng,
        test_runner::{RngAlgorithm, TestRng},
    };

    use super::*;

    /// A thousand answers of two milliseconds, each delayed by up to one more, and mostly by less.
    fn noisy(rng: &mut TestRng, more: u64) -> Times {
        let delay = |rng: &mut TestRng| rng.next_u64() % 1_000_000;
        (0..1000).map(|_| 2_000_000 + more + delay(rng).min(delay(rng))).collect()
    }

    fn told(more: u64) -> Vec<String> {
        let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let (one, other) = (noisy(&mut rng, 0), noisy(&mut rng, more));
        hold(&[Comparison::new("planted", ("unknown", &one), ("known", &other))])
    }

    #[test]
    fn a_planted_difference_is_found_and_none_where_there_is_none() {
        assert_eq!(told(200_000), ["planted: unknown / known"]);
        assert_eq!(told(0), [""; 0]);
    }

    #[test]
    fn a_difference_that_nobody_minds_is_borne() {
        let (one, other): (Times, Times) = ((0..1000).collect(), (5000..6000).collect());
        let small = Comparison::new("planted", ("unknown", &one), ("known", &other));
        assert!(small.p < 1e-9);
        assert_eq!(hold(&[small]), [""; 0]);
    }

    /// The ages of five men and four women at a diagnosis: SciPy's manual, after Everitt and Rabe-Hesketh.
    #[test]
    fn a_textbooks_example_has_its_p() {
        let (men, women) = (vec![19, 22, 16, 29, 24], vec![20, 11, 17, 12]);
        let p = Comparison::new("ages", ("men", &men), ("women", &women)).p;
        assert!((p - 0.111_346_886_533_140_41).abs() < 1e-9, "{p}");
    }

    #[test]
    fn holm_corrects_each_by_how_many_are_left() {
        let corrected = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (corrected, expected) in corrected.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((corrected - expected).abs() < 1e-12, "{corrected} is not {expected}");
        }
    }
}
