use super::*;

#[test]
fn the_public_urls_host_decides_unless_mode_says() {
    for host in ["http://localhost:1", "http://127.1.2.3", "http://[::1]:1", "https://localhost"] {
        assert_eq!(config(&[("PUBLIC_URL", host)]).mode, Mode::Development, "{host}");
    }
    assert_eq!(in_production(&[]).mode, Mode::Production);
    assert_eq!(in_production(&[("MODE", "development")]).mode, Mode::Development);
}

#[test]
fn production_lacks_what_is_only_good_for_trying() {
    let config = in_production(&[]);
    assert!(!config.graphiql && !config.introspection);
    assert!(in_production(&[("GRAPHIQL", "true")]).graphiql);
}

#[test]
fn production_needs_https_a_secret_and_a_mail_server() {
    let without = |name: &str| -> Vec<_> { PRODUCTION.into_iter().filter(|(other, _)| *other != name).collect() };
    assert!(problem(&without("SECRET")).starts_with("SECRET is not set (KEYWARD_SECRET); in production "));
    assert!(problem(&without("MAIL_URL")).starts_with("MAIL_URL is not set (KEYWARD_MAIL_URL); in production "));
    let http = [without("PUBLIC_URL"), vec![("PUBLIC_URL", "http://auth.example.org")]].concat();
    assert!(problem(&http).starts_with("PUBLIC_URL is \"http://auth.example.org\" "));
    let loopback = [without("PUBLIC_URL"), vec![("MODE", "production")]].concat();
    assert!(problem(&loopback).starts_with("PUBLIC_URL is not set (KEYWARD_PUBLIC_URL); in production "));
}

#[test]
fn a_frontend_in_production_is_https_or_on_loopback() {
    in_production(&[("FRONTEND_URL", "http://localhost:3000")]);
    let said = problem(&[&PRODUCTION[..], &[("FRONTEND_URL", "http://app.example.org")]].concat());
    assert!(said.starts_with("FRONTEND_URL is "), "{said}");
}

#[test]
fn development_beyond_loopback_must_be_said() {
    for open in ["0.0.0.0:8000", "[::]:8000", "192.0.2.1:8000"] {
        let said = problem(&[("LISTEN", open)]);
        assert!(said.starts_with("LISTEN is ") && said.contains("MODE=development"), "{said}");
        config(&[("LISTEN", open), ("MODE", "development")]);
        in_production(&[("LISTEN", open)]);
    }
}
