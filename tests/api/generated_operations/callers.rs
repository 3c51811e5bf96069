use super::{dice::Dice, values::Known};
use crate::harness::{Jwt, PASSWORD, Request, Server, User};

/// Who may ask: nobody, somebody whose session lives, or somebody with a token that is none.
pub(super) struct Callers {
    alice: User,
    /// How many she was so far: some operations end her session, or her.
    lives: usize,
    ended: String,
    pub(super) known: Known,
}

/// A request's credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    None,
    Good,
    Bad,
}

/// The operations that may end the session of whoever asks, or of whose token they carry.
const ENDING: [&str; 8] = [
    "changePassword",
    "deleteAccount",
    "logout",
    "refreshToken",
    "reissueTokens",
    "resetPassword",
    "revokeSession",
    "undoEmailChange",
];

impl Callers {
    pub(super) async fn meet(server: &Server) -> Self {
        let first = sign_up(server, 0).await;
        server.log_out().by(&first).from(&address(0)).await.succeeds();
        let (alice, known) = someone(server, 1).await;
        Self { alice, lives: 1, ended: first.tokens.access_token, known }
    }

    /// Adds credentials to a request, and what else a client may say of itself.
    pub(super) fn ask<'a>(&self, request: Request<'a>, server: &Server, dice: &mut Dice) -> (Request<'a>, Credentials) {
        let (request, credentials) = match dice.below(6) {
            0 | 1 => (request, Credentials::None),
            2 | 3 => (request.by(&self.alice), Credentials::Good),
            4 => (request.bearer(&self.ended), Credentials::Bad),
            _ => (request.header("authorization", &self.forged(dice)), Credentials::Bad),
        };
        let network = format!("203.0.113.{}", dice.below(60));
        let mut request = request.from(&network);
        if dice.once_in(3) {
            let agents =
                ["curl/8.14.1", "<b>", "\t", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"];
            request =
                request.user_agent(dice.choose(&agents)).header("accept-language", dice.choose(&["de", "*;q=2", ""]));
        }
        if dice.once_in(4) {
            let cookies = ["", "=", "keyward_refresh=", "keyward_refresh=kwr_x; keyward_refresh=kwr_y", "a=b; ;;=;"];
            let origins = [server.url.as_str(), "null", "https://evil.example.org"];
            request = request.header("cookie", dice.choose(&cookies)).origin(dice.choose(&origins));
            request = request.header("sec-fetch-site", dice.choose(&["same-origin", "cross-site", "none", "?"]));
        }
        (request, credentials)
    }

    fn forged(&self, dice: &mut Dice) -> String {
        let mut jwt = Jwt::parse(&self.alice.tokens.access_token);
        match dice.below(5) {
            0 => jwt.claims["sub"] = "00000000-0000-7000-8000-000000000000".into(),
            1 => jwt.header["alg"] = "none".into(),
            2 => jwt.signature = String::new(),
            3 => return format!("Bearer {}", "A".repeat(dice.below(6_000))),
            _ => return dice.choose(&["Bearer", "bearer  ", "Bearer a b", "Bearer ..", "Bearer e30.e30."]).to_owned(),
        }
        format!("Bearer {}", jwt.write())
    }

    /// Whoever is signed in still is after this operation, or somebody else is.
    pub(super) async fn after(&mut self, server: &Server, top: &[String]) {
        if !top.iter().any(|field| ENDING.contains(&field.as_str())) {
            return;
        }
        let me = server.graphql("{ me { id } }", serde_json::json!({})).by(&self.alice).await;
        if me.status == 200 {
            return;
        }
        self.lives += 1;
        (self.alice, self.known) = someone(server, self.lives).await;
    }
}

fn address(number: usize) -> String {
    format!("198.51.{}.{}", number / 250, number % 250 + 1)
}

async fn sign_up(server: &Server, number: usize) -> User {
    let email = format!("alice{number}@example.org");
    let registering = server.register(&email, PASSWORD).input("username", format!("alice{number}"));
    let tokens = registering.from(&address(number)).await.signs_in();
    let id = Jwt::parse(&tokens.access_token).text("sub");
    User { id, email, password: PASSWORD.to_owned(), tokens }
}

/// Somebody new, and what is known of them.
async fn someone(server: &Server, number: usize) -> (User, Known) {
    let user = sign_up(server, number).await;
    let mailed = server.mailbox.latest_to(&user.email).await.token();
    let known = vec![
        user.email.clone(),
        user.email.to_uppercase(),
        format!("alice{number}"),
        user.password.clone(),
        user.id.clone(),
        user.tokens.session_id(),
        user.tokens.refresh_token().to_owned(),
        user.tokens.access_token.clone(),
        mailed,
    ];
    (user, known)
}
