//! Our cookies: for this host alone, unreadable for scripts, and never sent by another
//! site's page.

use axum::http::{HeaderMap, HeaderValue, header};

use super::App;
use super::problem::Problem;

/// Which of them. `__Host-` binds a cookie to this host, by every browser's rules, and
/// needs `Secure`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    /// A browser that is signed in.
    Session,
    /// A browser that is away to sign in with its organisation.
    Away,
}

impl Cookie {
    const fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Session, true) => "__Host-daybook",
            (Self::Session, false) => "daybook",
            (Self::Away, true) => "__Host-daybook-away",
            (Self::Away, false) => "daybook-away",
        }
    }

    /// The number in the cookie; of two with this name neither counts.
    pub(super) fn read<'a>(self, app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.name(is_secure(app, headers));
        let cookies = headers.get_all(header::COOKIE).iter();
        let texts = cookies.filter_map(|value| value.to_str().ok());
        let mut ours = texts.flat_map(|text| text.split(';')).filter_map(|pair| {
            let (found, value) = pair.trim().split_once('=')?;
            (found == name && !value.is_empty()).then_some(value)
        });
        let first = ours.next();
        if ours.next().is_some() { None } else { first }
    }

    /// What sets it, for so many seconds; none take it away.
    pub(super) fn write(
        self,
        app: &App,
        headers: &HeaderMap,
        number: &str,
        seconds: u64,
    ) -> Result<HeaderValue, Problem> {
        let is_secure = is_secure(app, headers);
        let secure = if is_secure { "; Secure" } else { "" };
        let text = format!(
            "{}={number}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}",
            self.name(is_secure)
        );
        HeaderValue::try_from(text).map_err(|error| Problem::internal(&error))
    }
}

/// Whether the browser speaks TLS, with us or with the proxy: then a cookie may not go
/// over anything else.
fn is_secure(app: &App, headers: &HeaderMap) -> bool {
    // Taken away before where no proxy is trusted (`observed.rs`).
    let told = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    told || app.access.settings.secure_cookies
}
