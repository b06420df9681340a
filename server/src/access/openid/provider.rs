//! The provider: where its door is, which keys it signs with, and what it says of a
//! person. The protocol is the crate `openidconnect`'s; each exchange is bounded here.

use std::pin::Pin;
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, TokenResponse, http,
};
use tokio::sync::Mutex;

use super::{Claim, OpenIdError};
use crate::client::{self, Client, ClientError, Limits, REASON_MAX, Url, one_line, reasons};

/// What one exchange may take. Keys and tokens are a few KiB.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), body: 256 << 10 };

/// How long what the provider says of itself is taken for true: its keys change by the
/// month, and one that is not known yet is looked for at once.
const FRESH: Duration = Duration::from_hours(1);

/// How often it is asked again for a key that is not known: whoever sends rubbish does
/// not make us ask all day.
const AGAIN: Duration = Duration::from_mins(1);

/// Signatures that are taken. `none`, and those made with the client's own secret, are
/// not among them.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What the provider said of itself.
struct Said {
    when: Instant,
    /// When a key was looked for that was not among its keys.
    looked: Option<Instant>,
    known: Known,
}

/// Our side of the protocol, once the provider said where its doors are.
type Known = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Who the provider says that somebody is.
#[derive(Debug)]
pub(super) struct Person {
    /// Its own number for them.
    pub(super) subject: String,
    /// Their address, if it was verified.
    pub(super) email: Option<String>,
}

pub(super) struct Provider {
    issuer: IssuerUrl,
    id: ClientId,
    secret: Option<ClientSecret>,
    client: Bounded,
    /// Held while the provider is asked: one asks for all.
    known: Mutex<Option<Said>>,
}

impl Provider {
    pub(super) fn new(
        issuer: &str,
        id: String,
        secret: Option<String>,
        client: Client,
    ) -> Result<Self, String> {
        client::address(issuer).map_err(|error| error.to_string())?;
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned()).map_err(|error| error.to_string())?,
            id: ClientId::new(id),
            secret: secret.map(ClientSecret::new),
            client: Bounded(client),
            known: Mutex::new(None),
        })
    }

    /// Where a browser goes to be signed in.
    pub(super) async fn door(
        &self,
        back: &RedirectUrl,
        state: &CsrfToken,
        nonce: &Nonce,
        challenge: PkceCodeChallenge,
        claim: Claim,
    ) -> Result<Url, OpenIdError> {
        let known = self.known().await?.set_redirect_uri(back.clone());
        let (state, nonce) = (state.clone(), nonce.clone());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut asks =
            known.authorize_url(flow, move || state, move || nonce).set_pkce_challenge(challenge);
        if claim == Claim::Email {
            asks = asks.add_scope(Scope::new("email".to_owned()));
        }
        let (url, _, _) = asks.url();
        // The browser is sent there: nowhere but where we would go ourselves.
        client::address(url.as_str()).map_err(unreachable)
    }

    /// Trades a code for who it is.
    pub(super) async fn exchange(
        &self,
        back: &RedirectUrl,
        code: AuthorizationCode,
        verifier: PkceCodeVerifier,
        nonce: &Nonce,
    ) -> Result<Person, OpenIdError> {
        let mut known = self.known().await?.set_redirect_uri(back.clone());
        let asks = known.exchange_code(code).map_err(unreachable)?.set_pkce_verifier(verifier);
        let answer = asks.request_async(&self.client).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => {
                OpenIdError::Refused(one_line(said.error().as_ref(), REASON_MAX))
            }
            RequestTokenError::Request(error) => unreachable(error),
            other => wrong(&other),
        })?;
        let token = answer
            .id_token()
            .ok_or_else(|| OpenIdError::Wrong("it sent no ID token".to_owned()))?;
        // A key that is newer than what is known of the provider is looked for once.
        if token.signing_key(&known.id_token_verifier()).is_err() {
            known = self.known_again().await?.set_redirect_uri(back.clone());
        }
        let verify = known.id_token_verifier().set_allowed_algs(ALGORITHMS);
        let claims = token.claims(&verify, nonce).map_err(|error| wrong(&error))?;
        if let Some(expected) = claims.access_token_hash() {
            let key = token.signing_key(&verify).map_err(|error| wrong(&error))?;
            let algorithm = token.signing_alg().map_err(|error| wrong(&error))?;
            let hash = AccessTokenHash::from_token(answer.access_token(), algorithm, key);
            if hash.map_err(|error| wrong(&error))? != *expected {
                return Err(OpenIdError::Wrong("the access token is another one".to_owned()));
            }
        }
        let verified = claims.email_verified() == Some(true);
        let email = claims.email().filter(|_| verified).map(|email| email.as_str().to_owned());
        Ok(Person { subject: claims.subject().as_str().to_owned(), email })
    }

    /// What the provider says of itself.
    async fn known(&self) -> Result<Known, OpenIdError> {
        let mut said = self.known.lock().await;
        match &*said {
            Some(said) if said.when.elapsed() < FRESH => Ok(said.known.clone()),
            _ => self.ask(&mut said, None).await,
        }
    }

    /// The same, asked again because a key is not among its keys.
    async fn known_again(&self) -> Result<Known, OpenIdError> {
        let mut said = self.known.lock().await;
        match &*said {
            Some(Said { looked: Some(looked), known, .. }) if looked.elapsed() < AGAIN => {
                Ok(known.clone())
            }
            _ => self.ask(&mut said, Some(Instant::now())).await,
        }
    }

    async fn ask(
        &self,
        said: &mut Option<Said>,
        looked: Option<Instant>,
    ) -> Result<Known, OpenIdError> {
        let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.client).await;
        let metadata = asked.map_err(|error| unreachable(reasons(&error)))?;
        let (id, secret) = (self.id.clone(), self.secret.clone());
        let known = CoreClient::from_provider_metadata(metadata, id, secret);
        *said = Some(Said { when: Instant::now(), looked, known: known.clone() });
        Ok(known)
    }
}

/// The one way to the provider: to where we would go anyway, bounded, and not led elsewhere.
struct Bounded(Client);

impl<'c> AsyncHttpClient<'c> for Bounded {
    type Error = ClientError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ClientError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let url = client::address(&parts.uri.to_string())?;
            let answer = self.0.send(parts.method, &url, parts.headers, body, LIMITS).await?;
            let response = http::Response::builder()
                .status(answer.status)
                .header(http::header::CONTENT_TYPE, answer.mime)
                .body(answer.body);
            response.map_err(|error| ClientError::Unreachable(error.to_string()))
        })
    }
}

fn unreachable(error: impl std::fmt::Display) -> OpenIdError {
    OpenIdError::Unreachable(one_line(&error.to_string(), REASON_MAX))
}

fn wrong(error: &dyn std::error::Error) -> OpenIdError {
    OpenIdError::Wrong(one_line(&reasons(error), REASON_MAX))
}
