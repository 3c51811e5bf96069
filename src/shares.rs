//! What is left of something bounded, shared out: nobody holds more of it than is left for others.
//!
//! One alone gets half, of two each gets a third, and so on: who takes all they can leaves room for the next one, and
//! nothing has to be set.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// How many places each one holds.
#[derive(Debug)]
pub(crate) struct Shares<K>(Arc<Mutex<HashMap<K, usize>>>);

impl<K> Clone for Shares<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K> Default for Shares<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash> Shares<K> {
    /// One place more for somebody, of whom `left` are free for others then; none when they hold more than that already.
    #[must_use]
    pub(crate) fn take(&self, who: K, left: usize) -> Option<Share<K>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = held.get(&who).copied().unwrap_or_default();
        if theirs > left {
            return None;
        }
        held.insert(who.clone(), theirs + 1);
        drop(held);
        Some(Share { of: self.clone(), who })
    }

    fn give_back(&self, who: &K) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = held.get_mut(who) {
            *theirs -= 1;
            if *theirs == 0 {
                held.remove(who);
            }
        }
    }
}

/// A place that somebody holds, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share<K: Clone + Eq + Hash> {
    of: Shares<K>,
    who: K,
}

impl<K: Clone + Eq + Hash> Drop for Share<K> {
    fn drop(&mut self) {
        self.of.give_back(&self.who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each in turn takes a place of so many, until nobody gets one; how many each has then.
    fn shared_out(places: usize, among: usize) -> Vec<usize> {
        let shares = Shares::default();
        let mut held: Vec<Vec<_>> = (0..among).map(|_| Vec::new()).collect();
        loop {
            let mut taken = false;
            for who in 0..among {
                let left = places - held.iter().map(Vec::len).sum::<usize>();
                let share = left.checked_sub(1).and_then(|left| shares.take(who, left));
                taken |= share.is_some();
                held[who].extend(share);
            }
            if !taken {
                return held.iter().map(Vec::len).collect();
            }
        }
    }

    #[test]
    fn one_alone_gets_half_and_of_two_each_a_third() {
        assert_eq!(shared_out(120, 1), [60]);
        assert_eq!(shared_out(120, 2), [40, 40]);
        assert_eq!(shared_out(120, 3), [30, 30, 30]);
        assert_eq!(shared_out(1, 2), [1, 0]);
    }

    #[test]
    fn who_takes_all_they_can_leaves_room_for_others() {
        let shares = Shares::default();
        let greedy: Vec<_> = (0..100).map_while(|held| shares.take("greedy", 99 - held)).collect();
        assert_eq!(greedy.len(), 50);
        let next: Vec<_> = (0..50).map_while(|held| shares.take("next", 49 - held)).collect();
        assert_eq!(next.len(), 25);
    }

    #[test]
    fn a_place_that_is_given_back_is_forgotten() {
        let shares = Shares::default();
        let place = shares.take("somebody", 0);
        assert!(place.is_some());
        assert!(shares.take("somebody", 0).is_none());
        drop(place);
        assert!(shares.0.lock().expect("nobody panicked").is_empty());
        assert!(shares.take("somebody", 0).is_some());
    }
}
