use std::{
    env,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    ops::Deref,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use super::{Api, MINUTE};

/// The program itself, in a process of its own.
pub(crate) struct Binary {
    process: Child,
    api: Api,
}

impl Binary {
    /// The program, with nothing in its environment but where its coverage is counted, if it is.
    pub(crate) fn command() -> Command {
        const COVERAGE: &str = "LLVM_PROFILE_FILE";
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyward"));
        command.env_clear().envs(env::var_os(COVERAGE).map(|file| (COVERAGE, file)));
        command
    }

    /// Starts it in a folder, with nothing but these settings in its environment, and waits for its address.
    pub(crate) fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let mut process = Self::command()
            .current_dir(folder)
            .envs(settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), *value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (lines, said) = channel();
        forward(process.stdout.take().expect("its output"), lines.clone());
        forward(process.stderr.take().expect("its log"), lines);
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut binary = Self { process, api: Api::new(String::new(), nowhere) };
        let address = first_address(&said);
        thread::spawn(move || said.iter().for_each(drop));
        binary.api = Api::new(format!("http://localhost:{}", address.port()), address);
        binary
    }

    /// As when the power fails.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it was running");
        self.process.wait().expect("it ends");
    }

    /// As a service manager asks it to stop; answers with its exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("`kill` is there");
        assert!(sent.success(), "it was running");
        self.process.wait().expect("it ends").code()
    }
}

impl Deref for Binary {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn forward(from: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            lines.send(line).ok();
        }
    });
}

/// The first address that the log names: the one that is listened on.
fn first_address(said: &Receiver<String>) -> SocketAddr {
    let mut log = Vec::new();
    while let Ok(line) = said.recv_timeout(MINUTE) {
        if let Some(address) = address_in(&line) {
            return address;
        }
        log.push(line);
    }
    panic!("an address in the log, not {log:#?}");
}

/// The loopback address that a log line names.
fn address_in(line: &str) -> Option<SocketAddr> {
    let start = ["127.0.0.1:", "localhost:"].iter().find_map(|host| line.find(host).map(|at| at + host.len()))?;
    let port: String = line[start..].chars().take_while(char::is_ascii_digit).collect();
    let port = port.parse().ok().filter(|port| *port != 0)?;
    Some(SocketAddr::from(([127, 0, 0, 1], port)))
}
