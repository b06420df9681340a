//! What `--check-config` prints: every setting in force, as TOML, and where from; what
//! nobody set stands as a comment.

use std::fmt::Write;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::file::{self, File};

/// Where a setting is from that nobody set.
const DEFAULT: &str = "default";

/// One line a setting. `before` is the command line without the file; a setting of
/// which values are secret is named without them.
pub(super) fn report(
    serve: &Command,
    now: &ArgMatches,
    before: Option<&ArgMatches>,
    file: Option<&File>,
) -> String {
    let mut page = String::new();
    for (long, argument) in file::settable(serve) {
        let id = argument.get_id().as_str();
        let values: Vec<String> = now
            .get_raw(id)
            .into_iter()
            .flatten()
            .map(|value| without_password(&value.to_string_lossy()))
            .collect();
        let source = source(long, argument, before.unwrap_or(now), file);
        // Writing to a String cannot fail.
        let _ = if values.is_empty() {
            writeln!(page, "# {long} is not set")
        } else if argument.is_hide_env_values_set() {
            writeln!(page, "# {long} is set, and not shown  # {source}")
        } else {
            // As a comment: by itself a default may ask for an option that is not set.
            let mark = if source == DEFAULT { "# " } else { "" };
            writeln!(page, "{mark}{long} = {}  # {source}", value(argument, &values))
        };
    }
    page
}

fn source(long: &str, argument: &Arg, before: &ArgMatches, file: Option<&File>) -> String {
    let id = argument.get_id().as_str();
    match before.value_source(id) {
        Some(ValueSource::CommandLine) => return format!("--{long}"),
        Some(ValueSource::EnvVariable) => {
            let name = argument.get_env().unwrap_or_default();
            return name.to_string_lossy().into_owned();
        }
        _ => {}
    }
    let line = file.and_then(|file| {
        let setting = file.settings.iter().find(|setting| setting.id == id)?;
        Some(at(&file.path, setting.line))
    });
    line.unwrap_or_else(|| DEFAULT.to_owned())
}

fn at(path: &Path, line: usize) -> String {
    format!("{}:{line}", path.display())
}

fn value(argument: &Arg, values: &[String]) -> String {
    match argument.get_action() {
        ArgAction::SetTrue => values.first().cloned().unwrap_or_default(),
        ArgAction::Append => {
            let all: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            format!("[{}]", all.join(", "))
        }
        _ => quoted(values.first().map_or("", String::as_str)),
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// An address without what stands before its `@`: `https://name:password@host/`.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match host.rfind('@') {
        Some(at) => format!("{scheme}://…{}", &rest[at..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_not_shown() {
        for (given, shown) in [
            ("https://clerk:pass@host/x", "https://…@host/x"),
            ("https://clerk:p@ss@host", "https://…@host"),
            ("s3://bucket/a@b", "s3://bucket/a@b"),
            ("/srv/a@b", "/srv/a@b"),
        ] {
            assert_eq!(without_password(given), shown);
        }
    }

    #[test]
    fn any_text_can_be_quoted() {
        assert_eq!(quoted("a\"b\\c\nd\u{7f}é"), "\"a\\\"b\\\\c\\u000Ad\\u007Fé\"");
    }

    /// What is in force and where from, with a secret among it.
    #[test]
    fn a_secret_is_named_and_never_shown() {
        let serve = Command::new("serve")
            .arg(Arg::new("key").long("client-secret").env("X_SECRET").hide_env_values(true))
            .arg(Arg::new("all").long("all").action(ArgAction::Append))
            .arg(Arg::new("on").long("on").action(ArgAction::SetTrue));
        let line = ["serve", "--client-secret", "hunter2", "--all", "a", "--all", "b", "--on"];
        let found = serve.clone().try_get_matches_from(line).unwrap();
        let page = report(&serve, &found, None, None);
        assert!(!page.contains("hunter2"), "{page}");
        assert!(page.contains("# client-secret is set, and not shown  # --client-secret"));
        assert!(page.contains("all = [\"a\", \"b\"]  # --all\non = true  # --on"), "{page}");
    }
}
