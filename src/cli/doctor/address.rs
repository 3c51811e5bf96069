//! What clients meet at `PUBLIC_URL`: asked by their way, through whatever stands before the server.

use std::{error::Error as StdError, io, iter::successors, net::Ipv4Addr};

use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde_json::Value;

use super::{Check, Finding, PATIENCE, Reachable, asked};
use crate::{
    caller::Operator,
    config::{Config, Listen},
    db::Db,
    effects::Clock,
    error::Error,
    features::signing_keys::{self, PublishedKey},
};

const CHECK: Check = Check("address");
const PROXIES: Check = Check("proxies");

/// More than any key set or health has.
const MOST: usize = 256 * 1024;

pub(super) async fn examine(config: &Config, db: Reachable<'_>) -> Vec<Finding> {
    let url = config.issuer();
    if config.public_url.port() == Some(0) {
        return vec![CHECK.left_out("LISTEN leaves the port to the system, so that PUBLIC_URL is not known here")];
    }
    let unseen = || PROXIES.left_out("the server has to answer at PUBLIC_URL to say whom it takes for its clients");
    match ask(&format!("{url}/health/ready")).await {
        Err(Unanswered::Nobody(why)) => vec![silent(config, &why).await, unseen()],
        Err(Unanswered::Untrusted(why)) => vec![untrusted(url, &why), unseen()],
        Err(Unanswered::Wrong(why)) => vec![wrong(url, &why), unseen()],
        Ok((StatusCode::SERVICE_UNAVAILABLE, health)) if is_health(&health) => {
            let mend = "see what the other checks say of the database, and what the server's log does";
            vec![CHECK.problem(format!("the server at {url} is not ready"), mend), forwarded(&health)]
        }
        Ok((StatusCode::OK, health)) if is_health(&health) => vec![published(url, db).await, forwarded(&health)],
        Ok((status, _)) => vec![wrong(url, &format!("/health/ready is answered with {status}")), unseen()],
    }
}

/// Before there is a server, that is as it should be.
async fn silent(config: &Config, why: &str) -> Finding {
    let says = format!("nobody answers at {}, as seen from here ({why})", config.issuer());
    match config.listen {
        Listen::Tcp(mut address) if address.port() != 0 => {
            if address.ip().is_unspecified() {
                address.set_ip(Ipv4Addr::LOCALHOST.into());
            }
            match ask(&format!("http://{address}/health/ready")).await {
                Ok((_, health)) if is_health(&health) => {
                    let mend = "see what stands before the server, and PUBLIC_URL's name in the DNS";
                    CHECK.warning(format!("{says}, but the server does at {address}"), mend)
                }
                _ => CHECK.left_out(says),
            }
        }
        _ => CHECK.left_out(says),
    }
}

fn wrong(url: &str, why: &str) -> Finding {
    let mend = "PUBLIC_URL must be how clients reach the server, and whatever stands before it must lead every path below \
                it here";
    CHECK.problem(format!("something else than this server answers at {url}: {why}"), mend)
}

fn untrusted(url: &str, why: &str) -> Finding {
    let mend =
        "see that its certificate is for that name and has not expired, and that this machine trusts who issued it";
    CHECK.warning(format!("who answers at {url} is not trusted here ({why})"), mend)
}

fn is_health(body: &Value) -> bool {
    matches!(body["status"].as_str(), Some("pass" | "fail"))
}

/// Whether it is the server of this database: it publishes a key of it.
async fn published(url: &str, db: Reachable<'_>) -> Finding {
    let keys = match db {
        Ok(db) => match asked(CHECK, known(db)).await {
            Ok(keys) => keys,
            Err(finding) => return finding,
        },
        Err(why) => return CHECK.warning(format!("a server answers at {url}, but {why}"), "mend that first"),
    };
    let Ok((_, set)) = ask(&format!("{url}/.well-known/jwks.json")).await else {
        return wrong(url, "there are no keys at /.well-known/jwks.json");
    };
    let shown =
        |key: &PublishedKey| set["keys"].as_array().is_some_and(|set| set.iter().any(|one| one["kid"] == *key.kid));
    if keys.iter().any(shown) {
        CHECK.ok(format!("the server answers at {url}"))
    } else {
        wrong(url, "its keys are none of this database")
    }
}

async fn known(db: &Db) -> Result<Vec<PublishedKey>, Error> {
    signing_keys::list(Operator::at_the_command_line(), db, Clock::default().now()).await
}

/// The server alone sees who forwards to it, and says so to whoever asks.
fn forwarded(health: &Value) -> Finding {
    match health["notes"][0].as_str() {
        None => PROXIES.ok("the server makes out who asks by this way"),
        Some(note) => {
            let mend = "name the proxy's network in TRUSTED_PROXIES: until then all clients share its limits";
            PROXIES.problem(note, mend)
        }
    }
}

/// Why there is no answer to read.
enum Unanswered {
    Nobody(String),
    Untrusted(String),
    Wrong(String),
}

/// Gets a page as a client does, but follows nobody elsewhere, and reads no more than is to be expected.
async fn ask(url: &str) -> Result<(StatusCode, Value), Unanswered> {
    let answered = async {
        let client = Client::builder().redirect(Policy::none()).no_proxy().build()?;
        client.get(url).send().await
    };
    let response = match tokio::time::timeout(PATIENCE, answered).await {
        Ok(answered) => answered.map_err(|error| unanswered(&error))?,
        Err(_) => return Err(Unanswered::Nobody(format!("nothing within {} s", PATIENCE.as_secs()))),
    };
    let status = response.status();
    if status.is_redirection() {
        return Err(Unanswered::Wrong(format!("it leads elsewhere ({status})")));
    }
    let body = tokio::time::timeout(PATIENCE, read(response)).await.unwrap_or_default();
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

async fn read(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > MOST {
            return Vec::new();
        }
    }
    body
}

/// Who refuses to talk, or talks otherwise, is there.
fn unanswered(error: &reqwest::Error) -> Unanswered {
    let chain = || successors(error.source(), behind);
    let last = chain().last().map_or_else(|| error.to_string(), ToString::to_string);
    match chain().find_map(about_tls) {
        Some(rustls::Error::InvalidCertificate(_)) => Unanswered::Untrusted(last),
        None if error.is_connect() => Unanswered::Nobody(last),
        _ => Unanswered::Wrong(last),
    }
}

fn behind<'e>(error: &&'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    (**error).source()
}

/// An error of TLS, however often it is wrapped.
fn about_tls<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e rustls::Error> {
    let inside = || error.downcast_ref::<io::Error>()?.get_ref();
    error.downcast_ref().or_else(|| about_tls(inside()?))
}
