use std::{str::FromStr, time::Duration};

/// So many tries in so much time, e.g. `10/15m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many are allowed at once.
    pub tries: u32,
    /// How long until all of them are allowed again.
    pub per: Duration,
}

/// Counters do the arithmetic with the 53 bits of a double, in microseconds since 1970.
const LONGEST: Duration = Duration::from_hours(24 * 3650);

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a number of tries and a time, e.g. `10/15m`";
        let (tries, per) = text.split_once('/').ok_or(FORM)?;
        let rate = Self {
            tries: tries.trim().parse().map_err(|_| FORM)?,
            per: humantime::parse_duration(per.trim()).map_err(|_| FORM)?,
        };
        if rate.tries == 0 || rate.per < Duration::from_secs(1) || rate.per > LONGEST {
            return Err("at least one try, in a second to 3650 days; `off` turns a limit off");
        }
        Ok(rate)
    }
}
