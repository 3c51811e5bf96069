//! Tests that can't run everywhere. They say so past the test runner, which hides what a passing test prints.

use std::{
    env,
    io::{Write, stderr},
};

/// A part that there is no need for, or that only some systems allow.
pub(crate) fn left_out(why: &str) {
    writeln!(stderr(), "left out: {why}").expect("the standard error output takes it");
}

/// What a part needs is missing: it is left out, but not in CI.
pub(crate) fn missing(what: &str) {
    assert!(env::var("CI").as_deref() != Ok("true"), "missing: {what}");
    left_out(&format!("missing: {what}"));
}
