use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

/// The other end of a connection. A request has it as `ConnectInfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Another machine, or a process on this one.
    Tcp(SocketAddr),
    /// A process on this machine that may write to the socket's file: mostly a proxy.
    Unix,
}

impl Peer {
    /// Its address, if it has one. Mapped IPv4 addresses (RFC 4291 §2.5.5.2) come out as IPv4.
    #[must_use]
    pub fn address(self) -> Option<IpAddr> {
        match self {
            Self::Tcp(socket) => Some(socket.ip().to_canonical()),
            Self::Unix => None,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(socket) => socket.fmt(f),
            Self::Unix => f.write_str("unix"),
        }
    }
}
