//! How often something may be tried.

use futures_util::future::join_all;

use crate::harness::{DAY, HOUR, MINUTE, PASSWORD, SECOND, Server};

const WRONG: &str = "another quiet harbour";
const HERE: &str = "203.0.113.1";
const ELSEWHERE: &str = "203.0.113.2";

#[tokio::test]
async fn failed_passwords_are_limited_per_account_and_network() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    for _ in 0..3 {
        server.log_in(&alice.email, WRONG).from(HERE).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, WRONG).from(HERE).await.throttles();
    server.log_in(&alice.email, PASSWORD).from(HERE).await.throttles();
    server.log_in(&alice.email, PASSWORD).from(ELSEWHERE).await.signs_in();
    server.log_in(&bob.email, PASSWORD).from(HERE).await.signs_in();
}

#[tokio::test]
async fn waiting_as_long_as_told_helps() {
    let server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..3 {
        server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    let seconds = server.log_in(&alice.email, PASSWORD).await.throttles();
    assert!(seconds <= 15 * 60, "{seconds}");
    server.clock.advance(SECOND * u32::try_from(seconds).expect("minutes"));
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn the_right_password_does_not_count() {
    let server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..5 {
        server.log_in(&alice.email, PASSWORD).await.signs_in();
    }
}

#[tokio::test]
async fn by_default_ten_guesses_may_fail_in_a_quarter_of_an_hour() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..10 {
        server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, WRONG).await.throttles();
}

#[tokio::test]
async fn failed_passwords_are_limited_per_account_from_everywhere() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS_PER_ACCOUNT", "4/1d")]).await;
    let alice = server.registered("alice@example.org").await;
    for number in 1..=4 {
        let network = format!("198.51.100.{number}");
        server.log_in(&alice.email, WRONG).from(&network).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).from("198.51.100.200").await.throttles();
    server.clock.advance(DAY);
    server.log_in(&alice.email, PASSWORD).from("198.51.100.200").await.signs_in();
}

#[tokio::test]
async fn failed_passwords_are_limited_per_network_whatever_the_account() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS_PER_ADDRESS", "4/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for number in 0..4 {
        let nobody = format!("nobody{number}@example.org");
        server.log_in(&nobody, WRONG).from(HERE).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).from(HERE).await.throttles();
    server.log_in(&alice.email, PASSWORD).from(ELSEWHERE).await.signs_in();
}

