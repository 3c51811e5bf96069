use uuid::Uuid;

use super::Role;

/// Which accounts a list shows: those that meet every wish.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Made before this one.
    pub before: Option<Uuid>,
    /// Whose address is not proved.
    pub unverified: bool,
    /// Which are disabled.
    pub disabled: bool,
    /// That have this role.
    pub role: Option<Role>,
}
