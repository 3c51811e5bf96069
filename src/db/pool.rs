/// How many connections a pool has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Those that somebody has in hand.
    pub in_use: u32,
    /// Those that are open and wait for somebody.
    pub idle: u32,
    /// How many there may be.
    pub most: u32,
}

impl Pool {
    pub(super) fn of<D: sqlx::Database>(pool: &sqlx::Pool<D>) -> Self {
        let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
        Self { in_use: pool.size().saturating_sub(idle), idle, most: pool.options().get_max_connections() }
    }
}
