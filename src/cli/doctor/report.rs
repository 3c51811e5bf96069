//! How findings are shown to people.

use std::{env, fmt::Write as _};

use clap::builder::styling::{AnsiColor, Style};
use textwrap::{Options, fill, termwidth};

use super::{Finding, Status};

/// Room for the longest name of a check.
const NAME: usize = 10;

/// Lines beyond this are hard to read, however wide the window.
const WIDEST: usize = 100;

/// What is written on.
pub(super) struct Page {
    width: usize,
    coloured: bool,
}

impl Page {
    /// A terminal, or something that takes lines of any length.
    pub(super) fn for_output(is_terminal: bool) -> Self {
        let width = if is_terminal { termwidth().min(WIDEST) } else { usize::MAX };
        let coloured = is_terminal && env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
        Self { width, coloured }
    }

    /// Each finding with a mark, what to do below it, and in the end how many there are of each.
    pub(super) fn of(&self, findings: &[Finding]) -> String {
        let mut text: String = findings.iter().map(|finding| self.entry(finding)).collect();
        let _infallible = writeln!(text, "\n{}", total(findings));
        text
    }

    fn entry(&self, finding: &Finding) -> String {
        let (mark, colour) = mark(finding.status);
        let style = if self.coloured { colour } else { Style::new() };
        let says = self.wrapped(&finding.says, &format!("{mark:8}  {:NAME$}  ", finding.check), "");
        // Wrapped first, as colours have no width.
        let says = says.replacen(mark, &format!("{style}{mark}{style:#}"), 1);
        let mend = finding.mend.iter().map(|mend| format!("{}\n", self.wrapped(mend, &" ".repeat(NAME + 12), "→ ")));
        format!("{says}\n{}", mend.collect::<String>())
    }

    fn wrapped(&self, text: &str, before: &str, arrow: &str) -> String {
        let first = format!("{before}{arrow}");
        let hanging = " ".repeat(first.chars().count());
        fill(text, Options::new(self.width).initial_indent(&first).subsequent_indent(&hanging).break_words(false))
    }
}

fn mark(status: Status) -> (&'static str, Style) {
    match status {
        Status::Ok => ("ok", AnsiColor::Green.on_default()),
        Status::Warning => ("warning", AnsiColor::Yellow.on_default().bold()),
        Status::Problem => ("PROBLEM", AnsiColor::Red.on_default().bold()),
        Status::LeftOut => ("left out", Style::new().dimmed()),
    }
}

fn total(findings: &[Finding]) -> String {
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    let named = |count, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let left_out = match count(Status::LeftOut) {
        0 => String::new(),
        some => format!(", {some} left out"),
    };
    let (problems, warnings) = (count(Status::Problem), count(Status::Warning));
    format!("{}, {}, {} ok{left_out}", named(problems, "problem"), named(warnings, "warning"), count(Status::Ok))
}
