use minijinja::context;

use super::Pages;
use crate::languages::Language;

/// Why a page can't be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem<'a> {
    /// There is no such page: 404.
    NotFound,
    /// What the browser sent can't be read.
    Unreadable,
    /// Too busy, or the database is away: 503.
    Busy,
    /// Something broke here: 500.
    WentWrong {
        /// The request's id, to be told to an operator.
        request: &'a str,
    },
}

impl Pages {
    /// Says why there is no page.
    #[must_use]
    pub fn problem(&self, language: &Language, problem: Problem<'_>) -> String {
        let (key, request) = match problem {
            Problem::NotFound => ("page-not-found", None),
            Problem::Unreadable => ("page-unreadable", None),
            Problem::Busy => ("page-busy", None),
            Problem::WentWrong { request } => ("page-went-wrong", Some(request)),
        };
        let page = context! { key, request, mood => "bad", door => (), close => false };
        self.render("result.html", language, page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::available;

    #[test]
    fn a_problem_is_told_in_every_language() {
        let pages = Pages::new("Acme");
        for language in &available() {
            let broken = Problem::WentWrong { request: "r-4711" };
            for problem in [Problem::NotFound, Problem::Unreadable, Problem::Busy, broken] {
                let html = pages.problem(language, problem);
                assert!(!html.contains("page-"), "a text is missing: {html}");
                assert_eq!(html.contains("r-4711"), matches!(problem, Problem::WentWrong { .. }), "{html}");
            }
        }
    }
}
