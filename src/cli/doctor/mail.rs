use lettre::{Address, Message, message::Mailbox};
use secrecy::ExposeSecret as _;
use url::Url;

use super::{Check, Finding};
use crate::{
    config::Config,
    effects::mailer::{Mailer, SendError},
    error::Chain,
};

const CHECK: Check = Check("mail");

/// Connects, encrypts and signs in; and sends a mail, if one is asked for.
pub(super) async fn examine(config: &Config, send_to: Option<Address>) -> Vec<Finding> {
    let Some(server) = server(config) else { return vec![to_nobody(send_to.is_some())] };
    let mailer = match Mailer::new(config) {
        Ok(mailer) => mailer,
        Err(error) => return vec![CHECK.problem(Chain(&error).to_string(), "set MAIL_URL right")],
    };
    let mut findings = vec![match mailer.check().await {
        Ok(()) => CHECK.ok(format!("{server} lets us in")),
        Err(error) => return vec![refused(&server, &error)],
    }];
    if let Some(address) = send_to {
        findings.push(sent(config, &mailer, address).await);
    }
    findings
}

fn to_nobody(is_to_send: bool) -> Finding {
    let says = "MAIL_URL is not set: mails go to development's mailbox page";
    if is_to_send { CHECK.problem(says, "set MAIL_URL to send one") } else { CHECK.left_out(says) }
}

/// As it may be shown: without user and password.
fn server(config: &Config) -> Option<String> {
    let url = Url::parse(config.mail_url.as_ref()?.expose_secret()).ok()?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{}{port}", url.scheme(), url.host_str()?))
}

fn refused(server: &str, error: &SendError) -> Finding {
    let mend = "check MAIL_URL, MAIL_USERNAME and MAIL_PASSWORD; off this machine smtp:// needs STARTTLS";
    CHECK.problem(format!("{server} doesn't let us in: {}", one_line(&error.said)), mend)
}

async fn sent(config: &Config, mailer: &Mailer, address: Address) -> Finding {
    let mend = "check MAIL_FROM and the address, and ask whoever runs the mail server";
    let message = Message::builder()
        .from(config.mail_from.clone())
        .to(Mailbox::new(None, address.clone()))
        .subject(format!("Test mail from {}", config.app_name))
        .message_id(None)
        .body(format!("`keyward doctor --send-to` sent this mail for {}. It has arrived.\n", config.issuer()));
    let message = match message {
        Ok(message) => message,
        Err(error) => return CHECK.problem(format!("no mail can be written to {address}: {error}"), mend),
    };
    match mailer.send(message).await {
        Ok(()) => CHECK.ok(format!("the mail server took a test mail to {address}: see whether it arrives")),
        Err(error) => CHECK.problem(format!("no test mail to {address}: {}", one_line(&error.said)), mend),
    }
}

/// Mail servers answer with several.
fn one_line(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}
