use super::{Check, Finding};
use crate::{
    config::Config,
    error::Chain,
    features::throttling::{RedisFound, examine_redis},
};

const CHECK: Check = Check("redis");

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let Some(url) = &config.redis_url else {
        return vec![CHECK.left_out("REDIS_URL is not set: the database counts tries")];
    };
    vec![match examine_redis(url).await {
        Err(error) => CHECK.problem(Chain(&error).to_string(), "set REDIS_URL right"),
        Ok(RedisFound::Away(why)) => CHECK.problem(
            format!("Redis can't count ({why}), so that the database does"),
            "see that it runs, that REDIS_URL is right, and that it takes writes and scripts",
        ),
        Ok(RedisFound::Forgets(policy)) => CHECK.warning(
            format!("Redis forgets counts when it is full: maxmemory-policy is {policy}"),
            "set maxmemory-policy to noeviction",
        ),
        Ok(RedisFound::Counts) => CHECK.ok("counts tries"),
    }]
}
