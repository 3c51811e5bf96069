use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{Event, store};
use crate::{caller::Operator, db::Db, error::Error};

/// Which events a list shows: those that meet every wish.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Written down before this one.
    pub before: Option<Uuid>,
    /// Of this account, which may be gone.
    pub account: Option<Uuid>,
    /// Of this kind.
    pub event: Option<Event>,
    /// From this moment on.
    pub since: Option<DateTime<Utc>>,
}

/// One event, as an operator sees it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its key: the next page begins after the last one of a page.
    pub id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// An [`Event`]'s word, or one of a newer version.
    pub event: String,
    /// Whom it is about, there or gone.
    pub account: Option<Uuid>,
    /// The session that it was done in, or that it began or ended.
    pub session: Option<Uuid>,
    /// Who did it.
    pub actor: String,
    /// Where from.
    pub network: Option<String>,
    /// With what.
    pub device: Option<String>,
    /// What else there is to know: an object.
    pub details: Value,
}

/// Up to so many of the chosen events, the newest first.
pub async fn list(_by: Operator, db: &Db, chosen: &Chosen, most: u64) -> Result<Vec<Recorded>, Error> {
    store::list(db.reads(), chosen, most).await
}
