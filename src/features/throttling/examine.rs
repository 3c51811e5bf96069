use secrecy::SecretString;

use super::redis::Redis;
use crate::error::Error;

/// What an operator wants to know of Redis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedisFound {
    /// It counts, and forgets nothing before its time.
    Counts,
    /// It counts, but when it is full it forgets: by this policy.
    Forgets(String),
    /// It can't be reached, or can't count.
    Away(String),
}

/// Connects and counts something of nobody's, as a server does each second. Waits for seconds at most.
///
/// # Errors
/// A URL that is none of Redis'.
pub async fn examine_redis(url: &SecretString) -> Result<RedisFound, Error> {
    let redis = Redis::new(url)?;
    let looked = async {
        redis.connect().await?;
        redis.forgets().await
    };
    Ok(match looked.await {
        Err(error) => RedisFound::Away(error.to_string()),
        Ok(Some(policy)) if policy != "noeviction" => RedisFound::Forgets(policy),
        Ok(_) => RedisFound::Counts,
    })
}
