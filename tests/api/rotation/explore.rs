use super::{
    asked::{Ask, Outcome, Progress, Step},
    model::World,
};

/// One order in which the steps of some operations came, and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// Whose step was the next, each time.
    pub(super) order: Vec<usize>,
    /// At first, and after each of them.
    pub(super) worlds: Vec<World>,
    pub(super) outcomes: Vec<Outcome>,
}

impl Way {
    /// How the world is in the end.
    pub(super) fn world(&self) -> &World {
        self.worlds.last().expect("there is one at first")
    }
}

/// Who is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twins {
    ToldApart,
    /// Of those who ask for the same, the first begins first: the other orders would be the same once more.
    Alike,
}

/// What somebody asked for, and how far it has got.
#[derive(Clone, Copy, Debug)]
struct Actor {
    ask: Ask,
    progress: Progress,
    has_begun: bool,
    /// What the clock said when it came.
    now: u32,
}

impl Actor {
    fn outcome(&self) -> Option<Outcome> {
        match self.progress {
            Progress::Done(outcome) => Some(outcome),
            Progress::Next(_) => None,
        }
    }
}

/// Shows every order in which the steps of these operations may come, each from its first one on.
pub(super) fn every_way(world: &World, asks: &[Ask], first: Step, twins: Twins, visit: &mut dyn FnMut(&Way)) {
    let waiting = |&ask: &Ask| Actor { ask, progress: Progress::Next(first), has_begun: false, now: world.now };
    let mut so_far = Way { order: vec![], worlds: vec![world.clone()], outcomes: vec![] };
    go_on(&asks.iter().map(waiting).collect::<Vec<_>>(), &mut so_far, twins, visit);
}

fn go_on(actors: &[Actor], so_far: &mut Way, twins: Twins, visit: &mut dyn FnMut(&Way)) {
    if let Some(outcomes) = actors.iter().map(Actor::outcome).collect() {
        so_far.outcomes = outcomes;
        return visit(so_far);
    }
    for (index, actor) in actors.iter().enumerate() {
        let Progress::Next(step) = actor.progress else { continue };
        let is_twin = |other: &Actor| other.ask == actor.ask && !other.has_begun;
        if twins == Twins::Alike && !actor.has_begun && actors[..index].iter().any(is_twin) {
            continue;
        }
        let mut world = so_far.world().clone();
        let now = if actor.has_begun { actor.now } else { world.now };
        let mut actors = actors.to_vec();
        actors[index] = Actor { progress: world.step(actor.ask, step, now), has_begun: true, now, ..*actor };
        so_far.order.push(index);
        so_far.worlds.push(world);
        go_on(&actors, so_far, twins, visit);
        so_far.order.pop();
        so_far.worlds.pop();
    }
}
