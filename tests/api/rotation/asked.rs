//! What may be asked of a session, in which steps it is done, and how it comes out. Time is in minutes.

/// How long things last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lifetimes {
    pub(super) grace: u32,
    pub(super) access_token: u32,
    pub(super) refresh_token: u32,
    pub(super) session: u32,
    pub(super) reauthentication: u32,
}

/// A refresh token: of which session, and how many it had before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    pub(super) session: usize,
    pub(super) number: usize,
}

/// What a sign-in or a refresh answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) refresh: Token,
    pub(super) refresh_expires: u32,
    pub(super) access_expires: u32,
}

/// What a client asks for, and with which of its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    LogIn,
    Refresh(Token),
    Reissue(Pair),
    LogOut(Pair),
    LogOutEverywhere(Pair),
    /// With the refresh token alone.
    LogOutBy(Token),
    ChangePassword(Pair),
    /// Nobody asks: time passes.
    Wait(u32),
}

/// What an operation is about to do. It is the smallest thing that nothing else comes in between of: one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Read the clock.
    Arrive,
    /// Move the session if the token is its current one; or look up who asks.
    Begin,
    /// Look why the session did not move.
    Look,
    /// Give the session another series of tokens, if it lives.
    Move,
    /// End the session, if it lives, because its owner says so.
    End,
    /// End the session, if it lives, because a spent token came back.
    EndReused,
}

/// How an operation came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    SignedIn(Pair),
    Refused(&'static str),
    /// The access token is not good.
    Unauthenticated,
    /// So many sessions were ended.
    Ended(usize),
    Waited,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Next(Step),
    Done(Outcome),
}
