use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr};

/// Where the server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and a port; before it listens, port 0 stands for one that the system picks.
    Tcp(SocketAddr),
    /// The file of a unix socket; empty for an inherited one that has none.
    Unix(PathBuf),
}

const UNIX: &str = "unix:";

impl FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form =
            "an address and a port, e.g. `127.0.0.1:8000`, or a unix socket, e.g. `unix:/run/keyward/keyward.sock`";
        match text.strip_prefix(UNIX) {
            Some("") => Err(form),
            Some(path) => Ok(Self::Unix(path.into())),
            None => text.parse().map(Self::Tcp).map_err(|_| form),
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}
