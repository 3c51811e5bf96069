use std::sync::{Arc, Mutex, PoisonError};

use super::AuthError;

/// The codes that a request was refused with, in its data: noted by the presenter, for whoever counts them.
#[derive(Clone, Debug, Default)]
pub struct Refused(Arc<Mutex<Vec<&'static str>>>);

impl Refused {
    pub(super) fn note(&self, errors: &[AuthError]) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.extend(errors.iter().map(AuthError::spelt));
    }

    /// What was noted, in the order of the answer.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
