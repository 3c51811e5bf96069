use std::{
    io::{BufRead, BufReader, Write as _},
    net::{SocketAddr, TcpListener},
    thread,
};

use super::{Diagnosis, doctor, ran};
use crate::{harness::Reply, place::Place};

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_lets_nobody_in_says_why() {
    let place = Place::new().await;
    let url = format!("smtp://{}", mail_server_that_refuses());
    let found = doctor(&place, &[("MAIL_URL", &url), ("MAIL_USERNAME", "keyward"), ("MAIL_PASSWORD", "hunter2 ")]);
    found.says("mail", "problem", "who are you").exits_with(1);
    assert!(!format!("{:?}", found.findings).contains("hunter2"));

    // Leads to this machine, but is no loopback address.
    let port = place.mail.url().rsplit(':').next().expect("a port").to_owned();
    let found = doctor(&place, &[("MAIL_URL", &format!("smtp://0.0.0.0:{port}"))]);
    found.says("mail", "problem", "STARTTLS").exits_with(1);
    doctor(&place, &[("MAIL_URL", "smtp://127.0.0.1:1")]).says("mail", "problem", "").exits_with(1);
}

/// One that knows nobody.
fn mail_server_that_refuses() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            write!(stream, "220 ready\r\n").ok();
            for line in BufReader::new(stream.try_clone().expect("the socket once more")).lines().map_while(Result::ok)
            {
                let answer = if line.starts_with("EHLO") { "250-x\r\n250 AUTH PLAIN LOGIN" } else { "535 who are you" };
                write!(stream, "{answer}\r\n").ok();
            }
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_mail_is_sent_to_whom_it_is_asked_for() {
    let place = Place::new().await;
    let words = ["--json", "--send-to", "ops@example.org"];
    Diagnosis::of(&ran(&place, &[], &words)).says("mail", "ok", "took a test mail to ops@example.org").exits_with(0);
    let mails = place.mail.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "ops@example.org"));

    place.mail.answers_next([Reply::Never]);
    Diagnosis::of(&ran(&place, &[], &words)).says("mail", "problem", "never").exits_with(1);
    Diagnosis::of(&ran(&place, &[("MAIL_URL", "")], &words)).says("mail", "problem", "not set").exits_with(1);
    ran(&place, &[], &["--send-to", "nobody"]).fails_as_wrong_usage("'--send-to <ADDRESS>'");
}
