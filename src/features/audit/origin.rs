use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::caller::Client;

/// Where something was done from, as roughly as it may be kept for long: enough to see that it was another country or
/// another browser, too little to find a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// An IPv4 /24 or an IPv6 /48; a mapped address counts as IPv4.
    pub network: Option<String>,
    /// The user agent in words, e.g. `Firefox on Linux`.
    pub device: Option<String>,
}

impl From<&Client> for Origin {
    fn from(client: &Client) -> Self {
        Self { network: client.address.map(network), device: client.device() }
    }
}

fn network(address: IpAddr) -> String {
    let address = address.to_canonical();
    let prefix = if address.is_ipv4() { 24 } else { 48 };
    IpNet::new_assert(address, prefix).trunc().to_string()
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn an_address_is_kept_as_the_network_of_many() {
        for (address, kept) in [
            ("203.0.113.7", "203.0.113.0/24"),
            ("::ffff:203.0.113.7", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            assert_eq!(network(address.parse().expect("the test wrote an address")), kept);
        }
    }
}
