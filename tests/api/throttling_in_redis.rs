//! Counting in Redis, and in the database while Redis is away. That the limits hold is `throttling.rs`'s, which runs
//! over both; here each test has a Redis of its own, to stop it.

use std::time::Instant;

use futures_util::future::join_all;

use crate::harness::{Log, PASSWORD, Redis, SECOND, Server, eventually};

const WRONG: &str = "another quiet harbour";
const HERE: &str = "203.0.113.1";
const GONE: &str = "Redis is away";
const BACK: &str = "Redis is back";

async fn counting_in(redis: &Redis, limit: (&str, &str)) -> Server {
    Server::behind_a_proxy([("REDIS_URL", redis.url().as_str()), limit]).await
}

async fn is_back(log: &Log, times: usize) {
    eventually("Redis to be back", || async { (log.says(BACK) == times).then_some(()) }).await;
}

#[tokio::test]
async fn guesses_at_once_on_three_instances_exceed_the_limit_by_none() {
    let Some(redis) = Redis::start() else { return };
    let log = Log::listen();
    let server = counting_in(&redis, ("LOGIN_ATTEMPTS", "7/15m")).await;
    let (second, third) = (server.another().await, server.another().await);
    let alice = server.registered("alice@example.org").await;
    let instances = [&server, &second, &third];
    let answers =
        join_all((0..50).map(|number| async move { instances[number % 3].log_in("alice@example.org", WRONG).await }));
    let answers = answers.await;
    let count = |code: &str| answers.iter().filter(|answer| answer.refusals()[0]["code"] == code).count();
    assert_eq!(log.says(GONE), 0);
    assert_eq!((count("INVALID_CREDENTIALS"), count("TOO_MANY_ATTEMPTS")), (7, 43));
    third.log_in(&alice.email, PASSWORD).await.throttles();
    assert_eq!(server.behind.counts().await, 0, "the database counted nothing");
}

#[tokio::test]
async fn without_redis_the_database_limits_and_the_log_says_so_once() {
    let Some(mut redis) = Redis::start() else { return };
    let log = Log::listen();
    let server = counting_in(&redis, ("LOGIN_ATTEMPTS", "3/1h")).await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..2 {
        server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    assert_eq!(log.says(GONE), 0);

    redis.stop();
    for _ in 0..3 {
        server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).await.throttles();
    assert_eq!(log.says(GONE), 1);

    redis.start_again();
    is_back(&log, 1).await;
    for _ in 0..3 {
        server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.log_in(&alice.email, PASSWORD).await.throttles();
    assert_eq!((log.says(GONE), log.says(BACK)), (1, 1));

    redis.stop();
    server.log_in(&alice.email, PASSWORD).await.throttles();
    assert_eq!(log.says(GONE), 2, "what the database counted is not forgotten meanwhile");
}

#[tokio::test]
async fn a_redis_that_hangs_is_waited_for_once() {
    let Some(redis) = Redis::start() else { return };
    let log = Log::listen();
    let server = counting_in(&redis, ("MAILS_PER_RECIPIENT", "1/1h")).await;
    redis.hang();
    let began = Instant::now();
    for number in 0..12 {
        server.request_password_reset(&format!("nobody{number}@example.org")).await.succeeds();
    }
    let took = began.elapsed();
    assert!(took < 6 * SECOND, "a second for all of them, not for each: {took:?}");
    server.request_password_reset("nobody0@example.org").await.throttles();
    assert_eq!(log.says(GONE), 1);

    redis.go_on();
    is_back(&log, 1).await;
    let counted = server.behind.counts().await;
    server.request_password_reset("somebody@example.org").await.succeeds();
    assert_eq!(server.behind.counts().await, counted);
}

#[tokio::test]
async fn a_server_starts_without_redis_and_finds_it_when_it_comes() {
    let Some(mut redis) = Redis::start() else { return };
    redis.stop();
    let log = Log::listen();
    let server = counting_in(&redis, ("MAILS_PER_RECIPIENT", "1/1h")).await;
    assert_eq!(log.says(GONE), 1);
    server.request_password_reset("alice@example.org").await.succeeds();
    server.request_password_reset("alice@example.org").await.throttles();

    redis.start_again();
    is_back(&log, 1).await;
    server.request_password_reset("bob@example.org").await.succeeds();
    server.request_password_reset("bob@example.org").await.throttles();
    // Of the first one, its recipient and its network.
    assert_eq!((server.behind.counts().await, log.says(GONE)), (2, 1));
}

#[tokio::test]
async fn a_right_password_is_given_back_where_it_was_counted() {
    let Some(mut redis) = Redis::start() else { return };
    let log = Log::listen();
    let server = counting_in(&redis, ("LOGIN_ATTEMPTS", "2/1h")).await;
    let alice = server.registered("alice@example.org").await;
    server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    for _ in 0..3 {
        server.log_in(&alice.email, PASSWORD).await.signs_in();
    }
    redis.stop();
    server.log_in(&alice.email, WRONG).await.fails_with(["INVALID_CREDENTIALS"]);
    for _ in 0..3 {
        server.log_in(&alice.email, PASSWORD).await.signs_in();
    }
    assert_eq!(log.says(GONE), 1);
}

#[tokio::test]
async fn what_redis_keeps_tells_no_address_and_expires() {
    let Some(redis) = Redis::start() else { return };
    let server = counting_in(&redis, ("LOGIN_ATTEMPTS", "10/15m")).await;
    for _ in 0..3 {
        server.log_in("nobody@example.org", WRONG).from(HERE).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    let keys = redis.keys();
    assert_eq!(keys.len(), 4, "three limits, and one to see whether Redis counts: {keys:?}");
    for (key, left) in keys {
        let name = key.strip_prefix("keyward:{throttling}:").expect("one prefix, one slot");
        assert!(name.len() == 43 && !key.contains("nobody") && !key.contains(HERE), "{key}");
        // Three tries of a hundred a day take 43 minutes, and half a minute more.
        assert!((1..=45 * 60 * 1000).contains(&left), "{left}");
    }
}
