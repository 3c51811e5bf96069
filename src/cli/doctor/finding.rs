use serde::Serialize;

/// What was found, e.g. that the database answers. Programs read it: its words stay.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    pub(super) check: &'static str,
    pub(super) status: Status,
    /// One sentence.
    pub(super) says: String,
    /// What to do; none where nothing is to be done.
    pub(super) mend: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Ok,
    /// It works, and somebody should know.
    Warning,
    /// It keeps the server from doing its work, or from doing it safely.
    Problem,
    /// It could not be looked at, or there is nothing to look at.
    LeftOut,
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Check(pub(super) &'static str);

impl Check {
    pub(super) fn ok(self, says: impl Into<String>) -> Finding {
        self.found(Status::Ok, says.into(), None)
    }

    pub(super) fn left_out(self, why: impl Into<String>) -> Finding {
        self.found(Status::LeftOut, why.into(), None)
    }

    pub(super) fn warning(self, says: impl Into<String>, mend: impl Into<String>) -> Finding {
        self.found(Status::Warning, says.into(), Some(mend.into()))
    }

    pub(super) fn problem(self, says: impl Into<String>, mend: impl Into<String>) -> Finding {
        self.found(Status::Problem, says.into(), Some(mend.into()))
    }

    fn found(self, status: Status, says: String, mend: Option<String>) -> Finding {
        Finding { check: self.0, status, says, mend }
    }
}
