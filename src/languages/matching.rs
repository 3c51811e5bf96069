//! Language ranges and tags: RFC 4647 §3.4 for the lookup, RFC 9110 §12.5.4 for preferences.

use std::fmt::Display;

/// More ranges than any browser sends; a longer header is no reason to work longer.
const RANGES: usize = 32;

/// The longest prefix of the tag that is offered.
pub(super) fn look_up<'a, T: Display>(tag: &str, offered: &'a [T]) -> Option<&'a T> {
    if !is_tag(tag) {
        return None;
    }
    let offers = |range: &String| offered.iter().find(|language| language.to_string().eq_ignore_ascii_case(range));
    prefixes(tag).iter().find_map(offers)
}

/// A tag and what is left of it from the right on: `de-CH` and `de`.
pub(super) fn prefixes(tag: &str) -> Vec<String> {
    let mut prefixes = Vec::new();
    let mut subtags: Vec<&str> = tag.split('-').collect();
    while !subtags.is_empty() {
        prefixes.push(subtags.join("-"));
        subtags.pop();
        // A singleton only introduces what was cut off (`x-…`, `u-…`).
        subtags.pop_if(|subtag| subtag.len() == 1);
    }
    prefixes
}

/// The ranges of an `Accept-Language`, the best liked first, without the unwanted.
pub(super) fn by_preference(accept_language: &str) -> Vec<&str> {
    let mut ranges: Vec<(&str, f32)> =
        accept_language.split(',').take(RANGES).map(with_quality).filter(|(_, quality)| *quality > 0.0).collect();
    ranges.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranges.into_iter().map(|(range, _)| range).collect()
}

fn with_quality(item: &str) -> (&str, f32) {
    let (range, parameters) = item.split_once(';').unwrap_or((item, ""));
    let quality = match parameters.trim().strip_prefix("q=") {
        Some(quality) => quality.trim().parse().unwrap_or(0.0),
        None => 1.0,
    };
    (range.trim(), quality)
}

/// Well-formed enough to be looked up (RFC 5646 §2.1): short subtags of letters and digits, letters first.
fn is_tag(tag: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or_default();
    tag.len() <= 100
        && (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && tag
            .split('-')
            .all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::Tag;

    fn found(tag: &str) -> Option<String> {
        let offered = ["en", "de", "zh-Hant", "pt-BR"].map(|tag| tag.parse::<Tag>().expect("the test wrote a tag"));
        look_up(tag, &offered).map(ToString::to_string)
    }

    #[test]
    fn a_tag_finds_its_longest_offered_prefix() {
        for (tag, language) in [
            ("de", "de"),
            ("DE-ch", "de"),
            ("de-CH-1901", "de"),
            ("de-DE-u-co-phonebk", "de"),
            ("zh-hant-TW", "zh-Hant"),
            ("pt-BR", "pt-BR"),
        ] {
            assert_eq!(found(tag).as_deref(), Some(language), "{tag}");
        }
    }

    #[test]
    fn what_is_not_offered_or_no_tag_finds_nothing() {
        for tag in ["fr", "zh", "pt-PT", "", "*", "-", "de-", "de_CH", "d", "german!", "englishes-GB", "de--CH", "dé"]
        {
            assert_eq!(found(tag), None, "{tag}");
        }
    }
}
