//! Signing in with the account of one's own organisation (`OpenID` Connect Core 1.0).
//!
//! The provider says who somebody is, and nothing else. What that person may do, and
//! until when, stands in the file of tokens, under a token that nobody has the text of:
//! `daybook token new --openid`. So roles, expiry, revocation and the list of tokens are
//! one thing for everybody, and whoever is known to the provider alone may do nothing.
//!
//! The authorization code flow with PKCE (RFC 7636), by the crate `openidconnect`: it
//! checks the signature of the ID token, its issuer, its audience, its times and the nonce.
//! What is ours is beside it: the browser that comes back is the one that left
//! ([`under_way`]), and what the provider sends is bounded like all that we fetch.

mod provider;
mod under_way;

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use openidconnect::{
    AuthorizationCode, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
};

use crate::client::{Client, Url};
use crate::random::{self, NoRandomness};
use provider::Provider;
use under_way::UnderWay;

pub use under_way::LASTS;

/// Longest identity that is compared or shown, in bytes: what `OpenID` Connect allows a
/// subject (Core 1.0 section 2), and room for an address.
pub const IDENTITY_MAX: usize = 255;

/// Where the provider sends a browser back to, below our own address: a page, which
/// hands in what it was given ([`OpenId::end`]). So what comes back comes as every
/// request of ours does, and a refusal is one like all others.
pub const BACK: &str = "/clerk";

/// Which of the provider's words about a person names them here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Claim {
    /// The provider's own number for the person, which never changes hands
    #[default]
    Sub,
    /// The address, where the provider says that it was verified
    Email,
}

/// What the operator says of the provider.
pub struct Settings {
    /// Its address, as it stands in its tokens.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// What proves that; a public client has none.
    pub client_secret: Option<String>,
    /// Our own address, as browsers see it.
    pub public_url: Url,
    /// What it is called on the page.
    pub name: String,
    /// Who somebody is.
    pub claim: Claim,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The provider did not answer, or not as it should.
    #[error("the provider cannot be asked: {0}")]
    Unreachable(String),
    /// The provider does not take the code.
    #[error("the provider does not take what it gave the browser: {0}")]
    Refused(String),
    /// The browser did not come from here, or too late, or twice.
    #[error("this sign-in was not begun in this browser, or is over")]
    NotBegun,
    /// What the provider says of the person does not hold.
    #[error("what the provider says does not hold: {0}")]
    Wrong(String),
    /// No sign-in without randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// A sign-in that was begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes now.
    pub url: Url,
    /// What it must bring back in its cookie.
    pub browser: String,
}

/// What is kept of a sign-in until the browser comes back.
struct Asked {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// The provider of an organisation.
pub struct OpenId {
    name: String,
    claim: Claim,
    back: RedirectUrl,
    provider: Provider,
    under_way: Mutex<UnderWay<Asked>>,
}

/// Without secrets.
impl std::fmt::Debug for OpenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenId").field("name", &self.name).finish_non_exhaustive()
    }
}

impl OpenId {
    /// Nothing is asked yet: a provider that is away does not keep the ledger from
    /// being served.
    ///
    /// # Errors
    /// In words, when the settings cannot be meant.
    pub fn new(settings: Settings, client: Client) -> Result<Self, String> {
        let back = settings.public_url.join(BACK).map_err(|error| error.to_string())?;
        Ok(Self {
            back: RedirectUrl::from_url(back),
            provider: Provider::new(
                &settings.issuer,
                settings.client_id,
                settings.client_secret,
                client,
            )?,
            under_way: Mutex::default(),
            name: settings.name,
            claim: settings.claim,
        })
    }

    /// What it is called on the page.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Sends a browser to the provider.
    ///
    /// # Errors
    /// When the provider cannot be asked where its door is.
    pub async fn begin(&self) -> Result<Begun, OpenIdError> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce) = (CsrfToken::new(random::number()?), Nonce::new(random::number()?));
        let url = self.provider.door(&self.back, &state, &nonce, challenge, self.claim).await?;
        let browser = random::number()?;
        let asked = Asked { state, nonce, verifier };
        self.under_way().begin(&browser, asked, Instant::now());
        Ok(Begun { url, browser })
    }

    /// A browser is back: who it is, as the provider says.
    ///
    /// # Errors
    /// When it did not leave from here, or what it brings does not hold.
    pub async fn end(&self, browser: &str, state: &str, code: &str) -> Result<String, OpenIdError> {
        // Taken out: whoever repeats it comes too late.
        let asked = self.under_way().take(browser, Instant::now());
        let asked = asked.ok_or(OpenIdError::NotBegun)?;
        // Hashes are compared: how long it takes tells nothing of the number.
        if blake3::hash(asked.state.secret().as_bytes()) != blake3::hash(state.as_bytes()) {
            return Err(OpenIdError::NotBegun);
        }
        let code = AuthorizationCode::new(code.to_owned());
        let person = self.provider.exchange(&self.back, code, asked.verifier, &asked.nonce).await?;
        let who = match self.claim {
            Claim::Sub => person.subject,
            Claim::Email => person.email.ok_or_else(|| {
                OpenIdError::Wrong("it names no address, or one that was not verified".to_owned())
            })?,
        };
        if !is_identity(&who) {
            return Err(OpenIdError::Wrong("the name of the person is none".to_owned()));
        }
        Ok(who)
    }

    fn under_way(&self) -> std::sync::MutexGuard<'_, UnderWay<Asked>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a provider may call somebody so.
pub fn is_identity(who: &str) -> bool {
    !who.trim().is_empty() && who.len() <= IDENTITY_MAX && !who.chars().any(char::is_control)
}
