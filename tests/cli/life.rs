//! All that can be done with an account, and every secret that comes up in it.

use serde_json::json;

use crate::harness::{
    Answer, Api, Behind, Mail, PASSWORD, SmtpSink, Tokens, eventually,
    http2::{DATA, END_HEADERS, END_STREAM, HEADERS, Http2, frame, get, post},
};

pub(crate) const EMAIL: &str = "alice@example.org";
pub(crate) const NEXT_EMAIL: &str = "alice.liddell@example.net";
/// The address that the program's clients come from, as their proxy says.
pub(crate) const CLIENT: &str = "203.0.113.77";
/// What can be read wherever it is kept.
pub(crate) const DISPLAY_NAME: &str = "Alice in Wonderland";
/// Of an account that is deleted in the end.
const LEAVING: &str = "bob@example.org";

pub(crate) const WRONG: &str = "a wrong password of hers";
const CHANGED: &str = "another quiet harbour";
const RESET: &str = "a third harbour at noon";
const LAST: &str = "a fourth harbour in fog";

/// What nobody but its owner may have.
#[derive(Clone, Debug)]
pub(crate) struct Secret {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Whether something stands in a place.
pub(crate) fn contains(place: &[u8], what: &[u8]) -> bool {
    place.windows(what.len()).any(|window| window == what)
}

/// Somebody who does it all, through a proxy, and notes what must stay secret.
pub(crate) struct Life<'a> {
    server: &'a Api,
    mail: &'a SmtpSink,
    behind: &'a Behind,
    secrets: Vec<Secret>,
}

impl<'a> Life<'a> {
    /// Lives it: every operation of the schema, and ways in which they fail. Answers with every secret that came up.
    pub(crate) async fn lived(server: &'a Api, mail: &'a SmtpSink, behind: &'a Behind) -> Vec<Secret> {
        let mut life = Self { server, mail, behind, secrets: Vec::new() };
        for password in [PASSWORD, WRONG, CHANGED, RESET, LAST] {
            life.note("a password", password);
        }
        life.arrives().await;
        life.uses_sessions().await;
        life.changes_the_password().await;
        life.moves_away_and_is_taken_back().await;
        life.leaves().await;
        life.errs().await;
        for mail in mail.mails().iter().filter(|mail| mail.has_link()) {
            life.note("a mailed token", &mail.token());
        }
        life.secrets
    }

    fn note(&mut self, name: &str, text: &str) {
        self.secrets.push(Secret { name: name.to_owned(), bytes: text.into() });
    }

    fn signed_in(&mut self, answer: Answer) -> Tokens {
        let tokens = answer.signs_in();
        self.note("an access token", &tokens.access_token);
        self.note("a refresh token", tokens.refresh_token());
        tokens
    }

    async fn latest_mail(&self, email: &str) -> Mail {
        let empty = || async { self.behind.outbox_is_empty().await.then_some(()) };
        eventually("the outbox to be empty", empty).await;
        let mut mails = self.mail.mails();
        mails.sort_by(|one, other| one.message_id.cmp(&other.message_id));
        let mail = mails.into_iter().rfind(|mail| mail.to == email && mail.has_link());
        mail.unwrap_or_else(|| panic!("a mail to {email}"))
    }

    async fn log_in(&mut self, password: &str) -> Tokens {
        let answer = self.server.log_in(EMAIL, password).from(CLIENT).await;
        self.signed_in(answer)
    }

    async fn arrives(&mut self) {
        let server = self.server;
        server.auth_settings().await.succeeds();
        let registered = server.register(EMAIL, PASSWORD).input("username", "alice").from(CLIENT).await;
        self.signed_in(registered);
        server.resend_verification(EMAIL).from(CLIENT).await.succeeds();
        let verification = self.latest_mail(EMAIL).await;
        let page = server.open(&verification.link()).from(CLIENT).await.page();
        server.press(&verification.link(), &page.button(0)).from(CLIENT).await;
        server.verify_email(&verification.token()).from(CLIENT).await.succeeds();
    }

    async fn uses_sessions(&mut self) {
        let server = self.server;
        server.log_in(EMAIL, WRONG).from(CLIENT).await.fails_with(["INVALID_CREDENTIALS"]);
        let first = self.log_in(PASSWORD).await;
        let refreshed = server.refresh(first.refresh_token()).from(CLIENT).await;
        let second = self.signed_in(refreshed);
        server.me().by(&second).from(CLIENT).await.succeeds();
        server.current_session().by(&second).from(CLIENT).await.succeeds();
        let profile = server.update_profile().input("displayName", DISPLAY_NAME);
        profile.by(&second).from(CLIENT).await.succeeds();
        let reissued = server.reissue().by(&second).from(CLIENT).await;
        self.signed_in(reissued);
        server.refresh(first.refresh_token()).from(CLIENT).await.fails_with(["REFRESH_TOKEN_REUSED"]);

        let cookie = server.log_in(EMAIL, PASSWORD).input("tokenDelivery", "COOKIE").from(CLIENT).await;
        self.note("a device's cookie", cookie.device_cookie().expect("a cookie").value());
        let cookie = cookie.refresh_cookie().expect("a cookie").value().to_owned();
        self.note("a session's cookie", &cookie);
        let next = server.refresh_by_cookie(&cookie).from(CLIENT).await.refresh_cookie().expect("a cookie");
        self.note("a session's cookie", next.value());
        server.log_out().cookie(next.value()).from(CLIENT).await.succeeds();

        let [one, other] = [self.log_in(PASSWORD).await, self.log_in(PASSWORD).await];
        server.revoke_session(&one.session_id()).by(&other).from(CLIENT).await.succeeds();
        server.log_out().input("scope", "ALL").by(&other).from(CLIENT).await.succeeds();
    }

