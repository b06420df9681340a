//! What happens to a request: its caller's limits, and the access log.
//!
//! [`watch`] is round every route. The door ([`super::allow`]) notes who asked for
//! what, a handler that is about to change who may do what, or what can be read,
//! calls [`begin`], and the outcome is written when the answer is known, before
//! it is given.

use std::cell::RefCell;
use std::fmt::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::allow::identify;
use super::observed::RequestId;
use super::problem::{Kind, Problem};
use crate::access::address::{Peer, origin};
use crate::access::guard::{Caller, Found};
use crate::access::limits::{Caller as Who, Taken};
use crate::access::log::{Line, Outcome};
use crate::clock;

/// What a proxy says of who asked.
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Names of routes that are kept of a refusal, in characters.
const ROUTE_MAX: usize = 80;

/// Whose token or session a request came with, as [`identify`] found it.
type Identified = Result<Option<Found>, Problem>;

/// What is known of the request so far.
#[derive(Debug, Default)]
struct Seen {
    /// For the door, so that nobody is looked up twice.
    found: Option<Identified>,
    who: Option<String>,
    token: Option<String>,
    act: Option<&'static str>,
    about: Option<String>,
    request: String,
    from: Option<String>,
    /// Whether a line says that it was begun.
    begun: bool,
}

tokio::task_local! {
    /// Handlers run in the task of their request, and so find theirs.
    static SEEN: RefCell<Seen>;
}

fn with<T: Default>(work: impl FnOnce(&mut Seen) -> T) -> T {
    // Outside of a request there is nothing to note.
    SEEN.try_with(|seen| seen.try_borrow_mut().map(|mut seen| work(&mut seen)).unwrap_or_default())
        .unwrap_or_default()
}

/// Whom the request came from, looked up when it came; once.
pub(super) fn take_found() -> Option<Identified> {
    with(|seen| seen.found.take())
}

/// Notes what is asked for.
pub(super) fn note_act(act: &'static str) {
    with(|seen| seen.act = Some(act));
}

/// Notes who asks.
pub(super) fn note_who(name: &str, token: &str) {
    with(|seen| {
        seen.who = Some(name.to_owned());
        seen.token = Some(token.to_owned());
    });
}

/// Adds to what it is about: names and numbers, never what is recorded.
pub(super) fn about(text: &str) {
    with(|seen| {
        let about = seen.about.get_or_insert_default();
        let space = if about.is_empty() { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(about, "{space}{text}");
    });
}

/// Writes down that this is about to be done; the line of its outcome follows.
///
/// # Errors
/// 503 when that cannot be written down: then it may not be done.
pub(super) async fn begin(app: &App, caller: &Caller, act: &'static str) -> Result<(), Problem> {
    note_act(act);
    note_who(&caller.name, &caller.token);
    let line = with(|seen| {
        seen.begun = true;
        Some(line(seen, "", Outcome::Begun))
    });
    let line = line.unwrap_or_else(|| Line::new(act, Outcome::Begun));
    app.access.log.write(line).await.map_err(|error| {
        Problem::busy(format!("{error}, and nothing is done that is not in it; ask the operator"))
    })
}

fn line(seen: &Seen, route: &str, outcome: Outcome) -> Line {
    Line {
        at: clock::now().to_string(),
        who: seen.who.clone(),
        token: seen.token.clone(),
        about: seen.about.clone(),
        request: Some(seen.request.clone()),
        from: seen.from.clone(),
        ..Line::new(seen.act.unwrap_or(route), outcome)
    }
}

/// Round every route: turns away who asks for too much, and writes down how it ended where that belongs into the access log.
pub(super) async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let number = request.extensions().get::<RequestId>();
    let number = number.map_or_else(String::new, |id| id.as_str().to_owned());
    let path: String = request.uri().path().chars().take(ROUTE_MAX).collect();
    let route = format!("{} {path}", request.method());
    let address = address(&request);
    let found = identify(&app, request.headers());
    let who = who(&found, address);
    let from = address.filter(|_| app.access.settings.log_addresses);
    let from = from.map(|address| address.to_string());
    let mut seen = Seen { found: Some(found), request: number, from, ..Seen::default() };
    if let Who::Token(token) = &who {
        seen.token = Some(token.clone());
    }
    let (response, line) = match turned_away(&app, &who, address) {
        Some((problem, tell)) => {
            let response = problem.into_response();
            let line = tell.map(|count| {
                seen.about = Some(turned_away_words(count));
                line(&seen, &route, Outcome::Refused)
            });
            (response, line)
        }
        None => {
            SEEN.scope(RefCell::new(seen), async {
                let response = next.run(request).await;
                ended(&app, &who, &route, response)
            })
            .await
        }
    };
    if let Some(line) = line {
        let why = response.extensions().get::<Kind>().map(|kind| kind.0.clone());
        let line = Line { status: Some(response.status().as_u16()), why, ..line };
        // A refusal stays one, and what is done is done: the line before says that it was begun.
        let _ = app.access.log.write(line).await;
    }
    response
}

