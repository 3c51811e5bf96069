//! Mailed tokens in the wrong hands: each does what it was mailed for, for its account and its address, and nothing
//! else.

mod place;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::harness::{PASSWORD, Server, User};
use place::{KINDS, Kind, PLACES, Place};

/// Somebody who has every kind of mail at once: has just registered, asks for a new password, and is moving.
struct Reader {
    user: User,
    new_email: String,
    tokens: [(Kind, String); 4],
}

impl Reader {
    async fn named(server: &Server, name: &str) -> Self {
        let user = server.registered(&format!("{name}@example.org")).await;
        let new_email = format!("{name}@example.com");
        server.request_password_reset(&user.email).await.succeeds();
        server.request_email_change(&new_email, PASSWORD).by(&user).await.succeeds();
        let old = server.mailbox.to(&user.email).await;
        let of = |path: &str| {
            let mail = old.iter().find(|mail| mail.has_link() && mail.link().contains(path));
            mail.unwrap_or_else(|| panic!("a mail to {path} in {old:#?}")).token()
        };
        let moving = server.mailbox.latest_to(&new_email).await.token();
        let tokens = [
            (Kind::Verification, of("/verify-email")),
            (Kind::Reset, of("/reset-password")),
            (Kind::Move, moving),
            (Kind::Undo, of("/undo-email-change")),
        ];
        Self { user, new_email, tokens }
    }

    fn token(&self, kind: Kind) -> &str {
        let found = self.tokens.iter().find(|(known, _)| *known == kind);
        &found.expect("one of each kind").1
    }

    /// What can be seen of the account.
    async fn state(&self, server: &Server) -> Value {
        server.me().by(&self.user).await.succeeds()
    }

    /// Shows every token everywhere but where it is at home.
    async fn is_harmed_by_none(&self, server: &Server) {
        let before = self.state(server).await;
        for place in PLACES {
            for kind in KINDS.into_iter().filter(|kind| !place.takes().contains(kind)) {
                place.refuses(server, self.token(kind), &format!("{kind:?}")).await;
            }
        }
        for (kind, token) in &self.tokens {
            let answer = server.me().bearer(token).await;
            assert_eq!(answer.status, 401, "{kind:?} as an access token: {answer:#?}");
        }
        assert_eq!(self.state(server).await, before);
    }
}

#[tokio::test]
async fn a_mailed_token_does_what_it_was_mailed_for_and_nothing_else() {
    let server = Server::start().await;
    let mut uses = 0;
    for place in PLACES.into_iter().filter(|place| place.acts()) {
        for kind in place.takes() {
            uses += 1;
            let reader = Reader::named(&server, &format!("reader{uses}")).await;
            reader.is_harmed_by_none(&server).await;
            place.takes_it(&server, reader.token(*kind)).await;
        }
    }
    assert_eq!(uses, 9, "every kind at every place where it is at home");
}

#[tokio::test]
async fn opening_a_page_for_a_token_that_is_at_home_there_changes_nothing() {
    let server = Server::start().await;
    let reader = Reader::named(&server, "alice").await;
    let before = reader.state(&server).await;
    for place in PLACES.into_iter().filter(|place| !place.acts()) {
        for kind in place.takes() {
            place.takes_it(&server, reader.token(*kind)).await;
        }
    }
    assert_eq!(reader.state(&server).await, before);
}

#[tokio::test]
async fn where_opening_confirms_no_other_token_does() {
    let server = Server::with([("CONFIRM_EMAIL_ON_GET", "true")]).await;
    let reader = Reader::named(&server, "alice").await;
    reader.is_harmed_by_none(&server).await;
    Place::VerifyEmailPage.takes_it(&server, reader.token(Kind::Verification)).await;
    assert_eq!(reader.state(&server).await["emailVerified"], true);
}

/// A handle and a MAC (`kwm_`, 16 and 32 bytes), of which one is another's.
fn spliced(handle: &str, mac: &str) -> String {
    let [handle, mac] = [handle, mac].map(|token| URL_SAFE_NO_PAD.decode(&token[4..]).expect("base64url"));
    assert_eq!((handle.len(), mac.len()), (48, 48));
    format!("kwm_{}", URL_SAFE_NO_PAD.encode([&handle[..16], &mac[16..]].concat()))
}

