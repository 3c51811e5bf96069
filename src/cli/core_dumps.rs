use crate::config::Mode;

/// Keeps what a production server has in its memory, secrets first, out of core dumps. Its files in `/proc` are root's
/// from then on, so that other processes of its user read neither its environment nor its memory (prctl(2),
/// `PR_SET_DUMPABLE`). In development, debuggers come first.
pub(super) fn keep_secrets_from_them(mode: Mode) {
    if mode == Mode::Production {
        turn_off();
    }
}

#[cfg(target_os = "linux")]
fn turn_off() {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};

    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "core dumps can't be turned off: one would show secrets");
    }
}

/// Elsewhere the service manager's limits are to say so.
#[cfg(not(target_os = "linux"))]
fn turn_off() {}