#[tokio::test]
async fn guesses_in_parallel_never_exceed_the_limit() {
    let server = Server::with([("LOGIN_ATTEMPTS", "5/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    let answers = join_all((0..20).map(|_| async { server.log_in(&alice.email, WRONG).await })).await;
    let codes: Vec<String> = answers.iter().map(|answer| answer.refusals()[0]["code"].to_string()).collect();
    let checked = codes.iter().filter(|code| code.contains("INVALID_CREDENTIALS")).count();
    assert_eq!(checked, 5, "{codes:#?}");
    assert!(codes.iter().all(|code| code.contains("INVALID_CREDENTIALS") || code.contains("TOO_MANY_ATTEMPTS")));
}

#[tokio::test]
async fn address_and_username_of_an_account_share_their_counts() {
    let server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    for identifier in ["alice@example.org", "alice", "ALICE@example.org"] {
        server.log_in(identifier, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in("alice", PASSWORD).await.throttles();
    server.log_in(&alice.email, PASSWORD).await.throttles();
}

#[tokio::test]
async fn unknown_identifiers_count_and_answer_alike() {
    let server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..3 {
        let known = server.log_in(&alice.email, WRONG).await;
        let unknown = server.log_in("nobody@example.org", WRONG).await;
        assert_eq!(known.json(), unknown.json());
    }
    let known = server.log_in(&alice.email, WRONG).await.throttles();
    let unknown = server.log_in("Nobody@Example.org", WRONG).await.throttles();
    assert!(known.abs_diff(unknown) <= 5, "{known} {unknown}");
}

#[tokio::test]
async fn a_network_of_version_6_is_its_first_64_bits() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for address in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:2:1:2:3:4"] {
        server.log_in(&alice.email, WRONG).from(address).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).from("2001:db8:1:2::5").await.throttles();
    server.log_in(&alice.email, PASSWORD).from("2001:db8:1:3::1").await.signs_in();
}

#[tokio::test]
async fn a_mapped_address_is_the_one_of_version_4() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for address in [HERE, "::ffff:203.0.113.1", HERE] {
        server.log_in(&alice.email, WRONG).from(address).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).from("::ffff:203.0.113.1").await.throttles();
    server.log_in(&alice.email, PASSWORD).from("::ffff:203.0.113.2").await.signs_in();
}

#[tokio::test]
async fn a_forwarding_header_of_a_stranger_is_not_believed() {
    let server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for number in 1..=3 {
        let claimed = format!("198.51.100.{number}");
        server.log_in(&alice.email, WRONG).from(&claimed).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).from("198.51.100.9").await.throttles();
}

#[tokio::test]
async fn a_forwarding_header_is_believed_from_the_right() {
    let server = Server::behind_a_proxy([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for number in 1..=3 {
        let claimed = format!("198.51.100.{number}, {HERE}, 127.0.0.9");
        server.log_in(&alice.email, WRONG).from(&claimed).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).from(HERE).await.throttles();
}

#[tokio::test]
async fn a_limit_can_be_turned_off() {
    let off = [("LOGIN_ATTEMPTS", "off"), ("LOGIN_ATTEMPTS_PER_ACCOUNT", "off"), ("LOGIN_ATTEMPTS_PER_ADDRESS", "off")];
    let server = Server::with(off).await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..12 {
        server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn registrations_are_limited_per_network() {
    let server = Server::behind_a_proxy([("REGISTRATIONS_PER_ADDRESS", "2/1h")]).await;
    for number in 0..2 {
        server.register(&format!("user{number}@example.org"), PASSWORD).from(HERE).await.signs_in();
    }
    let seconds = server.register("more@example.org", PASSWORD).from(HERE).await.throttles();
    assert!(seconds <= 60 * 60, "{seconds}");
    server.register("other@example.org", PASSWORD).from(ELSEWHERE).await.signs_in();
    server.clock.advance(HOUR);
    server.register("more@example.org", PASSWORD).from(HERE).await.signs_in();
}

#[tokio::test]
async fn mails_that_are_asked_for_are_limited_per_recipient_and_kind() {
    let server = Server::with([("MAILS_PER_RECIPIENT", "2/1h")]).await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    for _ in 0..2 {
        server.request_password_reset(&alice.email).await.succeeds();
    }
    let seconds = server.request_password_reset("ALICE@example.org").await.throttles();
    assert!(seconds <= 60 * 60, "{seconds}");
    assert_eq!(server.mailbox.to(&alice.email).await.len(), 3, "one to verify and two to reset");
    server.resend_verification(&alice.email).await.succeeds();
    server.request_password_reset(&bob.email).await.succeeds();
    server.clock.advance(HOUR);
    server.request_password_reset(&alice.email).await.succeeds();
}

#[tokio::test]
async fn mails_to_unknown_addresses_count_and_answer_alike() {
    let server = Server::with([("MAILS_PER_RECIPIENT", "2/1h")]).await;
    for _ in 0..2 {
        server.request_password_reset("nobody@example.org").await.succeeds();
        server.resend_verification("noone@example.org").await.succeeds();
    }
    server.request_password_reset("nobody@example.org").await.throttles();
    server.resend_verification("noone@example.org").await.throttles();
}

#[tokio::test]
async fn mails_that_are_asked_for_are_limited_per_network_whoever_they_go_to() {
    let server = Server::behind_a_proxy([("MAILS_PER_ADDRESS", "3/1h")]).await;
    let alice = server.registered("alice@example.org").await;
    for number in 0..2 {
        server.request_password_reset(&format!("ada+{number}@example.org")).from(HERE).await.succeeds();
    }
    server.resend_verification(&alice.email).from(HERE).await.succeeds();
    server.request_password_reset(&alice.email).from(HERE).await.throttles();
    server.resend_verification("nobody@example.org").from(HERE).await.throttles();
    server.request_password_reset(&alice.email).from(ELSEWHERE).await.succeeds();
}

#[tokio::test]
async fn security_notices_are_not_counted() {
    let server = Server::with([("MAILS_PER_RECIPIENT", "1/1h")]).await;
    let alice = server.registered("alice@example.org").await;
    server.request_password_reset(&alice.email).await.succeeds();
    let token = server.mailbox.latest_to(&alice.email).await.token();
    let before = server.mailbox.to(&alice.email).await.len();
    server.reset_password(&token, "a much longer phrase").await.succeeds();
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
}

#[tokio::test]
async fn counts_survive_a_restart() {
    let mut server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..3 {
        server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.restart().await;
    server.log_in(&alice.email, PASSWORD).await.throttles();
}

#[tokio::test]
async fn several_instances_share_their_counts() {
    let server = Server::with([("LOGIN_ATTEMPTS", "4/15m")]).await;
    let second = server.another().await;
    let alice = server.registered("alice@example.org").await;
    for instance in [&server, &second, &server, &second] {
        instance.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).await.throttles();
    second.log_in(&alice.email, PASSWORD).await.throttles();
    server.clock.advance(15 * MINUTE);
    second.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn an_unknown_address_counts_alike_however_it_is_spelled() {
    let server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for email in [alice.email.as_str(), "nobody@example.org"] {
        for _ in 0..3 {
            server.log_in(email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
        }
        server.log_in(&email.replace("example", "EXAMPLE"), WRONG).await.throttles();
        server.log_in(&email.replace("example", "ｅxample"), WRONG).await.throttles();
    }
}

#[tokio::test]
async fn right_passwords_at_once_never_wait_for_each_other_in_vain() {
    let server = Server::with([("LOGIN_ATTEMPTS", "1000/15m"), ("LOGIN_ATTEMPTS_PER_ADDRESS", "1000/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    let crowd = (0..24).map(|number| if number % 2 == 0 { &alice } else { &bob });
    let logins = crowd.map(|user| async { server.log_in(&user.email, PASSWORD).await });
    for answer in join_all(logins).await {
        answer.signs_in();
    }
}