    async fn changes_the_password(&mut self) {
        let server = self.server;
        let tokens = self.log_in(PASSWORD).await;
        let changed = server.change_password(PASSWORD, CHANGED).by(&tokens).from(CLIENT).await;
        self.signed_in(changed);
        server.request_password_reset(EMAIL).from(CLIENT).await.succeeds();
        let reset = self.latest_mail(EMAIL).await.token();
        server.reset_password(&reset, RESET).from(CLIENT).await.succeeds();
    }

    async fn moves_away_and_is_taken_back(&mut self) {
        let server = self.server;
        let tokens = self.log_in(RESET).await;
        server.request_email_change(NEXT_EMAIL, RESET).by(&tokens).from(CLIENT).await.succeeds();
        let undo = self.latest_mail(EMAIL).await.token();
        let confirmation = self.latest_mail(NEXT_EMAIL).await.token();
        server.verify_email(&confirmation).from(CLIENT).await.succeeds();
        server.undo_email_change(&undo).from(CLIENT).await.succeeds();
        let reset = self.latest_mail(EMAIL).await;
        let form = server.open(&reset.link()).from(CLIENT).await.page().button(0);
        server.press(&reset.link(), &form.with_passwords(LAST)).from(CLIENT).await;
        self.log_in(LAST).await;
    }

    async fn leaves(&mut self) {
        let server = self.server;
        let registered = server.register(LEAVING, PASSWORD).from(CLIENT).await;
        let tokens = self.signed_in(registered);
        self.latest_mail(LEAVING).await;
        server.delete_account(WRONG).by(&tokens).from(CLIENT).await.fails_with(["INVALID_CREDENTIALS"]);
        server.delete_account(PASSWORD).by(&tokens).from(CLIENT).await.succeeds();
    }

    /// Secrets where they don't belong, and tokens that are not good.
    async fn errs(&mut self) {
        let server = self.server;
        let of = |name: &str| {
            let found = self.secrets.iter().rfind(|secret| secret.name == name);
            let bytes = found.unwrap_or_else(|| panic!("{name}")).bytes.clone();
            String::from_utf8(bytes).expect("a text")
        };
        let [access, refresh] = ["an access token", "a refresh token"].map(of);
        let mailed = self.latest_mail(EMAIL).await.token();
        let encoded = PASSWORD.replace(' ', "%20");
        server.get(&format!("/graphql?query={{me{{id}}}}&variables={{\"a\":\"{encoded}\"}}")).from(CLIENT).await;
        server.get(&format!("/graphql?query={{me{{id}}}}&access_token={access}")).from(CLIENT).await;
        server.get(&format!("/{access}")).from(CLIENT).await;
        server.graphql("{ broken", json!({ "password": PASSWORD })).from(CLIENT).await;
        server.graphql(&format!("{{ me(token: \"{refresh}\") {{ id }} }}"), json!({})).from(CLIENT).await;
        server
            .graphql("mutation($input: LoginInput!) { login(input: $input) { errors { code } } }", json!({}))
            .input("identifier", 1)
            .input("password", PASSWORD)
            .from(CLIENT)
            .await;
        server.graphql("", json!({})).body(format!("{{\"password\":\"{PASSWORD}\"")).from(CLIENT).await;
        server.me().bearer(&format!("{access}A")).from(CLIENT).await.is_unauthorized("INVALID");
        server.me().bearer(&refresh).from(CLIENT).await.is_unauthorized("INVALID");
        server.me().header("authorization", &format!("Basic {access}")).from(CLIENT).await;
        server.refresh(&access).from(CLIENT).await.fails_with(["REFRESH_TOKEN_INVALID"]);
        server.verify_email(&refresh).from(CLIENT).await.fails_with(["TOKEN_INVALID"]);
        server.reset_password(&mailed, "short").from(CLIENT).await;
        self.errs_by_http2(&refresh).await;
        server.log_in(PASSWORD, EMAIL).from(CLIENT).await.fails_with(["INVALID_CREDENTIALS"]);
    }

    /// By the one protocol whose library writes each of its steps into the log.
    async fn errs_by_http2(&self, refresh: &str) {
        let mut client = Http2::connect(self.server.address, &[]).await;
        let asking = |stream: u32, path: &str| frame(HEADERS, END_STREAM | END_HEADERS, stream, &get(path));
        // This one the library refuses itself, and says why.
        client.send(&asking(1, &format!("/{refresh} is no path"))).await;
        client.answer(&asking(3, &format!("/{refresh}"))).await;
        let body = json!({ "query": "{ me { id } }", "variables": { "password": PASSWORD, "token": refresh } });
        let body = frame(DATA, END_STREAM, 5, body.to_string().as_bytes());
        client.answer(&[frame(HEADERS, END_HEADERS, 5, &bearing(refresh)), body].concat()).await;
    }
}

/// The head of a `POST /graphql` with a token; `authorization` has the number 23 (RFC 7541, appendix A).
fn bearing(token: &str) -> Vec<u8> {
    let value = format!("Bearer {token}");
    let length = u8::try_from(value.len()).expect("a short value");
    [&post("/graphql")[..], &[0x0f, 23 - 15, length], value.as_bytes()].concat()
}
