use reqwest::Method;

use crate::harness::{Request, Server};

const NEW_PASSWORD: &str = "a much longer phrase";

/// What a token was mailed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Verification,
    Reset,
    Move,
    Undo,
}

pub(super) const KINDS: [Kind; 4] = [Kind::Verification, Kind::Reset, Kind::Move, Kind::Undo];

/// Where a token can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    VerifyEmail,
    VerifyEmailPage,
    VerifyEmailButton,
    DisownButton,
    ResetPassword,
    ResetPasswordPage,
    ResetPasswordButton,
    UndoEmailChange,
    UndoEmailChangePage,
    UndoEmailChangeButton,
    RefreshToken,
    RefreshCookie,
    Logout,
}

pub(super) const PLACES: [Place; 13] = [
    Place::VerifyEmail,
    Place::VerifyEmailPage,
    Place::VerifyEmailButton,
    Place::DisownButton,
    Place::ResetPassword,
    Place::ResetPasswordPage,
    Place::ResetPasswordButton,
    Place::UndoEmailChange,
    Place::UndoEmailChangePage,
    Place::UndoEmailChangeButton,
    Place::RefreshToken,
    Place::RefreshCookie,
    Place::Logout,
];

impl Place {
    /// What is at home there.
    pub(super) fn takes(self) -> &'static [Kind] {
        match self {
            Self::VerifyEmail | Self::VerifyEmailPage | Self::VerifyEmailButton => &[Kind::Verification, Kind::Move],
            Self::DisownButton => &[Kind::Verification],
            Self::ResetPassword | Self::ResetPasswordPage | Self::ResetPasswordButton => &[Kind::Reset],
            Self::UndoEmailChange | Self::UndoEmailChangePage | Self::UndoEmailChangeButton => &[Kind::Undo],
            Self::RefreshToken | Self::RefreshCookie | Self::Logout => &[],
        }
    }

    /// Whether showing a token there does something.
    pub(super) fn acts(self) -> bool {
        !matches!(self, Self::VerifyEmailPage | Self::ResetPasswordPage | Self::UndoEmailChangePage)
    }

    pub(super) fn show<'a>(self, server: &'a Server, token: &str) -> Request<'a> {
        let open = |path: &str| server.get(&format!("/{path}?token={token}")).accept("text/html");
        let press = |path: &str| {
            let fields = [("token", token), ("newPassword", NEW_PASSWORD), ("newPasswordConfirmation", NEW_PASSWORD)];
            let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
            server.request(Method::POST, &format!("/{path}")).accept("text/html").origin(&server.url).form(&fields)
        };
        match self {
            Self::VerifyEmail => server.verify_email(token),
            Self::VerifyEmailPage => open("verify-email"),
            Self::VerifyEmailButton => press("verify-email"),
            Self::DisownButton => press("verify-email/disown"),
            Self::ResetPassword => server.reset_password(token, NEW_PASSWORD),
            Self::ResetPasswordPage => open("reset-password"),
            Self::ResetPasswordButton => press("reset-password"),
            Self::UndoEmailChange => server.undo_email_change(token),
            Self::UndoEmailChangePage => open("undo-email-change"),
            Self::UndoEmailChangeButton => press("undo-email-change"),
            Self::RefreshToken => server.refresh(token),
            Self::RefreshCookie => server.refresh_by_cookie(token),
            Self::Logout => server.log_out().input("refreshToken", token).input("scope", "ALL"),
        }
    }

    /// Shows a token that does nothing there.
    pub(super) async fn refuses(self, server: &Server, token: &str, what: &str) {
        let answer = self.show(server, token).await;
        let code = answer.body.starts_with('{').then(|| answer.payload()["errors"][0]["code"].clone());
        match (self, code) {
            (Self::RefreshToken | Self::RefreshCookie | Self::Logout, Some(code)) => {
                assert_eq!(code, "REFRESH_TOKEN_INVALID", "{what} at {self:?}: {answer:#?}");
            }
            (_, Some(code)) => assert_eq!(code, "TOKEN_INVALID", "{what} at {self:?}: {answer:#?}"),
            (_, None) => assert_eq!(answer.status, 400, "{what} at {self:?}: {answer:#?}"),
        }
    }

    pub(super) async fn takes_it(self, server: &Server, token: &str) {
        let answer = self.show(server, token).await;
        assert_eq!(answer.status, 200, "{self:?}: {answer:#?}");
        assert!(!answer.body.starts_with('{') || answer.refusals().is_empty(), "{self:?}: {answer:#?}");
    }
}
