//! In whatever order the steps of a few operations come, what is promised holds.

use std::collections::BTreeSet;

use super::{
    asked::{Ask, Lifetimes, Outcome, Pair, Step, Token},
    explore::{Twins, Way, every_way},
    model::{INVALID, REUSED, World},
};

const GRACE: u32 = 10;

fn world(grace: u32) -> (World, Pair) {
    let times = Lifetimes { grace, access_token: 60, refresh_token: 10_080, session: 129_600, reauthentication: 60 };
    let mut world = World::new(times);
    let Outcome::SignedIn(pair) = world.run(Ask::LogIn) else { panic!("a login signs in") };
    (world, pair)
}

/// Checks every promise in every order, and tells how many there were.
fn explore(world: &World, asks: &[Ask], first: Step) -> usize {
    let mut ways = 0;
    every_way(world, asks, first, Twins::Alike, &mut |way| {
        ways += 1;
        let story = || format!("{asks:?}\n{way:#?}");
        assert!(no_session_comes_back(way), "{}", story());
        assert!(a_token_has_one_successor(asks, way), "{}", story());
        assert!(the_session_moves_on_as_often_as_there_are_new_tokens(way), "{}", story());
        assert!(the_session_is_ended_by_one_and_its_owner_is_told_once(way), "{}", story());
        assert!(who_hears_of_a_reuse_finds_the_session_ended(way), "{}", story());
        assert!(while_the_session_lives_somebody_has_its_current_token(way), "{}", story());
        assert!(a_spent_token_ends_the_session_once_the_grace_period_is_over(way), "{}", story());
    });
    ways
}

fn no_session_comes_back(way: &Way) -> bool {
    way.worlds.windows(2).all(|pair| !pair[0].sessions[0].ended || pair[1].sessions[0].ended)
}

fn a_token_has_one_successor(asks: &[Ask], way: &Way) -> bool {
    let mut successors: Vec<(Token, Token)> = Vec::new();
    for (ask, outcome) in asks.iter().zip(&way.outcomes) {
        if let (Ask::Refresh(shown), Outcome::SignedIn(pair)) = (ask, outcome) {
            successors.push((*shown, pair.refresh));
        }
    }
    let different = |one: &(Token, Token), other: &(Token, Token)| one.0 == other.0 && one.1 != other.1;
    !successors.iter().any(|one| successors.iter().any(|other| different(one, other)))
}

fn given(way: &Way) -> BTreeSet<usize> {
    let pairs = way.outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::SignedIn(pair) => Some(pair.refresh.number),
        _ => None,
    });
    pairs.collect()
}

fn the_session_moves_on_as_often_as_there_are_new_tokens(way: &Way) -> bool {
    let before = way.worlds[0].sessions[0].issued;
    let new = given(way).into_iter().filter(|number| *number >= before).count();
    way.world().sessions[0].issued == before + new
}

fn the_session_is_ended_by_one_and_its_owner_is_told_once(way: &Way) -> bool {
    let by_owner: usize =
        way.outcomes.iter().map(|outcome| if let Outcome::Ended(ended) = outcome { *ended } else { 0 }).sum();
    by_owner + way.world().mails == usize::from(way.world().sessions[0].ended)
}

fn who_hears_of_a_reuse_finds_the_session_ended(way: &Way) -> bool {
    !way.outcomes.contains(&REUSED) || way.world().sessions[0].ended
}

fn while_the_session_lives_somebody_has_its_current_token(way: &Way) -> bool {
    let last = way.world();
    let newest = given(way).into_iter().max().unwrap_or(way.worlds[0].sessions[0].issued - 1);
    !last.lives(0, last.now) || last.is_current(Token { session: 0, number: newest })
}

fn a_spent_token_ends_the_session_once_the_grace_period_is_over(way: &Way) -> bool {
    let mut later = way.world().clone();
    later.run(Ask::Wait(GRACE));
    let spent = Token { session: 0, number: 0 };
    let lived = later.lives(0, later.now);
    later.is_current(spent) || later.run(Ask::Refresh(spent)) == if lived { REUSED } else { INVALID }
}

#[test]
fn refreshes_at_once_within_the_grace_period_are_all_answered_and_the_session_lives() {
    let (world, pair) = world(GRACE);
    every_way(&world, &[Ask::Refresh(pair.refresh); 4], Step::Begin, Twins::Alike, &mut |way| {
        assert!(way.outcomes.iter().all(|outcome| matches!(outcome, Outcome::SignedIn(_))), "{way:#?}");
        assert!(way.world().lives(0, 0) && way.world().mails == 0, "{way:#?}");
    });
}

#[test]
fn of_refreshes_at_once_without_a_grace_period_one_is_answered_and_the_session_ends() {
    let (world, pair) = world(0);
    every_way(&world, &[Ask::Refresh(pair.refresh); 3], Step::Begin, Twins::Alike, &mut |way| {
        let signed_in = way.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
        assert!(signed_in == 1 && !way.world().lives(0, 0) && way.world().mails == 1, "{way:#?}");
    });
}

#[test]
fn three_refreshes_a_reissue_and_a_logout_keep_every_promise_in_every_order() {
    for grace in [GRACE, 0] {
        let (world, pair) = world(grace);
        let refresh = Ask::Refresh(pair.refresh);
        let ways = explore(&world, &[refresh, refresh, refresh, Ask::Reissue(pair), Ask::LogOut(pair)], Step::Begin);
        assert!(ways > 10_000, "{ways} ways are not all of them");
    }
}

#[test]
fn whoever_shows_an_older_token_meanwhile_every_promise_is_kept() {
    for grace in [GRACE, 0] {
        let (mut world, first) = world(grace);
        let Outcome::SignedIn(second) = world.run(Ask::Refresh(first.refresh)) else { panic!("it is the current one") };
        let (old, new) = (Ask::Refresh(first.refresh), Ask::Refresh(second.refresh));
        for asks in [
            [old, new, new, Ask::Reissue(second)],
            [old, old, new, Ask::LogOut(first)],
            [old, new, Ask::LogOutBy(first.refresh), Ask::LogOutBy(second.refresh)],
            [new, new, Ask::Reissue(first), Ask::Reissue(second)],
        ] {
            let ways = explore(&world, &asks, Step::Begin);
            assert!(ways > 100, "{ways} ways are not all of them");
        }
    }
}

/// Each reads the clock when it comes, and may be overtaken by those who come later.
#[test]
fn whatever_time_passes_meanwhile_every_promise_is_kept() {
    for grace in [GRACE, 0] {
        for pause in [1, GRACE, 60, 10_080] {
            let (mut world, first) = world(grace);
            let refresh = Ask::Refresh(first.refresh);
            let asks = [refresh, refresh, Ask::Wait(pause), Ask::LogOutBy(first.refresh)];
            assert!(explore(&world, &asks, Step::Arrive) > 100);
            world.run(refresh);
            assert!(explore(&world, &asks, Step::Arrive) > 100);
        }
    }
}
