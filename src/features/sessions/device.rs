//! What a client is called in words, and when one counts as seen before.

use std::net::IpAddr;

use ipnet::IpNet;
use woothee::parser::Parser;

use crate::caller::Client;

/// A program's name may be this long.
const MAX_NAME: usize = 32;
/// What every browser and every Android app begins with says nothing.
const MEANINGLESS: [&str; 2] = ["Mozilla", "Dalvik"];

/// A user agent in words, e.g. `Firefox on Linux` or `curl`; none when nothing is known of it.
///
/// The parser's last release is of 2021. It knows today's browsers, whose user agents have been frozen since, but few
/// programs, and it calls some systems as nobody does.
pub(crate) fn describe(user_agent: &str) -> Option<String> {
    let found = Parser::new().parse(user_agent);
    let browser = found.as_ref().and_then(|found| browser(found.name));
    let name = browser.or_else(|| program(user_agent));
    match (name, found.and_then(|found| system(found.os))) {
        (Some(name), Some(system)) => Some(format!("{name} on {system}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// What tells a client from others of the same account: the same browser on the same system, from the same provider's
/// network (IPv4: /16, IPv6: /32). Finer, and a line that gets another address each night would be news each day.
pub(super) fn mark(client: &Client) -> String {
    let words = client.device().unwrap_or_default();
    let network = client.address.map_or("unknown".to_owned(), |address| network(address).to_string());
    format!("{words} ({network})")
}

fn network(address: IpAddr) -> IpNet {
    let address = address.to_canonical();
    let prefix = if address.is_ipv4() { 16 } else { 32 };
    IpNet::new(address, prefix).map_or_else(|_| address.into(), |network| network.trunc())
}

fn browser(name: &str) -> Option<&str> {
    match name {
        "UNKNOWN" | "HTTP Library" | "" => None,
        "SamsungBrowser" => Some("Samsung Internet"),
        "Webview" => Some("App"),
        name => Some(name),
    }
}

/// Versions of Windows go: today's all say 10.
fn system(name: &str) -> Option<&str> {
    match name {
        "UNKNOWN" | "" => None,
        "Mac OSX" => Some("macOS"),
        "Windows Phone OS" => Some("Windows Phone"),
        name if name.starts_with("Windows") => Some("Windows"),
        name => Some(name),
    }
}

/// The first product of a user agent (RFC 9110 §10.1.5), e.g. `curl` of `curl/8.14.1`. Nothing with a dot: a mail
/// program would make a link of it.
fn program(user_agent: &str) -> Option<&str> {
    let name = user_agent.split(['/', ' ']).next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_good = (1..=MAX_NAME).contains(&name.len()) && name.chars().all(is_name) && !MEANINGLESS.contains(&name);
    is_good.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{describe, network};

    const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
    const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)";
    const LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";
    const IPHONE: &str =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

    #[track_caller]
    fn reads(user_agent: &str, words: &str) {
        assert_eq!(describe(user_agent).as_deref(), Some(words), "{user_agent}");
    }

    #[test]
    fn browsers_on_computers_are_told_with_their_system() {
        let chrome = "Chrome/142.0.0.0 Safari/537.36";
        for (system, name) in [(WINDOWS, "Windows"), (MAC, "macOS"), (LINUX, "Linux")] {
            reads(&format!("{system} {chrome}"), &format!("Chrome on {name}"));
            reads(&format!("{system} {chrome} Edg/142.0.0.0"), &format!("Edge on {name}"));
            reads(&format!("{system} {chrome} OPR/124.0.0.0"), &format!("Opera on {name}"));
            reads(&format!("{system} {chrome} Vivaldi/7.6.3797.63"), &format!("Vivaldi on {name}"));
        }
        let chromebook = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko)";
        reads(&format!("{chromebook} {chrome}"), "Chrome on ChromeOS");
        reads(&format!("{} Version/26.1 Safari/605.1.15", MAC.replace("537.36", "605.1.15")), "Safari on macOS");
        for (system, name) in [
            ("Windows NT 10.0; Win64; x64", "Windows"),
            ("Windows NT 6.1; Win64; x64", "Windows"),
            ("Macintosh; Intel Mac OS X 10.15", "macOS"),
            ("X11; Linux x86_64", "Linux"),
            ("X11; Ubuntu; Linux x86_64", "Linux"),
        ] {
            let firefox = format!("Mozilla/5.0 ({system}; rv:145.0) Gecko/20100101 Firefox/145.0");
            reads(&firefox, &format!("Firefox on {name}"));
        }
    }

    #[test]
    fn browsers_on_phones_and_tablets_are_told_with_their_system() {
        reads(&format!("{ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36"), "Chrome on Android");
        reads(&format!("{ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0"), "Edge on Android");
        reads(
            &format!("{ANDROID} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36"),
            "Samsung Internet on Android",
        );
        reads("Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox on Android");
        reads(&format!("{IPHONE} Version/26.1 Mobile/15E148 Safari/604.1"), "Safari on iPhone");
        reads(&format!("{IPHONE} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1"), "Chrome on iPhone");
        reads(&format!("{IPHONE} FxiOS/145.0 Mobile/15E148 Safari/605.1.15"), "Firefox on iPhone");
        reads(&format!("{IPHONE} Version/18.0 EdgiOS/142.0.3595.66 Mobile/15E148 Safari/604.1"), "Edge on iPhone");
        let ipad = IPHONE.replace("iPhone; CPU iPhone OS", "iPad; CPU OS");
        reads(&format!("{ipad} Version/26.0 Mobile/15E148 Safari/604.1"), "Safari on iPad");
    }

    #[test]
    fn apps_and_programs_are_told_by_their_name() {
        reads("curl/8.14.1", "curl");
        reads("Wget/1.25.0", "Wget");
        reads("okhttp/5.3.0", "okhttp");
        reads("python-requests/2.32.5", "python-requests");
        reads("Go-http-client/2.0", "Go-http-client");
        reads("Apache-HttpClient/4.5.14 (Java/21.0.1)", "Apache-HttpClient");
        reads("PostmanRuntime/7.49.1", "PostmanRuntime");
        reads("Dart/3.10 (dart:io)", "Dart");
        reads("node", "node");
        reads("apollo-ios/1.23.0", "apollo-ios");
        reads("MyApp/42 CFNetwork/3860.200.71 Darwin/25.1.0", "MyApp on iOS");
        reads("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A.240205.004)", "Android");
        let webview = "Version/4.0 Chrome/121.0.6167.178 Mobile Safari/537.36";
        reads(&format!("{} {webview}", ANDROID.replace("; K)", "; Pixel 8; wv)")), "App on Android");
    }

    #[test]
    fn what_names_nothing_or_could_become_a_link_is_left_out() {
        for user_agent in [
            "",
            " ",
            "Mozilla/5.0",
            "Mozilla/5.0 (PlayStation 5/SmartTV) AppleWebKit/605.1.15 (KHTML, like Gecko)",
            "evil.example/1.0",
            "https://evil.example",
            "<b>/1",
            "a-name-that-goes-on-and-on-and-on-and-on/1",
        ] {
            assert_eq!(describe(user_agent), None, "{user_agent}");
        }
    }

    #[test]
    fn a_provider_is_known_by_the_start_of_its_addresses() {
        let same = |one: &str, other: &str| {
            let network_of = |text: &str| network(text.parse().expect("the test wrote an address"));
            network_of(one) == network_of(other)
        };
        assert!(same("203.0.113.7", "203.0.7.9"));
        assert!(same("203.0.113.7", "::ffff:203.0.1.1"));
        assert!(!same("203.0.113.7", "203.1.113.7"));
        assert!(same("2001:db8:1::1", "2001:db8:2::1"));
        assert!(!same("2001:db8::1", "2001:db9::1"));
    }
}