#[tokio::test]
async fn no_token_is_made_of_two_or_of_a_bent_one() {
    let server = Server::start().await;
    let alice = Reader::named(&server, "alice").await;
    let bob = Reader::named(&server, "bob").await;
    let before = [alice.state(&server).await, bob.state(&server).await];
    for place in PLACES {
        for (kind, own) in &alice.tokens {
            let others = alice.tokens.iter().chain(&bob.tokens).filter(|(_, token)| token != own);
            for (other, mac) in others {
                place.refuses(&server, &spliced(own, mac), &format!("{kind:?} with the MAC of {other:?}")).await;
            }
        }
        for kind in place.takes() {
            let bytes = URL_SAFE_NO_PAD.decode(&alice.token(*kind)[4..]).expect("base64url");
            for at in 0..bytes.len() {
                let mut bent = bytes.clone();
                bent[at] ^= 1 << (at % 8);
                let token = format!("kwm_{}", URL_SAFE_NO_PAD.encode(bent));
                place.refuses(&server, &token, &format!("{kind:?} bent in byte {at}")).await;
            }
        }
    }
    assert_eq!([alice.state(&server).await, bob.state(&server).await], before);
    for place in [Place::VerifyEmailPage, Place::ResetPasswordPage, Place::UndoEmailChangePage] {
        for kind in place.takes() {
            place.takes_it(&server, alice.token(*kind)).await;
        }
    }
}

#[tokio::test]
async fn who_shows_a_token_is_nothing_to_it() {
    let server = Server::start().await;
    let bob = server.registered("bob@example.org").await;
    let before = server.me().by(&bob).await.succeeds();
    let actions = PLACES.into_iter().filter(|place| place.acts());
    let uses = actions.flat_map(|place| place.takes().iter().map(move |kind| (place, *kind)));
    for (number, (place, kind)) in uses.enumerate() {
        let alice = Reader::named(&server, &format!("alice{number}")).await;
        let shown = place.show(&server, alice.token(kind)).by(&bob).await;
        assert_eq!(shown.status, 200, "{place:?}: {shown:#?}");
        assert_eq!(shown.refresh_cookie(), None, "{place:?}");
        assert_eq!(server.me().by(&bob).await.succeeds(), before, "{place:?}");
    }
    server.log_in(&bob.email, PASSWORD).await.signs_in();
}

/// Every token of an account that is elsewhere by now, or nowhere, shown to whoever has its former address.
async fn harm_nobody(server: &Server, tokens: &[(Kind, String)], but: &[Kind], address: &str) {
    let heir = server.registered(address).await;
    let before = server.me().by(&heir).await.succeeds();
    for place in PLACES {
        for (kind, token) in tokens.iter().filter(|(kind, _)| !but.contains(kind)) {
            place.refuses(server, token, &format!("{kind:?} of a former reader")).await;
        }
    }
    assert_eq!(server.me().by(&heir).await.succeeds(), before);
    server.log_in(address, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn what_was_mailed_to_an_address_is_void_for_whoever_has_it_after_a_move() {
    let server = Server::start().await;
    let alice = Reader::named(&server, "alice").await;
    server.verify_email(alice.token(Kind::Move)).await.succeeds();
    // The link that confirmed the move keeps succeeding without effect, and those that take it back stay, by contract.
    let stay = [Kind::Move, Kind::Undo];
    harm_nobody(&server, &alice.tokens, &stay, &alice.user.email).await;

    let moved = server.log_in(&alice.new_email, PASSWORD).await.signs_in();
    server.request_password_reset(&alice.new_email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.new_email).await.token();
    Place::UndoEmailChange.takes_it(&server, alice.token(Kind::Undo)).await;
    server.me().by(&moved).await.is_unauthorized("REVOKED");
    let left = [(Kind::Reset, reset), (Kind::Move, alice.token(Kind::Move).to_owned())];
    harm_nobody(&server, &left, &[], &alice.new_email).await;
}

#[tokio::test]
async fn what_was_mailed_to_an_account_that_is_gone_is_void_for_the_next_of_its_address() {
    let server = Server::start().await;
    let alice = Reader::named(&server, "alice").await;
    server.delete_account(PASSWORD).by(&alice.user).await.succeeds();
    harm_nobody(&server, &alice.tokens, &[], &alice.user.email).await;
}

#[tokio::test]
async fn a_move_to_another_address_voids_the_link_of_the_move_before() {
    let server = Server::start().await;
    let alice = Reader::named(&server, "alice").await;
    server.request_email_change("alice@example.net", PASSWORD).by(&alice.user).await.succeeds();
    let next = server.mailbox.latest_to("alice@example.net").await.token();
    for place in PLACES {
        place.refuses(&server, alice.token(Kind::Move), "the move before").await;
    }
    Place::VerifyEmail.takes_it(&server, &next).await;
    assert_eq!(alice.state(&server).await["email"], "alice@example.net");
}
