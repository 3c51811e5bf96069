//! What is left on a disk when the power fails: everything that was synced, and of the rest whatever chance has it.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{dice::Dice, trace::Event};

/// What disks write as one.
const SECTOR: usize = 512;

#[derive(Default)]
pub(crate) struct Disk {
    files: BTreeMap<String, File>,
}

#[derive(Default)]
struct File {
    /// What is there for good.
    synced: Vec<u8>,
    /// What was written since.
    pending: Vec<Event>,
}

impl Disk {
    pub(crate) fn takes(&mut self, event: &Event) {
        match event {
            Event::Wrote { file, .. } | Event::Resized { file, .. } => {
                self.files.entry(file.clone()).or_default().pending.push(event.clone());
            }
            Event::Synced { file } => {
                if let Some(File { synced, pending }) = self.files.get_mut(file) {
                    pending.drain(..).for_each(|event| apply(synced, &event, usize::MAX));
                }
            }
            Event::Removed { file } => drop(self.files.remove(file)),
            Event::Answered => {}
        }
    }

    /// What a start after the power has come back finds. Of what was not synced, some calls had their effect, some had
    /// none, and some had a part of it, in any order.
    pub(crate) fn after_a_power_cut(&self, dice: &mut Dice, folder: &Path) {
        for (name, File { synced, pending }) in &self.files {
            let mut left = synced.clone();
            for event in pending {
                match dice.below(8) {
                    0..3 => {}
                    3..7 => apply(&mut left, event, usize::MAX),
                    _ => apply(&mut left, event, usize::try_from(dice.below(9)).expect("a few") * SECTOR),
                }
            }
            fs::write(folder.join(name), left).expect("a file");
        }
    }
}

/// As much of a write as this; a length is one thing.
fn apply(file: &mut Vec<u8>, event: &Event, most: usize) {
    match event {
        Event::Wrote { at, bytes, .. } => {
            let bytes = &bytes[..bytes.len().min(most)];
            let end = at + bytes.len();
            if !bytes.is_empty() {
                file.resize(file.len().max(end), 0);
                file[*at..end].copy_from_slice(bytes);
            }
        }
        Event::Resized { length, .. } => file.resize(*length, 0),
        _ => {}
    }
}
