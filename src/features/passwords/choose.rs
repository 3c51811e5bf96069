use secrecy::{ExposeSecret, SecretString};

use super::{NewPassword, Passwords};
use crate::error::{Form, Refusal};

impl Passwords {
    /// Reads the fields in which somebody chooses a new password, `newPassword` and, where the form asks twice,
    /// `newPasswordConfirmation`. None when either is refused.
    pub fn choose(
        &self,
        form: &mut Form,
        new_password: &SecretString,
        confirmation: Option<&SecretString>,
        personal: &[&str],
    ) -> Option<NewPassword> {
        let password = form.check("newPassword", self.parse(new_password.expose_secret(), personal));
        if confirmation.is_some_and(|again| again.expose_secret() != new_password.expose_secret()) {
            form.refuse("newPasswordConfirmation", Refusal::PasswordMismatch);
            return None;
        }
        password
    }
}