/// The address that asked, where it came over a socket.
fn address(request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<Peer>()?;
    let forwarded = request.headers().get_all(FORWARDED).iter();
    // Read in one order only: what is no text counts as what cannot be read.
    let forwarded: Vec<&str> = forwarded.map(|text| text.to_str().unwrap_or("?")).collect();
    Some(origin(peer.0, forwarded.into_iter()))
}

/// Whose requests these are counted with.
fn who(found: &Identified, address: Option<IpAddr>) -> Who {
    match found {
        Ok(Some(Found::Caller(caller))) => Who::Token(caller.token.clone()),
        _ => address.map_or(Who::Rest, Who::at),
    }
}

/// Why a request is turned away before anybody looks at it, and whether that is to
/// be said, and of how many.
fn turned_away(app: &App, who: &Who, address: Option<IpAddr>) -> Option<(Problem, Option<u64>)> {
    let limits = &app.access.limits;
    let taken = match who {
        Who::Token(_) => limits.callers.take(who, Instant::now()),
        // What comes from this machine is the operator, or a proxy that nobody named
        // and behind which everybody would share one bucket.
        Who::Address(_) if address.is_some_and(|address| !address.is_loopback()) => {
            limits.addresses.take(who, Instant::now())
        }
        _ => Taken::Yes,
    };
    match taken {
        Taken::Yes => None,
        Taken::No { wait, tell } => Some((Problem::too_fast(wait), tell)),
    }
}

fn turned_away_words(count: u64) -> String {
    format!("{count} turned away since the line before")
}

/// What is answered and what is written down. Whoever is refused again and again is
/// turned away, and not every one of those is a line.
fn ended(app: &App, who: &Who, route: &str, response: Response) -> (Response, Option<Line>) {
    let status = response.status();
    let begun = with(|seen| seen.begun);
    let is_refusal = matches!(status.as_u16(), 401 | 403 | 429);
    let outcome = match status {
        _ if !begun && !is_refusal => return (response, None),
        _ if is_refusal => Outcome::Refused,
        status if status.is_server_error() => Outcome::Failed,
        status if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Done,
    };
    if !begun {
        match app.access.limits.refusals.take(who, Instant::now()) {
            Taken::Yes => {}
            Taken::No { wait, tell } => {
                let line = tell.and_then(|count| {
                    about(&turned_away_words(count));
                    with(|seen| Some(line(seen, route, outcome)))
                });
                return (Problem::too_many_refusals(wait).into_response(), line);
            }
        }
    }
    let line = with(|seen| Some(line(seen, route, outcome)));
    (response, line)
}

impl Problem {
    /// 429: one caller asks faster than its bucket fills.
    fn too_fast(wait: std::time::Duration) -> Self {
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate",
            "Too many requests",
            "this caller asks for more than its share; wait as long as Retry-After says, and ask \
             for more at once: a batch, a bundle, a larger page",
        );
        problem.retry_after = Some(whole_seconds(wait));
        problem
    }

    /// 429: one caller was refused too often.
    fn too_many_refusals(wait: std::time::Duration) -> Self {
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "refusals",
            "Refused too often",
            "too many requests of this caller were refused; look at why, and wait as long as \
             Retry-After says",
        );
        problem.retry_after = Some(whole_seconds(wait));
        problem
    }
}

/// Rounded up, and at least one.
fn whole_seconds(wait: std::time::Duration) -> u32 {
    let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    u32::try_from(whole.max(1)).unwrap_or(u32::MAX)
}
