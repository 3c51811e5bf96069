use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;

use super::forms::items;

/// The proxies whose `X-Forwarded-For` is believed; by default none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    /// Those with an address in one of these.
    pub networks: Vec<IpNet>,
    /// Those at the other end of a unix socket, which have no address.
    pub unix: bool,
}

impl FromStr for TrustedProxies {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = "networks, addresses or `unix`, with commas between, e.g. `10.0.0.0/8,::1`";
        let mut trusted = Self::default();
        for item in items(text) {
            match item {
                "unix" => trusted.unix = true,
                item => trusted.networks.push(network(item).ok_or(form)?),
            }
        }
        Ok(trusted)
    }
}

fn network(text: &str) -> Option<IpNet> {
    let network: IpNet = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok()?;
    Some(network.trunc())
}
