use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

pub(super) const LONGEST_PAUSE: Duration = Duration::from_mins(15);
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(3);

/// When a mail is tried again after its `attempts`th failure: after 1 s, 2 s, 4 s, and so on up to every 15 minutes.
/// None when that is more than three days after it was written.
pub(super) fn next_attempt(attempts: u32, written_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let next = now + pause_after(attempts);
    (next <= written_at + GIVEN_UP_AFTER).then_some(next)
}

fn pause_after(attempts: u32) -> Duration {
    let seconds = 2_u64.saturating_pow(attempts.saturating_sub(1));
    Duration::from_secs(seconds).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<_> = (1..=12).map(|attempts| pause_after(attempts).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn a_mail_is_given_up_after_three_days() {
        let written_at = DateTime::UNIX_EPOCH;
        let within = written_at + GIVEN_UP_AFTER - LONGEST_PAUSE;
        assert_eq!(next_attempt(290, written_at, within), Some(written_at + GIVEN_UP_AFTER));
        assert_eq!(next_attempt(290, written_at, within + Duration::from_secs(1)), None);
    }

    #[test]
    fn a_first_attempt_that_comes_late_is_still_made_once_and_then_given_up() {
        let late = DateTime::UNIX_EPOCH + TimeDelta::days(4);
        assert_eq!(next_attempt(1, DateTime::UNIX_EPOCH, late), None);
    }
}
