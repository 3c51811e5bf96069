use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::{Level, subscriber::DefaultGuard};

/// What is logged on a test's thread, on which its servers run, too.
pub(crate) struct Log {
    written: Written,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn listen() -> Self {
        let written = Written::default();
        let writer = written.clone();
        let lines = tracing_subscriber::fmt().with_ansi(false).with_max_level(Level::INFO);
        let subscriber = lines.with_writer(move || writer.clone()).finish();
        Self { written, _listening: tracing::subscriber::set_default(subscriber) }
    }

    /// How many lines have these words in them.
    pub(crate) fn says(&self, words: &str) -> usize {
        self.lines(words).len()
    }

    /// The lines that have these words in them.
    pub(crate) fn lines(&self, words: &str) -> Vec<String> {
        let written = self.written.0.lock().expect("nobody panicked while holding it");
        String::from_utf8_lossy(&written).lines().filter(|line| line.contains(words)).map(str::to_owned).collect()
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked while holding it").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
