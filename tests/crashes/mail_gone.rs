//! A mail server that is not there, takes mails without saying so, and is back.

use std::collections::BTreeMap;

use crate::harness::{Binary, MINUTE, Mail, Reply, SmtpSink, lasting_port, within};

const PEOPLE: usize = 5;

#[tokio::test(flavor = "multi_thread")]
async fn when_the_mail_server_goes_and_comes_back_every_mail_arrives_and_each_copy_is_the_same() {
    let (folder, port) = (tempfile::tempdir().expect("a folder"), lasting_port());
    let mail_url = format!("smtp://127.0.0.1:{port}");
    let settings = [("LISTEN", "127.0.0.1:0"), ("PUBLIC_URL", "http://localhost"), ("MAIL_URL", mail_url.as_str())];
    let program = Binary::start(folder.path(), &settings);
    for person in 0..PEOPLE {
        program.registered(&format!("before{person}@example.org")).await;
    }
    let sink = SmtpSink::listening_on(port).await;
    sink.answers_next([Reply::AcceptAndHangUp; PEOPLE]);
    let came = || async { (copies(&sink).len() == PEOPLE && sink.mails().len() == 2 * PEOPLE).then_some(()) };
    within(MINUTE, "every mail to come, and once more as nobody had said that it did", came).await;
    for (id, copies) in copies(&sink) {
        let links: Vec<_> = copies.iter().map(Mail::link).collect();
        assert!(!id.is_empty() && links.iter().all(|link| *link == links[0]), "{copies:#?}");
        program.verify_email(&copies[0].token()).await.succeeds();
    }
    assert!(!program.said().iter().any(|line| line.contains("panicked")), "{:#?}", program.said());
}

/// By their ids.
fn copies(sink: &SmtpSink) -> BTreeMap<String, Vec<Mail>> {
    let mut copies: BTreeMap<String, Vec<Mail>> = BTreeMap::new();
    for mail in sink.mails() {
        copies.entry(mail.message_id.clone()).or_default().push(mail);
    }
    copies
}
