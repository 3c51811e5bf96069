//! What somebody may have meant.

/// Of all the names, the one most like what was written.
pub(crate) fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(written, name);
    names.into_iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
}
