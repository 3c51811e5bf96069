use std::{
    env,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    ops::Deref,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use super::{Api, MINUTE, api::NOWHERE};

/// The program itself, in a process of its own.
pub(crate) struct Binary {
    process: Child,
    api: Api,
    said: Arc<Mutex<Vec<String>>>,
}

impl Binary {
    /// The program, with nothing in its environment but where its coverage is counted, if it is.
    pub(crate) fn command() -> Command {
        const COVERAGE: &str = "LLVM_PROFILE_FILE";
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyward"));
        command.env_clear().envs(env::var_os(COVERAGE).map(|file| (COVERAGE, file)));
        command
    }

    /// Starts it in a folder, with nothing but these settings in its environment, and waits until it listens.
    pub(crate) fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        Self::start_among(folder, settings, &[])
    }

    /// The same, with variables beside its own settings.
    pub(crate) fn start_among(folder: &Path, settings: &[(&str, &str)], variables: &[(&str, &str)]) -> Self {
        let set = settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), *value));
        Self::run(Self::command().current_dir(folder).envs(set).envs(variables.iter().copied()).stdin(Stdio::null()))
    }

    /// The same by a command that somebody else has prepared.
    pub(crate) fn run(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program starts");
        let (lines, says) = channel();
        forward(process.stdout.take().expect("its output"), lines.clone());
        forward(process.stderr.take().expect("its log"), lines);
        let said = Arc::<Mutex<Vec<String>>>::default();
        let mut binary = Self { process, api: Api::new(String::new(), NOWHERE), said: Arc::clone(&said) };
        binary.api = where_it_listens(&says, &said);
        thread::spawn(move || says.iter().for_each(|line| lock(&said).push(line)));
        binary
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Every line that it wrote so far.
    pub(crate) fn said(&self) -> Vec<String> {
        lock(&self.said).clone()
    }

    /// As when the power fails.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it was running");
        self.process.wait().expect("it ends");
    }

    /// As a service manager asks it to stop; answers with its exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.id().to_string();
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

fn lock(lines: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    lines.lock().expect("nobody panicked while holding it")
}

/// The first address that the log names is the one that is listened on.
fn where_it_listens(says: &Receiver<String>, said: &Mutex<Vec<String>>) -> Api {
    while let Ok(line) = says.recv_timeout(MINUTE) {
        lock(said).push(line.clone());
        if let Some(path) = socket_in(&line) {
            return Api::by_unix_socket("http://localhost".to_owned(), path);
        }
        if let Some(address) = address_in(&line) {
            return Api::new(format!("http://localhost:{}", address.port()), address);
        }
    }
    panic!("an address in the log, not {:#?}", lock(said));
}

/// The unix socket that a log line names.
fn socket_in(line: &str) -> Option<&Path> {
    line.split_once("unix:")?.1.split([' ', ',']).next().map(Path::new)
}

/// The loopback address that a log line names.
fn address_in(line: &str) -> Option<SocketAddr> {
    let start = ["127.0.0.1:", "localhost:"].iter().find_map(|host| line.find(host).map(|at| at + host.len()))?;
    let port: String = line[start..].chars().take_while(char::is_ascii_digit).collect();
    let port = port.parse().ok().filter(|port| *port != 0)?;
    Some(SocketAddr::from(([127, 0, 0, 1], port)))
}
