//! The options of `daybook serve` about an organisation's accounts.

use std::path::PathBuf;

use super::Failure;
use crate::access::openid::{BACK, Claim, OpenId, Settings};
use crate::client::{self, Client, Url};

/// Most bytes of the file with the secret.
const SECRET_MAX: u64 = 4_096;

/// Who signs browsers in beside tokens.
#[derive(Debug, clap::Args)]
#[allow(clippy::doc_markdown, reason = "help is shown as it is written")]
pub(super) struct Accounts {
    /// Let browsers sign in with the accounts of your organisation, by OpenID Connect: the
    /// address of its provider, such as `https://login.council.example`. What somebody may do is
    /// decided here: `daybook token new --openid`
    #[arg(long, env = "DAYBOOK_OPENID_ISSUER", value_name = "URL",
        requires_all = ["openid_client_id", "public_url"])]
    openid_issuer: Option<String>,
    /// Who this server is to the provider. It must be allowed to send browsers back to
    /// PUBLIC-URL/clerk
    #[arg(long, env = "DAYBOOK_OPENID_CLIENT_ID", value_name = "ID", requires = "openid_issuer")]
    openid_client_id: Option<String>,
    /// A file with what proves that; leave it out for a public client
    #[arg(
        long,
        env = "DAYBOOK_OPENID_CLIENT_SECRET_FILE",
        value_name = "FILE",
        requires = "openid_issuer"
    )]
    openid_client_secret_file: Option<PathBuf>,
    /// What the provider is called on the page
    #[arg(
        long,
        env = "DAYBOOK_OPENID_NAME",
        value_name = "WORDS",
        default_value = "your organisation",
        requires = "openid_issuer"
    )]
    openid_name: String,
    /// By what the provider names a person here
    #[arg(
        long,
        env = "DAYBOOK_OPENID_CLAIM",
        value_name = "CLAIM",
        default_value = "sub",
        requires = "openid_issuer"
    )]
    openid_claim: Claim,
    /// The address of this server as browsers see it, such as `https://ledger.council.example`
    #[arg(long, env = "DAYBOOK_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
}

impl Accounts {
    /// The provider, if one was named. It is not asked yet.
    pub(super) fn provider(&self) -> Result<Option<OpenId>, Failure> {
        let (Some(issuer), Some(id), Some(url)) =
            (&self.openid_issuer, &self.openid_client_id, &self.public_url)
        else {
            return Ok(None);
        };
        let settings = Settings {
            issuer: issuer.clone(),
            client_id: id.clone(),
            client_secret: self.secret()?,
            public_url: top(url)?,
            name: self.openid_name.clone(),
            claim: self.openid_claim,
        };
        let client = Client::new().map_err(Failure::unable)?;
        let made = OpenId::new(settings, client);
        made.map(Some).map_err(|error| Failure::usage(format!("--openid-issuer: {error}")))
    }

    fn secret(&self) -> Result<Option<String>, Failure> {
        let Some(path) = &self.openid_client_secret_file else { return Ok(None) };
        let told = |problem: &dyn std::fmt::Display| {
            format!("--openid-client-secret-file {}: {problem}", path.display())
        };
        let size = std::fs::metadata(path).map_err(|error| Failure::unable(told(&error)))?.len();
        if size > SECRET_MAX {
            return Err(Failure::usage(told(&"is longer than any secret; name the right file")));
        }
        let text = std::fs::read_to_string(path).map_err(|error| Failure::unable(told(&error)))?;
        let secret = text.trim();
        if secret.is_empty() {
            return Err(Failure::usage(told(&"holds nothing; leave it out for a public client")));
        }
        Ok(Some(secret.to_owned()))
    }
}

/// The address of this server: the provider sends browsers to [`BACK`] below it, so it
/// has no path of its own.
fn top(text: &str) -> Result<Url, Failure> {
    let url =
        client::address(text).map_err(|error| Failure::usage(format!("--public-url: {error}")))?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(Failure::usage(format!(
            "--public-url {text}: has a path; the ledger is served at the top of its address, and browsers come back to {BACK} there"
        )));
    }
    Ok(url)
}
