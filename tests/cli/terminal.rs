//! What is asked at a terminal. `script` (util-linux) plays one.

use std::{
    io::{Read, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use crate::{harness::PASSWORD, place::Place};

/// Somebody at a terminal: reads, types, reads on.
struct Typist {
    process: Child,
    keyboard: ChildStdin,
    screen: Receiver<String>,
    seen: String,
}

impl Typist {
    fn runs(place: &Place, words: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_keyward");
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &format!("{program} {words}"), "/dev/null"]);
        let ours = place.command();
        script.current_dir(ours.get_current_dir().expect("the server's folder"));
        script.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
        script.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = script.spawn().expect("`script` is there");
        let keyboard = process.stdin.take().expect("its input");
        let mut output = process.stdout.take().expect("its output");
        let (shown, screen) = channel();
        thread::spawn(move || {
            let mut some = [0; 256];
            while let Ok(length @ 1..) = output.read(&mut some) {
                shown.send(String::from_utf8_lossy(&some[..length]).into_owned()).ok();
            }
        });
        Self { process, keyboard, screen, seen: String::new() }
    }

    /// Waits for these words on the screen.
    #[track_caller]
    fn sees(mut self, words: &str) -> Self {
        while !self.seen.contains(words) {
            match self.screen.recv_timeout(Duration::from_secs(20)) {
                Ok(some) => self.seen.push_str(&some),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{words:?} on the screen, not {:?}", self.seen)
                }
            }
        }
        self
    }

    fn types(mut self, line: &str) -> Self {
        // The program hides what is typed only after it has asked.
        thread::sleep(Duration::from_millis(100));
        self.keyboard.write_all(format!("{line}\r").as_bytes()).expect("the terminal takes it");
        self
    }

    /// Waits for the end; answers with the exit code and with everything that stood on the screen.
    fn ends(mut self) -> (Option<i32>, String) {
        let code = self.process.wait().expect("it ends").code();
        self.seen.extend(self.screen.iter());
        (code, self.seen)
    }
}

#[tokio::test]
async fn a_password_is_asked_for_twice_and_never_shown() {
    let place = Place::new().await;
    let typist = Typist::runs(&place, "user create ada@example.org --verified");
    let typist = typist.sees("New password for ada@example.org: ").types(PASSWORD);
    let (code, screen) = typist.sees("The same again: ").types(PASSWORD).sees("Created ada@example.org").ends();
    assert_eq!(code, Some(0), "{screen}");
    assert!(!screen.contains("harbour"), "{screen}");
    place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn two_passwords_that_differ_do_nothing() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let typist = Typist::runs(&place, "user set-password ada@example.org");
    let typist = typist.sees("New password for ada@example.org: ").types("a much longer phrase");
    let (code, screen) = typist.sees("The same again: ").types("a much linger phrase").ends();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("the two passwords differ"), "{screen}");
    place.server.me().by(&ada).await.succeeds();
}

#[tokio::test]
async fn deleting_asks_first_and_takes_only_yes_for_yes() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let asked = || Typist::runs(&place, "user delete ada@example.org").sees("Delete ada@example.org").sees("[y/N] ");
    for answer in ["", "n", "yesterday"] {
        let (code, screen) = asked().types(answer).ends();
        assert_eq!(code, Some(1), "{screen}");
        assert!(screen.contains("nothing was deleted"), "{screen}");
    }
    place.server.me().by(&ada).await.succeeds();

    let (code, screen) = asked().types("y").sees("Deleted ada@example.org.").ends();
    assert_eq!(code, Some(0), "{screen}");
    place.server.me().by(&ada).await.is_unauthorized("REVOKED");
}
