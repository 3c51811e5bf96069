//! What each event did to the clients, as a table.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crate::asking::{Came, Noted, Notes};

/// From the end of the trouble to the last client's good answer.
const WELL_WITHIN: Duration = Duration::from_secs(5);

pub(crate) struct Row {
    event: &'static str,
    came: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
    first_good: Option<Duration>,
    all_well: Option<Duration>,
}

impl Row {
    /// From all requests since an event began; it could get well from another moment on.
    pub(crate) fn new(event: &'static str, notes: &Notes, began: Instant, over: Instant) -> Self {
        let seen = notes.since(began);
        let mut came = BTreeMap::new();
        for one in &seen {
            *came.entry(kind(&one.came)).or_default() += 1;
        }
        let wrong = seen.iter().filter_map(|one| match &one.came {
            Came::Wrong(what) => Some(what.clone()),
            _ => None,
        });
        let good = seen.iter().filter(|one| one.came == Came::Good && one.ended >= over);
        let first_good = good.map(|one| one.ended - over).min();
        Self { event, came, wrong: wrong.collect(), first_good, all_well: all_well(&seen, over) }
    }

    pub(crate) fn count(&self, kind: &str) -> usize {
        self.came.get(kind).copied().unwrap_or_default()
    }

    pub(crate) fn heading() -> String {
        let columns = ["answered", "503", "cut", "wrong", "first good", "all well"];
        format!("{:<34}{}", "event", columns.map(|name| format!("{name:>12}")).concat())
    }

    pub(crate) fn line(&self) -> String {
        let counts = ["answered", "503", "cut", "wrong"].map(|kind| format!("{:>12}", self.count(kind)));
        let times = [self.first_good, self.all_well].map(|time| match time {
            Some(time) => format!("{:>9} ms", time.as_millis()),
            None => format!("{:>12}", "never"),
        });
        format!("{:<34}{}{}", self.event, counts.concat(), times.concat())
    }

    pub(crate) fn assert_it_holds(&self) {
        assert!(self.wrong.is_empty(), "{}: {:#?}", self.event, self.wrong);
        let well = self.all_well.is_some_and(|time| time <= WELL_WITHIN);
        assert!(well, "all well again within {WELL_WITHIN:?}:\n{}", self.line());
    }
}

/// When the last of those clients that met with trouble had a good answer again.
fn all_well(noted: &[Noted], over: Instant) -> Option<Duration> {
    let mut last = Duration::ZERO;
    for client in noted.iter().map(|one| one.client).collect::<std::collections::BTreeSet<_>>() {
        let own = || noted.iter().filter(|one| one.client == client);
        let Some(bad) = own().filter(|one| one.came != Came::Good).map(|one| one.ended).max() else { continue };
        let good = own().find(|one| one.came == Came::Good && one.ended > bad)?;
        last = last.max(good.ended.saturating_duration_since(over));
    }
    Some(last)
}

fn kind(came: &Came) -> &'static str {
    match came {
        Came::Good => "answered",
        Came::Unavailable => "503",
        Came::Cut => "cut",
        Came::Wrong(_) => "wrong",
    }
}
