use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU16, Ordering},
};

/// A port that nobody takes while what listens there is stopped: below those that the system hands out by itself, to
/// listeners that ask for any, and to every connection.
pub(crate) fn lasting_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = 15_000 + u16::try_from(process::id() % 100).expect("below 100") * 100;
    loop {
        let port = own + NEXT.fetch_add(1, Ordering::Relaxed) % 100;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
