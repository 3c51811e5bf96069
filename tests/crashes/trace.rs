//! What a program asked of its files and sockets, call by call, as `strace` saw it.

use std::{collections::HashMap, fs, path::Path};

/// What `strace` is to note: with every byte in hexadecimal, and the paths of descriptors.
pub(crate) const STRACE: [&str; 7] = [
    "-f",
    "-y",
    "-xx",
    "--string-limit=20000",
    "--signal=none",
    "-e",
    "trace=pwrite64,writev,write,sendto,fdatasync,fsync,ftruncate,unlink",
];

/// One call that matters, once it was done.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Wrote {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Resized {
        file: String,
        length: usize,
    },
    Synced {
        file: String,
    },
    Removed {
        file: String,
    },
    /// The first bytes of an answer went to a client.
    Answered,
}

/// The events in their order, of a log that is complete.
pub(crate) fn read(log: &Path) -> Vec<Event> {
    let text = fs::read_to_string(log).expect("what strace saw");
    let mut begun: HashMap<&str, String> = HashMap::new();
    let mut events = Vec::new();
    for line in text.lines() {
        let (thread, call) = line.split_once(' ').expect("a thread and its call");
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix("<unfinished ...>") {
            // A client may have the answer, and ask on, before the call has come back: it counts as soon as it began.
            if answers(start) {
                events.push(Event::Answered);
            } else {
                begun.insert(thread, start.to_owned());
            }
            continue;
        }
        let resumed = call.strip_prefix("<... ").and_then(|call| call.split_once(" resumed>"));
        let whole = match resumed {
            Some((_, end)) => match begun.remove(thread) {
                Some(start) => start + end,
                None => continue,
            },
            None => call.to_owned(),
        };
        events.extend(event(&whole));
    }
    events
}

/// The thread that began it all: the program's own process.
pub(crate) fn first_thread(log: &Path) -> String {
    let text = fs::read_to_string(log).expect("what strace saw");
    text.split_whitespace().next().expect("a thread").to_owned()
}

fn event(call: &str) -> Option<Event> {
    let (name, rest) = call.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let arguments = arguments.trim_end().strip_suffix(')')?.trim_end();
    if result.starts_with('-') || result.starts_with('?') {
        return None;
    }
    let quoted: Vec<&str> = arguments.split('"').collect();
    let file = || arguments.split_once('<').and_then(|(_, path)| path.split_once('>')).map(|(path, _)| name_of(path));
    match name {
        "pwrite64" => {
            let mut numbers = quoted.get(2)?.rsplit(", ");
            let at = numbers.next().and_then(|at| at.parse().ok()).expect("where it was written to");
            let written: usize = result.split(' ').next()?.parse().ok()?;
            let bytes = unescaped(quoted.get(1)?);
            assert!(written <= bytes.len(), "all that was written was noted");
            Some(Event::Wrote { file: file()?, at, bytes: bytes[..written].to_vec() })
        }
        "ftruncate" => Some(Event::Resized { file: file()?, length: arguments.rsplit(", ").next()?.parse().ok()? }),
        "fdatasync" | "fsync" => Some(Event::Synced { file: file()? }),
        "unlink" => Some(Event::Removed { file: name_of(quoted.get(1)?) }),
        _ => answers(call).then_some(Event::Answered),
    }
}

fn answers(call: &str) -> bool {
    let sends = ["write(", "writev(", "sendto("].iter().any(|name| call.starts_with(name));
    sends && call.split('"').nth(1).is_some_and(|sent| unescaped(sent).starts_with(b"HTTP/1.1 "))
}

/// The last part of a path.
fn name_of(escaped: &str) -> String {
    let path = String::from_utf8(unescaped(escaped)).expect("a path in UTF-8");
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn unescaped(text: &str) -> Vec<u8> {
    let digits = text.split("\\x").filter(|digits| !digits.is_empty());
    digits.filter_map(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok()).collect()
}
