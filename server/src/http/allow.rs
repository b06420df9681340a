//! The door: whose token it is, and whether it may do what it asks for.
//!
//! Every route that is not open to all comes through [`allow`]. 401 means that
//! nobody is known, 403 that somebody is known who may not.

use axum::http::{HeaderMap, StatusCode, header};

use super::App;
use super::problem::Problem;
use super::{session, watched};
use crate::access::guard::{Caller, Found};
use crate::access::roles::{Act, listed};
use crate::access::tokens::Standing;
use crate::clock;

/// Who asks, if it may do this.
pub(super) fn allow(app: &App, headers: &HeaderMap, act: Act) -> Result<Caller, Problem> {
    watched::note_act(act.code());
    let caller = found(app, headers)?.map(good).transpose()?.flatten();
    let caller = caller.ok_or_else(Problem::unauthorized)?;
    if caller.may(act) { Ok(caller) } else { Err(not_allowed(&caller, act)) }
}

/// Who was found, if their token is good; `None` where nobody is known. Notes who it is.
///
/// # Errors
/// 401 where the token was good, and is not any more.
pub(super) fn good(found: Found) -> Result<Option<Caller>, Problem> {
    match found {
        Found::Caller(caller) => {
            watched::note_who(&caller.name, &caller.token);
            Ok(Some(caller))
        }
        Found::Ended(name, token, standing) => {
            watched::note_who(&name, &token);
            Err(ended(&name, &standing))
        }
        Found::Unknown => Ok(None),
    }
}

/// The same as [`identify`], looked up once for a request.
pub(super) fn found(app: &App, headers: &HeaderMap) -> Result<Option<Found>, Problem> {
    watched::take_found().unwrap_or_else(|| identify(app, headers))
}

/// Whose token or session a request comes with; `None` where it has neither. A
/// token goes before a session: whoever sends one means it.
///
/// # Errors
/// Where a session is over, or comes from another site.
pub(super) fn identify(app: &App, headers: &HeaderMap) -> Result<Option<Found>, Problem> {
    let Some(text) = bearer(headers) else { return session::signed_in(app, headers) };
    let found = app.access.tokens.find(text, clock::now());
    found.map(Some).map_err(|error| Problem::internal(&error))
}

/// The token's text; the name of the scheme is read in any case (RFC 9110, 11.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        // Which of two counts would be a guess.
        return None;
    }
    let (scheme, text) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| text.trim())
}

/// 401: it was good, and is not any more. Whoever has its text may know why.
fn ended(name: &str, standing: &Standing) -> Problem {
    let (how, at) = match standing {
        Standing::Revoked(at) => ("was revoked", at.as_str()),
        Standing::Expired(at) => ("expired", at.as_str()),
        Standing::Good => ("is good", "now"),
    };
    let detail = format!("the token of {name} {how} at {at}; ask an administrator for a new one");
    Problem::new(StatusCode::UNAUTHORIZED, "token", "A token is needed", detail)
}

/// 403: it has not the role.
fn not_allowed(caller: &Caller, act: Act) -> Problem {
    let needed = act.roles();
    let one = if needed.len() == 1 { "the role" } else { "one of the roles" };
    let detail = format!(
        "{} needs {one} {}, and the token of {} has {}",
        act.words(),
        listed(needed),
        caller.name,
        listed(&caller.roles)
    );
    let remedy = format!(
        "ask an administrator for a token with it: `daybook token new --name {} --role {}`",
        caller.name,
        needed.first().map_or("none", |role| role.code())
    );
    Problem::new(StatusCode::FORBIDDEN, "role", "The token has not the role for it", detail)
        .with_fault("Authorization", Some(listed(&caller.roles)), &remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::roles::Role;

    #[test]
    fn a_token_is_read_from_one_header_of_one_form() {
        let read = |value: &'static [u8]| {
            let mut headers = HeaderMap::new();
            let value = axum::http::HeaderValue::from_bytes(value).unwrap();
            headers.insert(header::AUTHORIZATION, value);
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read(b"Bearer daybook_1").as_deref(), Some("daybook_1"));
        assert_eq!(read(b"bearer  daybook_1 ").as_deref(), Some("daybook_1"));
        for wrong in [b"daybook_1".as_slice(), b"Basic daybook_1", b"Bearer", b"Bearer \xff"] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
        let mut two = HeaderMap::new();
        for value in ["Bearer daybook_1", "Bearer daybook_2"] {
            two.append(header::AUTHORIZATION, value.parse().unwrap());
        }
        assert_eq!(bearer(&two), None, "of two neither");
    }

    #[test]
    fn a_refusal_names_the_role_that_is_needed_and_the_way_to_it() {
        let caller = Caller {
            name: "watcher".to_owned(),
            token: "0".repeat(12),
            roles: vec![Role::Auditor],
            expires: None,
        };
        let problem = not_allowed(&caller, Act::Record);
        assert_eq!((problem.status, problem.kind.as_str()), (403, "urn:daybook:problem:role"));
        assert!(problem.detail.contains("the role recorder"), "{}", problem.detail);
        assert!(problem.detail.contains("has auditor"), "{}", problem.detail);
        assert!(problem.faults[0].remedy.contains("--role recorder"), "{problem:?}");
        let two = not_allowed(&caller, Act::RecordApproved);
        assert!(two.detail.contains("one of the roles recorder, approver"), "{}", two.detail);
    }
}
