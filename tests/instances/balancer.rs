//! A load balancer for TCP, as simple as they come: the next instance that is ready gets the connection. It tries
//! another one only where no byte was sent, as the connection was refused.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::asking::client;

const LOOK_EVERY: Duration = Duration::from_millis(250);

pub(crate) struct Balancer {
    next: AtomicUsize,
    instances: Vec<(SocketAddr, AtomicBool)>,
}

impl Balancer {
    /// Passes on what comes to this listener, as long as the test runs.
    pub(crate) fn start(listener: TcpListener, instances: &[SocketAddr]) {
        let instances = instances.iter().map(|address| (*address, AtomicBool::new(true))).collect();
        let balancer = Arc::new(Self { next: AtomicUsize::new(0), instances });
        tokio::spawn(Arc::clone(&balancer).look());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&balancer).pass_on(client));
            }
        });
    }

    /// Asks every instance again and again whether it is ready.
    async fn look(self: Arc<Self>) {
        let http = client().timeout(Duration::from_secs(3)).build().expect("a client");
        loop {
            for (address, ready) in &self.instances {
                let answer = http.get(format!("http://{address}/health/ready")).send().await;
                ready.store(answer.is_ok_and(|answer| answer.status().is_success()), Relaxed);
            }
            sleep(LOOK_EVERY).await;
        }
    }

    async fn pass_on(self: Arc<Self>, mut client: TcpStream) {
        if let Some(mut instance) = self.connect().await {
            // Whichever side ended it: the client sees that.
            copy_bidirectional(&mut client, &mut instance).await.ok();
        }
    }

    /// To one that is ready; where none is, to any.
    async fn connect(&self) -> Option<TcpStream> {
        let first = self.next.fetch_add(1, Relaxed);
        let count = self.instances.len();
        let in_turn = || (0..count).map(|step| &self.instances[(first + step) % count]);
        let ready = in_turn().filter(|(_, ready)| ready.load(Relaxed));
        for (address, _) in ready.chain(in_turn()) {
            if let Ok(instance) = TcpStream::connect(address).await {
                return Some(instance);
            }
        }
        None
    }
}
