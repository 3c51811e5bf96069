//! What is asked, and about whom: first somebody who has no account.

use crate::{
    harness::{Api, PASSWORD, Request},
    place::{PEOPLE, address, name},
};

const WRONG: &str = "another quiet harbour";

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) groups: &'static [Group],
}

pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) ask: for<'a> fn(&'a Api, usize) -> Request<'a>,
}

/// Nobody has any of these: two that are alike, which the test has to see.
pub(crate) const CONTROLS: &[Case] = &[
    Case {
        name: "control: login",
        groups: &[
            Group { name: "unknown", ask: |api, round| api.log_in(&one_of("nobody", round), WRONG) },
            Group { name: "unknown, too", ask: |api, round| api.log_in(&one_of("noone", round), WRONG) },
        ],
    },
    Case {
        name: "control: requestPasswordReset",
        groups: &[
            Group { name: "unknown", ask: |api, round| api.request_password_reset(&one_of("nobody", round)) },
            Group { name: "unknown, too", ask: |api, round| api.request_password_reset(&one_of("noone", round)) },
        ],
    },
];

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "login by address",
        groups: &[
            Group { name: "unknown", ask: |api, round| api.log_in(&one_of("nobody", round), WRONG) },
            Group { name: "known", ask: |api, round| api.log_in(&one_of("known", round), WRONG) },
            Group { name: "password void", ask: |api, round| api.log_in(&one_of("void", round), WRONG) },
            Group { name: "unverified", ask: |api, round| api.log_in(&one_of("waits", round), WRONG) },
        ],
    },
    Case {
        name: "login by username",
        groups: &[
            Group { name: "unknown", ask: |api, round| api.log_in(&name("nobody", round % PEOPLE), WRONG) },
            Group { name: "known", ask: |api, round| api.log_in(&name("known", round % PEOPLE), WRONG) },
        ],
    },
    Case {
        name: "requestPasswordReset",
        groups: &[
            Group { name: "unknown", ask: |api, round| api.request_password_reset(&one_of("nobody", round)) },
            Group { name: "known", ask: |api, round| api.request_password_reset(&one_of("known", round)) },
        ],
    },
    Case {
        name: "resendVerificationEmail",
        groups: &[
            Group { name: "unknown", ask: |api, round| api.resend_verification(&one_of("nobody", round)) },
            Group { name: "verified", ask: |api, round| api.resend_verification(&one_of("known", round)) },
            Group { name: "unverified", ask: |api, round| api.resend_verification(&one_of("waits", round)) },
        ],
    },
    Case {
        name: "register",
        groups: &[
            // Once registered, an address is not new any more.
            Group { name: "new", ask: |api, round| api.register(&address("fresh", round), PASSWORD) },
            Group { name: "verified", ask: |api, round| api.register(&one_of("known", round), PASSWORD) },
            Group { name: "unverified", ask: |api, round| api.register(&one_of("waits", round), PASSWORD) },
        ],
    },
];

fn one_of(kind: &str, round: usize) -> String {
    address(kind, round % PEOPLE)
}
