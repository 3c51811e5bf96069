//! PostgreSQL dies under a program that goes on running.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;

use crate::{
    campaign::Campaign,
    cluster::Cluster,
    dice::Dice,
    fleet::Fleet,
    harness::{Database, MINUTE, missing, within},
    setting,
    wholeness::is_whole,
};

#[tokio::test(flavor = "multi_thread")]
async fn when_postgresql_dies_and_comes_back_nothing_that_was_answered_is_lost() {
    let Some(mut cluster) = Cluster::start().await else {
        return missing("PostgreSQL's own programs");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut database = Database::in_folder(folder.path());
    database.url.clone_from(&cluster.url);
    let fleet = Arc::new(Fleet::found(folder, database).await);
    let (campaign, mut dice) = (Campaign::begin(&fleet).await, Dice(setting("SEED", 1) as u64));
    let deaths = setting("CYCLES", 12).div_ceil(6);
    for _ in 0..deaths {
        campaign.some_are_answered(&mut dice).await;
        cluster.dies();
        let away = || async { (!fleet.says_it_is_ready().await).then_some(()) };
        within(MINUTE, "the program to say that it is not ready", away).await;
        sleep(dice.within(Duration::from_millis(300))).await;
        cluster.comes_back().await;
        within(MINUTE, "the program to be ready", || async { fleet.says_it_is_ready().await.then_some(()) }).await;
        is_whole(&fleet).await;
    }
    let tally = campaign.end().await;
    println!("PostgreSQL died {deaths} times: {tally:?}");
}
