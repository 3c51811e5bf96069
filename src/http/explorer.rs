use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use rust_embed::RustEmbed;

use super::fallback;

/// Nothing from elsewhere and no inline script; the editor can't do without inline styles.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

#[derive(RustEmbed)]
#[folder = "assets/graphiql/"]
struct Files;

pub(super) async fn page() -> Response {
    file("index.html")
}

pub(super) async fn asset(Path(path): Path<String>) -> Response {
    file(&path)
}

fn file(path: &str) -> Response {
    let Some(file) = Files::get(path) else { return fallback::problem(http::StatusCode::NOT_FOUND, "No such file.") };
    // The names in `hashed/` carry a hash of the content.
    let caching = if path.starts_with("hashed/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    let headers = [(CONTENT_TYPE, kind.as_str()), (CACHE_CONTROL, caching), (CONTENT_SECURITY_POLICY, POLICY)];
    (headers, file.data).into_response()
}
