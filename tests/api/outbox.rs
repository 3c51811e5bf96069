//! Mail that survives what happens on its way.

use std::sync::Arc;

use crate::harness::{DAY, MINUTE, PASSWORD, Reply, SECOND, Server, SmtpSink, eventually};

async fn mailing(replies: impl IntoIterator<Item = Reply>) -> (Arc<SmtpSink>, Server) {
    let sink = SmtpSink::start().await;
    sink.answers_next(replies);
    let server = Server::mailing(Arc::clone(&sink), [("EMAIL_VERIFICATION_LIFETIME", "30d")]).await;
    (sink, server)
}

/// Lets time pass until so many mails were offered to the mail server.
async fn passes_until_tries(server: &Server, sink: &SmtpSink, count: usize) {
    eventually("another try", || async {
        server.clock.advance(SECOND);
        (sink.tries() >= count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_mail_has_a_text_for_every_reader_and_one_with_markup() {
    let (sink, server) = mailing([]).await;
    server.registered("alice@example.org").await;
    let mail = server.mailbox.latest_to("alice@example.org").await;
    assert!(!mail.subject.is_empty());
    assert!(mail.text.contains(&mail.link()) && !mail.text.contains('<'), "{mail:#?}");
    assert!(mail.html.contains("<a ") && mail.html.contains("token="), "{mail:#?}");

    let raw = sink.raw_mails().remove(0);
    let parsed = mail_parser::MessageParser::default().parse(&raw).expect("a mail");
    assert!(raw_says(&raw, "content-type: multipart/alternative"), "{raw:?}");
    let from = parsed.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("Keyward"), Some("no-reply@localhost")));
    assert!(mail.message_id.ends_with("@localhost"), "{mail:#?}");
    assert!(raw_says(&raw, "auto-submitted: auto-generated"), "{raw:?}");
    assert!(parsed.date().is_some(), "{raw:?}");
}

fn raw_says(raw: &[u8], words: &str) -> bool {
    String::from_utf8_lossy(raw).to_lowercase().contains(words)
}

#[tokio::test]
async fn the_sender_is_the_operators_to_choose() {
    let sink = SmtpSink::start().await;
    let settings = [("MAIL_FROM", "Wonderland <hello@example.org>"), ("APP_NAME", "Wonderland")];
    let server = Server::mailing(Arc::clone(&sink), settings).await;
    server.registered("alice@example.org").await;
    let mail = server.mailbox.latest_to("alice@example.org").await;
    assert!(mail.text.contains("Wonderland"), "{mail:#?}");
    let raw = String::from_utf8_lossy(&sink.raw_mails()[0]).into_owned();
    assert!(raw.contains("hello@example.org"), "{raw}");
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_is_sent_again_the_same() {
    let (sink, server) = mailing([Reply::NotNow, Reply::NotNow]).await;
    server.registered("alice@example.org").await;
    passes_until_tries(&server, &sink, 3).await;
    let mail = server.mailbox.latest_to("alice@example.org").await;
    assert_eq!(sink.tries(), 3);
    server.verify_email(&mail.token()).await.succeeds();
}

#[tokio::test]
async fn a_mail_that_arrived_unknown_to_the_server_arrives_again_with_the_same_id_and_link() {
    let (sink, server) = mailing([Reply::AcceptAndHangUp]).await;
    server.registered("alice@example.org").await;
    passes_until_tries(&server, &sink, 2).await;
    let mails = server.mailbox.to("alice@example.org").await;
    assert_eq!(mails.len(), 2, "{mails:#?}");
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert!(!mails[0].message_id.is_empty());
    assert_eq!(mails[0].link(), mails[1].link());
}

#[tokio::test]
async fn pauses_grow_from_one_second_to_two_and_four() {
    let (sink, server) = mailing([Reply::NotNow, Reply::HangUp, Reply::NotNow]).await;
    server.registered("alice@example.org").await;
    eventually("the first try", || async { (sink.tries() == 1).then_some(()) }).await;
    let began = server.clock.now();
    passes_until_tries(&server, &sink, 4).await;
    let took = server.clock.now() - began;
    assert!(took >= chrono::TimeDelta::seconds(6), "1 + 2 + 4 seconds, but for what jitter takes away: {took}");
}

#[tokio::test]
async fn a_mail_that_nobody_takes_for_three_days_is_kept_as_a_dead_letter() {
    let (sink, server) = mailing([]).await;
    sink.answers_always(Reply::NotNow);
    server.registered("alice@example.org").await;
    eventually("the first try", || async { (sink.tries() == 1).then_some(()) }).await;
    server.clock.advance(2 * DAY);
    eventually("another try", || async { (sink.tries() >= 2).then_some(()) }).await;
    assert_eq!(server.behind.dead_letters().await, 0);
    server.clock.advance(2 * DAY);
    eventually("a dead letter", || async { (server.behind.dead_letters().await == 1).then_some(()) }).await;

    let tries = sink.tries();
    server.clock.advance(DAY);
    server.registered("bob@example.org").await;
    eventually("Bob's mail", || async { (sink.tries() > tries).then_some(()) }).await;
    assert_eq!(sink.tries(), tries + 1, "a dead letter is not tried again");
}

#[tokio::test]
async fn a_refused_mail_keeps_no_other_from_being_sent() {
    let (sink, server) = mailing([Reply::Never]).await;
    server.registered("alice@example.org").await;
    eventually("the first try", || async { (sink.tries() == 1).then_some(()) }).await;
    server.registered("bob@example.org").await;
    eventually("Bob's mail", || async { sink.mails().iter().any(|mail| mail.to == "bob@example.org").then_some(()) })
        .await;
}

#[tokio::test]
async fn an_answer_never_waits_for_the_mail_server() {
    let server = Server::with([("MAIL_URL", "smtp://127.0.0.1:1")]).await;
    let alice = server.registered("alice@example.org").await;
    server.request_password_reset(&alice.email).await.succeeds();
    server.resend_verification(&alice.email).await.succeeds();
}

#[tokio::test]
async fn a_mail_whose_link_was_voided_meanwhile_is_not_sent() {
    let sink = SmtpSink::start().await;
    sink.answers_always(Reply::NotNow);
    let server = Server::mailing(Arc::clone(&sink), [("EMAIL_VERIFICATION", "before_first_login")]).await;
    server.register("alice@example.org", "somebody else's phrase").await.succeeds();
    eventually("the first try", || async { (sink.tries() == 1).then_some(()) }).await;
    server.register("alice@example.org", PASSWORD).await.succeeds();
    eventually("the second registration", || async { (waiting_registrations(&server).await == 0).then_some(()) }).await;
    sink.answers_always(Reply::Accept);
    server.clock.advance(MINUTE);
    let mails = server.mailbox.all().await;
    assert_eq!(mails.len(), 1, "{mails:#?}");
    server.verify_email(&mails[0].token()).await.succeeds();
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
}

/// Four mails at once keep the mail server busy, and it keeps every one of them waiting.
#[tokio::test]
async fn a_registration_waits_for_no_mail_server() {
    let sink = SmtpSink::start().await;
    sink.answers_always(Reply::Nothing);
    let server = Server::mailing(Arc::clone(&sink), [("EMAIL_VERIFICATION", "before_first_login")]).await;
    for number in 0..8 {
        server.register(&format!("user{number}@example.org"), PASSWORD).await.succeeds();
    }
    eventually("four mails on their way", || async { (sink.tries() == 4).then_some(()) }).await;
    eventually("all eight", || async { (waiting_registrations(&server).await == 0).then_some(()) }).await;
    assert_eq!(server.behind.rows::<i64>("SELECT COUNT(*) FROM accounts").await, [8]);
    assert_eq!(sink.tries(), 4);
}

#[tokio::test]
async fn a_registration_that_fails_on_its_way_leaves_nothing_and_is_done_later_once() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_first_login")]).await;
    server.behind.run("ALTER TABLE mailed_tokens RENAME TO elsewhere").await;
    server.register("alice@example.org", PASSWORD).await.succeeds();
    let tried = "SELECT COUNT(*) FROM outbox WHERE last_error IS NOT NULL";
    eventually("a try", || async { (server.behind.rows::<i64>(tried).await == [1]).then_some(()) }).await;
    assert_eq!(server.behind.rows::<i64>("SELECT COUNT(*) FROM accounts").await, [0]);

    server.behind.run("ALTER TABLE elsewhere RENAME TO mailed_tokens").await;
    server.clock.advance(MINUTE);
    let mails = server.mailbox.to("alice@example.org").await;
    assert_eq!(mails.len(), 1, "{mails:#?}");
    server.verify_email(&mails[0].token()).await.succeeds();
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
    let noted = "SELECT COUNT(*) FROM audit_events WHERE event = 'account_registered'";
    assert_eq!(server.behind.rows::<i64>(noted).await, [1]);
}

async fn waiting_registrations(server: &Server) -> i64 {
    server.behind.rows("SELECT COUNT(*) FROM outbox WHERE kind = 'registration'").await[0]
}

#[tokio::test]
async fn instances_that_share_a_database_send_each_mail_once() {
    let (sink, server) = mailing([]).await;
    let second = server.another().await;
    for number in 0..6 {
        let instance = if number % 2 == 0 { &server } else { &second };
        instance.registered(&format!("user{number}@example.org")).await;
    }
    let mut recipients: Vec<_> = server.mailbox.all().await.into_iter().map(|mail| mail.to).collect();
    assert_eq!(recipients.len(), 6, "{recipients:#?}");
    recipients.sort();
    recipients.dedup();
    assert_eq!(recipients.len(), 6);
    assert_eq!(sink.tries(), 6);
}
