use minijinja::context;

use super::Pages;
use crate::languages::Language;

/// The page behind a verification link.
#[derive(Clone, Copy, Debug)]
pub struct VerifyEmailPage<'a> {
    /// The address that is to be confirmed.
    pub address: &'a str,
    /// The mailed token, sent back by the form as `token`.
    pub token: &'a str,
    /// The path that the confirming form posts to.
    pub action: &'a str,
    /// The path that the form posts to that deletes an account that isn't the reader's; none once it is verified.
    pub disown_action: Option<&'a str>,
}

/// The page behind a link that takes a change of address back.
#[derive(Clone, Copy, Debug)]
pub struct UndoEmailChangePage<'a> {
    /// The address that would be restored.
    pub address: &'a str,
    /// The mailed token, sent back by the form as `token`.
    pub token: &'a str,
    /// The path that the form posts to.
    pub action: &'a str,
}

/// Why a change of address could not be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoFailure {
    /// The link came too late.
    Expired,
    /// The link is unknown, used, void or meant for something else.
    Invalid,
    /// Another account has confirmed the old address meanwhile.
    Taken,
}

/// The form for a new password.
#[derive(Clone, Copy, Debug)]
pub struct ResetPasswordPage<'a> {
    /// The account's address, so that password managers know whose password it is.
    pub address: &'a str,
    /// The mailed token, sent back as `token`; the others are `newPassword` and `newPasswordConfirmation`.
    pub token: &'a str,
    /// The path that the form posts to.
    pub action: &'a str,
    /// How many characters a password has at least.
    pub password_min_length: usize,
    /// What was wrong with the last try, in the order of the fields.
    pub errors: &'a [FieldError],
}

/// A sentence about an input field, or about the form as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The input field's name, if it is about one.
    pub field: Option<&'static str>,
    /// The sentence.
    pub message: String,
}

/// Why an address could not be confirmed: the `reason` of the redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerificationFailure {
    /// The link came too late.
    Expired,
    /// The link is unknown, void or meant for something else.
    Invalid,
    /// Another account has confirmed the address meanwhile.
    Taken,
}

/// Why a mailed link is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// It came too late.
    Expired,
    /// It is unknown, used, void or meant for something else.
    Invalid,
}

/// The app's address to go on to, where there is one.
pub type FrontDoor<'a> = Option<&'a str>;

impl Pages {
    /// Asks whether an address is the reader's: one button confirms, one disowns.
    #[must_use]
    pub fn verify_email(&self, language: &Language, page: VerifyEmailPage<'_>) -> String {
        let VerifyEmailPage { address, token, action, disown_action } = page;
        let (action, disown_action) = (self.at(action), disown_action.map(|path| self.at(path)));
        self.render("verify_email.html", language, context! { address, token, action, disown_action })
    }

    /// The address is confirmed.
    #[must_use]
    pub fn verified(&self, language: &Language, door: FrontDoor<'_>) -> String {
        self.result(language, "page-verified", "good", door)
    }

    /// The account that wasn't the reader's is gone.
    #[must_use]
    pub fn disowned(&self, language: &Language) -> String {
        self.result(language, "page-disowned", "good", None)
    }

    /// The account could not be deleted: there is none any more, or its address is proved by now.
    #[must_use]
    pub fn not_disowned(&self, language: &Language, problem: LinkProblem) -> String {
        let key = match problem {
            LinkProblem::Expired => "page-disown-expired",
            LinkProblem::Invalid => "page-disown-invalid",
        };
        self.result(language, key, "bad", None)
    }

    /// The address could not be confirmed.
    #[must_use]
    pub fn verification_failed(
        &self,
        language: &Language,
        failure: VerificationFailure,
        door: FrontDoor<'_>,
    ) -> String {
        let key = match failure {
            VerificationFailure::Expired => "page-verification-expired",
            VerificationFailure::Invalid => "page-verification-invalid",
            VerificationFailure::Taken => "page-verification-taken",
        };
        self.result(language, key, "bad", door)
    }

    /// Asks whether a change of address is to be taken back.
    #[must_use]
    pub fn undo_email_change(&self, language: &Language, page: UndoEmailChangePage<'_>) -> String {
        let UndoEmailChangePage { address, token, action } = page;
        self.render("undo_email_change.html", language, context! { address, token, action => self.at(action) })
    }

    /// The old address is in force again, and a mail is on its way there.
    #[must_use]
    pub fn email_change_undone(&self, language: &Language) -> String {
        self.result(language, "page-email-change-undone", "good", None)
    }

    /// The change of address could not be taken back.
    #[must_use]
    pub fn email_change_not_undone(&self, language: &Language, failure: UndoFailure) -> String {
        let key = match failure {
            UndoFailure::Expired => "page-undo-expired",
            UndoFailure::Invalid => "page-undo-invalid",
            UndoFailure::Taken => "page-undo-taken",
        };
        self.result(language, key, "bad", None)
    }

