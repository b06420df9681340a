//! Where a request comes from: the other end of the connection, or what the proxy
//! in front says.

use std::net::IpAddr;

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// The address that asked. `forwarded` is each `X-Forwarded-For` in order, none where
/// no proxy is trusted. Its last address is the one that the proxy saw; what stands
/// before was written by whoever asked.
pub fn origin<'a>(peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
    let last = forwarded.rev().flat_map(|text| text.rsplit(',')).next();
    // What cannot be read was not written by a proxy that works.
    let seen = last.and_then(|text| text.trim().parse::<IpAddr>().ok());
    seen.unwrap_or(peer).to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_a_proxy_hands_on_the_last_address_is_its_own_word() {
        let from = |forwarded: &[&str]| {
            origin("10.1.2.3".parse().unwrap(), forwarded.iter().copied()).to_string()
        };
        assert_eq!(from(&[]), "10.1.2.3", "it said nothing");
        assert_eq!(from(&["192.0.2.1"]), "192.0.2.1");
        assert_eq!(from(&["198.51.100.9, 192.0.2.1"]), "192.0.2.1", "the first is a claim");
        assert_eq!(from(&["198.51.100.9", " 192.0.2.1 "]), "192.0.2.1");
        assert_eq!(from(&["2001:db8::7"]), "2001:db8::7");
        assert_eq!(from(&["::ffff:192.0.2.1"]), "192.0.2.1");
        for odd in ["unknown", "", "192.0.2.1:80", "192.0.2.1, x"] {
            assert_eq!(from(&[odd]), "10.1.2.3", "{odd:?}");
        }
    }
}
