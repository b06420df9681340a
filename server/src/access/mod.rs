//! Who may do what, how they are known and how much they may ask for, what is
//! written down of it, and what needs a second person.

pub mod address;
pub mod four_eyes;
pub mod guard;
pub mod limits;
pub mod log;
pub mod openid;
pub mod roles;
pub mod sessions;
pub mod tokens;

use std::io;
use std::path::PathBuf;

use guard::Guard;
use limits::Limits;
use log::recorder::Recorder;
use openid::OpenId;
use sessions::Sessions;

/// What the operator decides about access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Cookies of sessions are sent over TLS only, whatever a request says.
    pub secure_cookies: bool,
    /// A proxy of the operator's says who asked, and whether by TLS.
    pub trusts_proxy: bool,
    /// Addresses stand in the access log.
    pub log_addresses: bool,
    /// Requests of one token a second; 0 is no limit.
    pub caller_rate: u32,
    /// Requests of one address a second; 0 is no limit.
    pub address_rate: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secure_cookies: false,
            trusts_proxy: false,
            log_addresses: false,
            caller_rate: limits::CALLER_RATE,
            address_rate: limits::ADDRESS_RATE,
        }
    }
}

/// The doorkeeper of a running server.
#[derive(Debug)]
pub struct Access {
    /// Whose tokens are good.
    pub tokens: Guard,
    /// Browsers that are signed in.
    pub sessions: Sessions,
    /// How much each caller may ask for.
    pub limits: Limits,
    /// Who did what, and who was refused what.
    pub log: Recorder,
    /// What the operator decided.
    pub settings: Settings,
    /// The accounts of an organisation, where its provider was named.
    pub openid: Option<OpenId>,
}

impl Access {
    /// With the tokens in one file and the access log in one folder.
    ///
    /// # Errors
    /// When the thread of the log cannot be started.
    pub fn start(tokens: PathBuf, log: PathBuf, settings: Settings) -> io::Result<Self> {
        Ok(Self {
            tokens: Guard::new(tokens),
            sessions: Sessions::default(),
            limits: Limits::new(settings.caller_rate, settings.address_rate),
            log: Recorder::start(log)?,
            settings,
            openid: None,
        })
    }
}
