//! Places, so many in all, that are shared out: nobody holds more of them than are left for others.
//!
//! One alone gets half, of two each gets a third, and so on: who takes all they can leaves room for the next one, and
//! nothing has to be set.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// All of them. A clone has the same ones.
#[derive(Clone, Debug)]
pub(crate) struct Places<K> {
    free: Arc<Semaphore>,
    held: Held<K>,
}

/// How many each one holds.
type Held<K> = Arc<Mutex<HashMap<K, usize>>>;

/// A place that is nobody's yet.
pub(crate) type Free = OwnedSemaphorePermit;

/// A place that somebody holds, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place<K: Eq + Hash> {
    _free: Free,
    _share: Option<Share<K>>,
}

#[derive(Debug)]
struct Share<K: Eq + Hash> {
    of: Held<K>,
    who: K,
}

impl<K: Clone + Eq + Hash> Places<K> {
    pub(crate) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), held: Held::default() }
    }

    /// How many nobody holds.
    pub(crate) fn left(&self) -> usize {
        self.free.available_permits()
    }

    /// The next place that is free.
    pub(crate) async fn wait(&self) -> Free {
        Arc::clone(&self.free).acquire_owned().await.expect("the semaphore is never closed")
    }

    /// A place for somebody, if one is free and they may have it, see [`Self::give`].
    pub(crate) fn take(&self, who: Option<K>) -> Option<Place<K>> {
        let free = Arc::clone(&self.free).try_acquire_owned().ok()?;
        self.give(free, who)
    }

    /// Gives a free place to somebody, unless they hold more than are left for others then. None stands for many, and has
    /// no share.
    pub(crate) fn give(&self, free: Free, who: Option<K>) -> Option<Place<K>> {
        let share = match who {
            Some(who) => Some(self.share(who)?),
            None => None,
        };
        Some(Place { _free: free, _share: share })
    }

    fn share(&self, who: K) -> Option<Share<K>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = held.get(&who).copied().unwrap_or_default();
        if theirs > self.left() {
            return None;
        }
        held.insert(who.clone(), theirs + 1);
        drop(held);
        Some(Share { of: Arc::clone(&self.held), who })
    }
}

impl<K: Eq + Hash> Drop for Share<K> {
    fn drop(&mut self) {
        let mut held = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = held.get_mut(&self.who) {
            *theirs -= 1;
            if *theirs == 0 {
                held.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter::from_fn;

    use super::*;

    /// Each in turn takes a place of so many, until nobody gets one; how many each has then.
    fn shared_out(most: usize, among: usize) -> Vec<usize> {
        let places = Places::new(most);
        let mut held: Vec<Vec<_>> = (0..among).map(|_| Vec::new()).collect();
        loop {
            let before = places.left();
            for (who, theirs) in held.iter_mut().enumerate() {
                theirs.extend(places.take(Some(who)));
            }
            if places.left() == before {
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
        let places = Places::new(100);
        let greedy: Vec<_> = from_fn(|| places.take(Some("greedy"))).collect();
        assert_eq!(greedy.len(), 50);
        let next: Vec<_> = from_fn(|| places.take(Some("next"))).collect();
        assert_eq!(next.len(), 25);
    }

    #[test]
    fn who_stands_for_many_takes_all() {
        let places = Places::<&str>::new(100);
        let all: Vec<_> = from_fn(|| places.take(None)).collect();
        assert_eq!((all.len(), places.left()), (100, 0));
    }

    #[test]
    fn a_place_that_is_given_back_is_forgotten() {
        let places = Places::new(1);
        let place = places.take(Some("somebody"));
        assert!(place.is_some());
        assert!(places.take(Some("somebody")).is_none());
        drop(place);
        assert!(places.held.lock().expect("nobody panicked").is_empty());
        assert!(places.take(Some("somebody")).is_some());
    }

    #[tokio::test]
    async fn a_free_place_that_somebody_may_not_have_is_free_again() {
        let places = Places::new(3);
        let theirs: Vec<_> = from_fn(|| places.take(Some("greedy"))).collect();
        assert_eq!((theirs.len(), places.left()), (2, 1));
        assert!(places.give(places.wait().await, Some("greedy")).is_none());
        assert!(places.give(places.wait().await, Some("next")).is_some());
    }
}
