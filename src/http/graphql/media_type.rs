use http::{HeaderMap, HeaderValue, header};

/// The media types that answers come in (GraphQL over HTTP, "Media Types").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/graphql-response+json`: the status code says how it went.
    GraphqlResponse,
    /// `application/json`: for clients from before, to whom only 2xx is GraphQL.
    Json,
}

impl MediaType {
    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

/// The media type that a request's `Accept` asks for (RFC 9110 §12.5.1); none when it takes neither.
///
/// A client that names `application/graphql-response+json` gets it where it likes nothing better; one that takes
/// anything gets `application/json`, as it may not know the other.
pub(super) fn accepted(headers: &HeaderMap) -> Option<MediaType> {
    if !headers.contains_key(header::ACCEPT) {
        return Some(MediaType::Json);
    }
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<_> = values.flat_map(|list| list.split(',')).filter_map(Range::read).collect();
    let (graphql, named) = quality(&ranges, "graphql-response+json");
    let (json, _) = quality(&ranges, "json");
    match () {
        () if graphql == 0 && json == 0 => None,
        () if graphql > json || named && graphql == json => Some(MediaType::GraphqlResponse),
        () => Some(MediaType::Json),
    }
}

/// Whether a body says that it is `application/json`, in UTF-8.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else { return false };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/json") && parts.all(|parameter| !is_foreign_charset(parameter))
}

fn is_foreign_charset(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let value = value.trim().trim_matches('"');
    name.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8")
}

/// One media range and how much it is liked, in thousandths.
struct Range {
    main: String,
    sub: String,
    quality: u16,
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (main, sub) = parts.next()?.split_once('/')?;
        let weight = parts.find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
        });
        Some(Self { main: main.to_ascii_lowercase(), sub: sub.to_ascii_lowercase(), quality: weight.unwrap_or(1000) })
    }
}

/// RFC 9110 §12.4.2; what is no weight likes nothing.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" if digits => 1000,
        "0" if digits => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

/// How much `application/sub` is liked, by the most specific range, and whether that range names it.
fn quality(ranges: &[Range], sub: &str) -> (u16, bool) {
    let by = |main: &str, sub: &str| {
        let fitting = ranges.iter().filter(|range| range.main == main && range.sub == sub);
        fitting.map(|range| range.quality).max()
    };
    match by("application", sub) {
        Some(quality) => (quality, true),
        None => (by("application", "*").or_else(|| by("*", "*")).unwrap_or(0), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPHQL: &str = "application/graphql-response+json";

    #[test]
    fn the_best_liked_media_type_is_chosen() {
        use MediaType::{GraphqlResponse, Json};
        for (accept, expected) in [
            ("*/*".to_owned(), Some(Json)),
            ("application/*".to_owned(), Some(Json)),
            ("application/json".to_owned(), Some(Json)),
            ("Application/JSON; charset=utf-8".to_owned(), Some(Json)),
            (GRAPHQL.to_owned(), Some(GraphqlResponse)),
            (format!("{GRAPHQL}; charset=utf-8"), Some(GraphqlResponse)),
            (format!("application/json, {GRAPHQL}"), Some(GraphqlResponse)),
            (format!("{GRAPHQL}, application/json;q=0.9"), Some(GraphqlResponse)),
            (format!("{GRAPHQL};q=0.8, application/json;q=0.9"), Some(Json)),
            (format!("{GRAPHQL}, */*"), Some(GraphqlResponse)),
            (format!("{GRAPHQL};q=0, */*"), Some(Json)),
            (format!("{GRAPHQL};q=0.5, */*;q=0.1"), Some(GraphqlResponse)),
            ("*/*, application/json;q=0".to_owned(), Some(GraphqlResponse)),
            ("text/html, application/xhtml+xml, */*;q=0.8".to_owned(), Some(Json)),
            ("text/html".to_owned(), None),
            ("application/json;q=0".to_owned(), None),
            ("application/json;q=nonsense".to_owned(), None),
            ("nonsense".to_owned(), None),
            (String::new(), None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().expect("a header value"));
            assert_eq!(accepted(&headers), expected, "{accept}");
        }
        assert_eq!(accepted(&HeaderMap::new()), Some(Json));
    }

    #[test]
    fn only_json_in_utf_8_is_taken() {
        for (content_type, expected) in [
            ("application/json", true),
            ("APPLICATION/JSON;charset=UTF-8", true),
            ("application/json; charset=\"utf-8\"", true),
            ("application/json; profile=x", true),
            ("application/json; charset=iso-8859-1", false),
            ("application/graphql", false),
            ("text/plain", false),
            ("text/plain; application/json", false),
            ("multipart/form-data; boundary=x", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, content_type.parse().expect("a header value"));
            assert_eq!(is_json(&headers), expected, "{content_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
