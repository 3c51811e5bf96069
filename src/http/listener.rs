//! What the server listens on.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::{
        fs::{FileTypeExt as _, PermissionsExt as _},
        net::UnixListener as StdUnixListener,
    },
    path::{Path, PathBuf},
};

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_util::either::Either;

use super::Peer;
use crate::config::Listen;

/// For a unix socket's owner and group: the proxy's user belongs to the group.
const MODE: u32 = 0o660;

/// A socket that takes connections.
#[derive(Debug)]
pub struct Listener {
    // Dropped first: once nobody answers on the file any more, it may be another server's.
    _file: Option<SocketFile>,
    socket: Socket,
}

#[derive(Debug)]
enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// One connection.
pub(super) type Stream = Either<TcpStream, UnixStream>;

impl Listener {
    /// Listens there. A unix socket's file is removed when this is dropped; one that a killed server left is replaced.
    ///
    /// # Errors
    /// When somebody else listens there, or the system refuses.
    pub async fn bind(listen: &Listen) -> io::Result<Self> {
        match listen {
            Listen::Tcp(address) => Ok(TcpListener::bind(address).await?.into()),
            Listen::Unix(path) => {
                remove_stale(path).await?;
                let socket = Socket::Unix(UnixListener::bind(path)?);
                let file = SocketFile(path.clone());
                fs::set_permissions(path, Permissions::from_mode(MODE))?;
                Ok(Self { _file: Some(file), socket })
            }
        }
    }

    /// Where it listens, with the port that the system picked.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<Listen> {
        match &self.socket {
            Socket::Tcp(socket) => socket.local_addr().map(Listen::Tcp),
            Socket::Unix(socket) => {
                let address = socket.local_addr()?;
                Ok(Listen::Unix(address.as_pathname().unwrap_or(Path::new("")).to_owned()))
            }
        }
    }

    pub(super) async fn accept(&self) -> io::Result<(Stream, Peer)> {
        match &self.socket {
            Socket::Tcp(socket) => {
                let (stream, peer) = socket.accept().await?;
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY is not to be had");
                }
                Ok((Either::Left(stream), Peer::Tcp(peer)))
            }
            Socket::Unix(socket) => Ok((Either::Right(socket.accept().await?.0), Peer::Unix)),
        }
    }
}

impl From<TcpListener> for Listener {
    fn from(socket: TcpListener) -> Self {
        Self { _file: None, socket: Socket::Tcp(socket) }
    }
}

/// A socket that somebody else made, and whose file is theirs to remove.
impl TryFrom<std::net::TcpListener> for Listener {
    type Error = io::Error;

    fn try_from(socket: std::net::TcpListener) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        TcpListener::from_std(socket).map(Self::from)
    }
}

/// The same for a unix socket.
impl TryFrom<StdUnixListener> for Listener {
    type Error = io::Error;

    fn try_from(socket: StdUnixListener) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self { _file: None, socket: Socket::Unix(UnixListener::from_std(socket)?) })
    }
}

/// Removes a socket's file that nobody answers on.
async fn remove_stale(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    if !found.file_type().is_socket() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the file is there and is no socket"));
    }
    match UnixStream::connect(path).await {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
        Ok(_) => Err(io::Error::new(io::ErrorKind::AddrInUse, "somebody answers there")),
        Err(error) => Err(error),
    }
}

/// The file of a socket that this process made.
#[derive(Debug)]
struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::debug!(%error, "the socket's file is not removed");
        }
    }
}
