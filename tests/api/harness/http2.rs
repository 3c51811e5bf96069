use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// An HTTP/2 client (RFC 9113) that sends whatever frames it is told to.
pub(crate) struct Http2 {
    stream: TcpStream,
    /// What the server takes on the connection as a whole.
    window: u32,
}

/// A frame as it arrived.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) stream: u32,
    pub(crate) payload: Vec<u8>,
}

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
pub(crate) const CONTINUATION: u8 = 9;

pub(crate) const END_STREAM: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;

/// The error codes that frames end with.
pub(crate) const CANCEL: [u8; 4] = [0, 0, 0, 8];

/// `:method: POST`, `:scheme: http`, and the rest spelled out: no table is used.
pub(crate) fn post(path: &str) -> Vec<u8> {
    let mut block = vec![0x83, 0x86];
    literal(&mut block, 0x04, path);
    literal(&mut block, 0x01, "localhost");
    // `content-type` has the number 31, which is 15 and 16 more.
    block.push(0x0f);
    literal(&mut block, 0x10, "application/json");
    block
}

/// `:method: GET`.
pub(crate) fn get(path: &str) -> Vec<u8> {
    let mut block = vec![0x82, 0x86];
    literal(&mut block, 0x04, path);
    literal(&mut block, 0x01, "localhost");
    block
}

fn literal(block: &mut Vec<u8>, name: u8, value: &str) {
    let length = u8::try_from(value.len()).ok().filter(|length| *length < 127);
    block.extend([name, length.expect("a short value")]);
    block.extend(value.as_bytes());
}

impl Http2 {
    /// Says hello, with settings: their numbers and values.
    pub(crate) async fn connect(address: SocketAddr, settings: &[(u16, u32)]) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server takes a connection");
        let mut client = Self { stream, window: 65_535 };
        let mut payload = Vec::new();
        for (number, value) in settings {
            payload.extend(number.to_be_bytes());
            payload.extend(value.to_be_bytes());
        }
        let mut hello = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        hello.extend(frame(SETTINGS, 0, 0, &payload));
        client.send(&hello).await;
        client
    }

    /// Sends what it can: the server may have hung up. Says whether it could.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Sends a frame with data once the server takes as much; says whether it does, which it does not where it answers.
    pub(crate) async fn send_within_window(&mut self, data: &[u8]) -> bool {
        let length = u32::try_from(data.len()).expect("a frame is small");
        while self.window < length {
            match self.next().await {
                Some(Frame { kind: WINDOW_UPDATE, stream: 0, payload }) => {
                    self.window += u32::from_be_bytes(payload.try_into().expect("four bytes"));
                }
                Some(Frame { kind: GOAWAY | DATA, .. }) | None => return false,
                Some(_) => {}
            }
        }
        self.window -= length;
        self.send(data).await
    }

    /// The next frame; none when the server has hung up.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        self.stream.read_exact(&mut payload).await.ok()?;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]) & (u32::MAX >> 1);
        Some(Frame { kind: head[3], stream, payload })
    }

    /// Sends a request; answers with the first piece of its answer's body.
    pub(crate) async fn answer(&mut self, request: &[u8]) -> String {
        self.send(request).await;
        loop {
            let frame = self.next().await.expect("an answer");
            if frame.kind == DATA {
                return String::from_utf8_lossy(&frame.payload).into_owned();
            }
        }
    }

    /// Sends and receives at once until the server hangs up or all is sent; answers with the error code of its goodbye.
    pub(crate) async fn until_goodbye(self, bytes: &[u8]) -> Option<u32> {
        let (read, mut write) = self.stream.into_split();
        let sending = async {
            let sent = write.write_all(bytes).await;
            // The other side's end is waited for, not one's own.
            if sent.is_ok() {
                std::future::pending::<()>().await;
            }
        };
        let receiving = goodbye(read);
        tokio::pin!(sending, receiving);
        tokio::select! {
            code = &mut receiving => code,
            () = sending => receiving.await,
        }
    }
}

async fn goodbye(mut read: impl AsyncReadExt + Unpin) -> Option<u32> {
    let mut code = None;
    let mut received = Vec::new();
    // A reset connection has ended as well.
    while read.read_buf(&mut received).await.is_ok_and(|length| length > 0) {
        while received.len() >= 9 {
            let length = u32::from_be_bytes([0, received[0], received[1], received[2]]) as usize;
            if received.len() < 9 + length {
                break;
            }
            let whole: Vec<u8> = received.drain(..9 + length).collect();
            if whole[3] == GOAWAY {
                code = Some(u32::from_be_bytes([whole[13], whole[14], whole[15], whole[16]]));
            }
        }
    }
    code
}

pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a frame is small");
    let mut bytes = length.to_be_bytes()[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}
