use std::{str::FromStr, time::Duration};

/// So many tries in so much time, e.g. `10/15m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many are allowed at once.
    pub tries: u32,
    /// How long until all of them are allowed again.
    pub per: Duration,
}

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a number of tries and a time, e.g. `10/15m`";
        let (tries, per) = text.split_once('/').ok_or(FORM)?;
        let rate = Self {
            tries: tries.trim().parse().map_err(|_| FORM)?,
            per: humantime::parse_duration(per.trim()).map_err(|_| FORM)?,
        };
        if rate.tries == 0 || rate.per < Duration::from_secs(1) {
            return Err("at least one try, in at least a second; `off` turns a limit off");
        }
        Ok(rate)
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.tries, humantime::format_duration(self.per))
    }
}