    /// Asks for a new password, twice.
    #[must_use]
    pub fn reset_password(&self, language: &Language, page: ResetPasswordPage<'_>) -> String {
        let ResetPasswordPage { address, token, action, password_min_length, errors } = page;
        let action = self.at(action);
        let errors: Vec<_> =
            errors.iter().map(|error| context! { field => error.field, message => &error.message }).collect();
        self.render("reset_password.html", language, context! { address, token, action, password_min_length, errors })
    }

    /// The new password is in force.
    #[must_use]
    pub fn password_reset(&self, language: &Language, door: FrontDoor<'_>) -> String {
        self.result(language, "page-password-reset", "good", door)
    }

    /// The link for a new password is no good.
    #[must_use]
    pub fn reset_link_no_good(&self, language: &Language, problem: LinkProblem, door: FrontDoor<'_>) -> String {
        let key = match problem {
            LinkProblem::Expired => "page-reset-link-expired",
            LinkProblem::Invalid => "page-reset-link-invalid",
        };
        self.result(language, key, "bad", door)
    }

    fn result(&self, language: &Language, key: &str, mood: &str, door: FrontDoor<'_>) -> String {
        self.render("result.html", language, context! { key, mood, door, request => (), close => door.is_none() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::pages::Problem, languages::available};

    const DOOR: FrontDoor<'_> = Some("https://app.example.org/?a=1&b=2");
    const VERIFY: VerifyEmailPage<'_> = VerifyEmailPage {
        address: "ann@example.org",
        token: "kwm_a",
        action: "/verify-email",
        disown_action: Some("/verify-email/disown"),
    };
    const UNDO: UndoEmailChangePage<'_> =
        UndoEmailChangePage { address: "ann@example.org", token: "kwm_a", action: "/undo-email-change" };

    #[test]
    fn what_is_filled_in_is_escaped() {
        let page = VerifyEmailPage {
            address: "\"<script>\"@example.org",
            token: "kwm_\"><script>",
            action: "/verify-email",
            disown_action: None,
        };
        let html = Pages::new("<b>Acme</b>").verify_email(&available()[0], page);
        assert!(!html.contains("<script>") && !html.contains("<b>Acme"), "{html}");
        assert!(html.contains("&lt;script&gt;&quot;@example.org"), "{html}");
    }

    fn results(pages: &Pages, language: &Language) -> Vec<String> {
        let mut told = vec![
            pages.verified(language, DOOR),
            pages.disowned(language),
            pages.not_disowned(language, LinkProblem::Expired),
            pages.not_disowned(language, LinkProblem::Invalid),
            pages.email_change_undone(language),
            pages.password_reset(language, None),
            pages.reset_link_no_good(language, LinkProblem::Expired, DOOR),
            pages.reset_link_no_good(language, LinkProblem::Invalid, DOOR),
        ];
        for failure in [VerificationFailure::Expired, VerificationFailure::Invalid, VerificationFailure::Taken] {
            told.push(pages.verification_failed(language, failure, DOOR));
        }
        for failure in [UndoFailure::Expired, UndoFailure::Invalid, UndoFailure::Taken] {
            told.push(pages.email_change_not_undone(language, failure));
        }
        told
    }

    #[test]
    fn every_result_is_told_in_every_language() {
        let pages = Pages::new("Acme");
        for language in &available() {
            for html in results(&pages, language) {
                assert!(!html.contains("page-"), "a text is missing: {html}");
                assert!(html.contains(&format!("<html lang=\"{language}\">")), "{html}");
            }
        }
    }

    fn refused_password(pages: &Pages) -> String {
        let errors = [FieldError { field: Some("newPassword"), message: "Too <short>.".to_owned() }];
        let page = ResetPasswordPage {
            address: "ann@example.org",
            token: "kwm_a",
            action: "/reset-password",
            password_min_length: 12,
            errors: &errors,
        };
        pages.reset_password(&available()[0], page)
    }

    #[test]
    fn a_refused_password_says_why_beside_its_field() {
        let html = refused_password(&Pages::new("Acme"));
        assert!(html.contains(r#"role="alert""#) && html.contains("Too &lt;short&gt;."), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#) && html.contains("At least 12 characters"), "{html}");
    }

    #[test]
    fn undoing_asks_with_one_button_in_every_language() {
        for language in &available() {
            let html = Pages::new("Acme").undo_email_change(language, UNDO);
            assert!(!html.contains("page-") && html.contains("ann@example.org"), "{html}");
            assert_eq!(html.matches("<button").count(), 1, "{html}");
        }
    }

    #[test]
    fn no_page_needs_a_script_or_an_inline_style() {
        let (pages, language) = (Pages::new("Acme"), &available()[0]);
        let forms = [pages.verify_email(language, VERIFY), pages.undo_email_change(language, UNDO)];
        let mut all = [&forms[..], &results(&pages, language)].concat();
        all.extend([refused_password(&pages), pages.problem(language, Problem::WentWrong { request: "r-4711" })]);
        for html in all {
            for inline in ["<script", "<style", " style=", " onclick=", " onload=", " onsubmit=", "javascript:"] {
                assert!(!html.contains(inline), "{inline}: {html}");
            }
        }
    }
}
