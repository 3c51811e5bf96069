//! One method for each operation of the contract. What is left out of them, a test adds with `.input(…)`.

use serde_json::{Value, json};

use super::{Request, api::Api};

/// A password that meets every rule.
pub(crate) const PASSWORD: &str = "a quiet harbour at dawn";

const USER: &str = "id email emailVerified username fullName locale roles pendingEmail lastLoginAt createdAt updatedAt \
                    profile { displayName bio pictureUrl }";
const SESSION: &str = "id current createdAt lastActiveAt expiresAt ipAddress userAgent device";
const TOKENS: &str = "tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }";

/// A mutation with its input as the one variable.
pub(crate) fn mutation(field: &str, input_type: &str, selection: &str) -> String {
    let errors = "errors { code message field retryAfterSeconds }";
    format!("mutation($input: {input_type}) {{ {field}(input: $input) {{ {selection} {errors} }} }}")
}

impl Api {
    /// Any document at all.
    pub(crate) fn graphql(&self, query: &str, variables: Value) -> Request<'_> {
        Request::graphql(self, query, variables)
    }

    pub(crate) fn register(&self, email: &str, password: &str) -> Request<'_> {
        self.signing_in("register", "RegisterInput!", &json!({ "email": email, "password": password }))
    }

    pub(crate) fn log_in(&self, identifier: &str, password: &str) -> Request<'_> {
        self.signing_in("login", "LoginInput!", &json!({ "identifier": identifier, "password": password }))
    }

    pub(crate) fn refresh(&self, token: &str) -> Request<'_> {
        self.signing_in("refreshToken", "RefreshTokenInput", &json!({ "refreshToken": token }))
    }

    /// A refresh whose body says nothing: the cookie carries the token.
    pub(crate) fn refresh_by_cookie(&self, value: &str) -> Request<'_> {
        self.signing_in("refreshToken", "RefreshTokenInput", &Value::Null).cookie(value)
    }

    pub(crate) fn log_out(&self) -> Request<'_> {
        let query = mutation("logout", "LogoutInput", "endedSessions");
        self.graphql(&query, json!({ "input": null })).about("logout")
    }

    pub(crate) fn reissue(&self) -> Request<'_> {
        let query =
            format!("mutation {{ reissueTokens {{ user {{ {USER} }} {TOKENS} errors {{ code message field }} }} }}");
        self.graphql(&query, json!({})).about("reissueTokens")
    }

    pub(crate) fn revoke_session(&self, id: &str) -> Request<'_> {
        self.plain("revokeSession", "RevokeSessionInput!", &json!({ "sessionId": id }))
    }

    /// Nothing changes but what `.input(…)` adds.
    pub(crate) fn update_profile(&self) -> Request<'_> {
        let query = mutation("updateProfile", "UpdateProfileInput!", &format!("user {{ {USER} }}"));
        self.graphql(&query, json!({ "input": {} })).about("updateProfile")
    }

    pub(crate) fn verify_email(&self, token: &str) -> Request<'_> {
        self.plain("verifyEmail", "VerifyEmailInput!", &json!({ "token": token }))
    }

    pub(crate) fn resend_verification(&self, email: &str) -> Request<'_> {
        self.plain("resendVerificationEmail", "ResendVerificationEmailInput!", &json!({ "email": email }))
    }

    pub(crate) fn request_password_reset(&self, email: &str) -> Request<'_> {
        self.plain("requestPasswordReset", "RequestPasswordResetInput!", &json!({ "email": email }))
    }

    pub(crate) fn reset_password(&self, token: &str, new_password: &str) -> Request<'_> {
        let input = json!({ "token": token, "newPassword": new_password });
        self.plain("resetPassword", "ResetPasswordInput!", &input)
    }

    pub(crate) fn change_password(&self, current: &str, new: &str) -> Request<'_> {
        let input = json!({ "currentPassword": current, "newPassword": new });
        self.signing_in("changePassword", "ChangePasswordInput!", &input)
    }

    pub(crate) fn request_email_change(&self, new_email: &str, current_password: &str) -> Request<'_> {
        let input = json!({ "newEmail": new_email, "currentPassword": current_password });
        self.plain("requestEmailChange", "RequestEmailChangeInput!", &input)
    }

    pub(crate) fn undo_email_change(&self, token: &str) -> Request<'_> {
        self.plain("undoEmailChange", "UndoEmailChangeInput!", &json!({ "token": token }))
    }

    pub(crate) fn delete_account(&self, current_password: &str) -> Request<'_> {
        self.plain("deleteAccount", "DeleteAccountInput!", &json!({ "currentPassword": current_password }))
    }

    pub(crate) fn me(&self) -> Request<'_> {
        self.graphql(&format!("{{ me {{ {USER} sessions {{ {SESSION} }} }} }}"), json!({})).about("me")
    }

    pub(crate) fn current_session(&self) -> Request<'_> {
        self.graphql(&format!("{{ currentSession {{ {SESSION} }} }}"), json!({})).about("currentSession")
    }

    pub(crate) fn auth_settings(&self) -> Request<'_> {
        let fields = "registrationOpen emailVerification passwordMinLength passwordMaxLength locales";
        self.graphql(&format!("{{ authSettings {{ {fields} }} }}"), json!({})).about("authSettings")
    }

    fn signing_in(&self, field: &'static str, input_type: &str, input: &Value) -> Request<'_> {
        let query = mutation(field, input_type, &format!("user {{ {USER} }} {TOKENS}"));
        self.graphql(&query, json!({ "input": input })).about(field)
    }

    fn plain(&self, field: &'static str, input_type: &str, input: &Value) -> Request<'_> {
        self.graphql(&mutation(field, input_type, ""), json!({ "input": input })).about(field)
    }
}
