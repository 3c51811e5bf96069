use std::time::Duration;

use super::{Language, text};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A duration in words, in the largest unit that says it exactly: `24 hours`, `90 minutes`, `7 days`.
#[must_use]
pub fn in_words(duration: Duration, language: &Language) -> String {
    let seconds = duration.as_secs();
    let (key, count) = match seconds {
        0 => ("duration-seconds", 0),
        // One day is 24 hours to a person who waits.
        _ if seconds.is_multiple_of(DAY) && seconds > DAY => ("duration-days", seconds / DAY),
        _ if seconds.is_multiple_of(HOUR) => ("duration-hours", seconds / HOUR),
        _ if seconds.is_multiple_of(MINUTE) => ("duration-minutes", seconds / MINUTE),
        _ => ("duration-seconds", seconds),
    };
    text(language, key, &[("count", count.into())])
}

/// Never too short, and no more exact than a person needs: whole minutes from one minute on, hours from two.
pub(super) fn rounded_up(wait: Duration) -> Duration {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let unit = match seconds {
        0..MINUTE => 1,
        MINUTE..7200 => MINUTE,
        _ => HOUR,
    };
    Duration::from_secs(seconds.max(1).next_multiple_of(unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::{Languages, available};

    fn said_in(language: &str, seconds: u64) -> String {
        let language = Languages::new(available()).find(language).expect("there are texts");
        in_words(Duration::from_secs(seconds), &language)
    }

    fn said(seconds: u64) -> String {
        said_in("en", seconds)
    }

    #[test]
    fn a_lifetime_is_said_exactly() {
        assert_eq!(said(24 * 3600), "24 hours");
        assert_eq!(said(3600), "1 hour");
        assert_eq!(said(90 * 60), "90 minutes");
        assert_eq!(said(7 * 24 * 3600), "7 days");
        assert_eq!(said(45), "45 seconds");
    }

    #[test]
    fn one_and_many_are_told_apart_as_each_language_does() {
        for (language, none, one, many) in [
            ("de", "0 Sekunden", "1 Stunde", "7 Tage"),
            ("fr", "0\u{a0}seconde", "1\u{a0}heure", "7\u{a0}jours"),
            ("es", "0 segundos", "1 hora", "7 días"),
        ] {
            let said = [0, 3600, 7 * 24 * 3600].map(|seconds| said_in(language, seconds));
            assert_eq!(said, [none, one, many], "{language}");
        }
    }

    #[test]
    fn a_wait_is_never_told_too_short() {
        let rounded = |millis| rounded_up(Duration::from_millis(millis)).as_secs();
        assert_eq!(rounded(0), 1);
        assert_eq!(rounded(59_001), 60);
        assert_eq!(rounded(61_000), 120);
        assert_eq!(rounded(7_201_000), 3 * 3600);
    }
}
