//! The configuration file: TOML, one key for each long option of `daybook serve`.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use crate::cli::Failure;

/// Largest configuration file, in bytes: 64 KiB, some hundred times a long one.
const FILE_MAX: u64 = 64 << 10;

/// Options that a file cannot set: they are about the file itself, or ask for words.
const NOT_IN_A_FILE: [&str; 4] = ["config", "check-config", "help", "version"];

/// One line of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// The option's id in the definition of the command line.
    pub(super) id: String,
    /// What to add to the command line: nothing for a switch that is off.
    pub(super) arguments: Vec<OsString>,
    /// The line, counted from 1.
    pub(super) line: usize,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct File {
    /// Where it is, as given.
    pub(super) path: PathBuf,
    /// What it sets.
    pub(super) settings: Vec<Setting>,
}

/// Options that a file can set, by the name they have there.
pub(super) fn settable(serve: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    serve
        .get_arguments()
        .filter_map(|argument| Some((argument.get_long()?, argument)))
        .filter(|(long, _)| !NOT_IN_A_FILE.contains(long))
}

/// Reads `path` for the options of `serve`.
///
/// # Errors
/// Exit code 3 where it cannot be read, else 2 with file, line, key and remedy.
pub(super) fn read(path: &Path, serve: &Command) -> Result<File, Failure> {
    let unreadable =
        |error: &dyn Display| Failure::unable(format!("--config {}: {error}", path.display()));
    let found = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if found.len() > FILE_MAX {
        let long = format!("{} bytes; a configuration file has at most {FILE_MAX}", found.len());
        return Err(Failure::usage(format!("--config {}: {long}", path.display())));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = line_of(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        wrong(path, line, "is not UTF-8; save the file as UTF-8")
    })?;
    let settings = parse(path, &text, serve)?;
    Ok(File { path: path.to_path_buf(), settings })
}

fn parse(path: &Path, text: &str, serve: &Command) -> Result<Vec<Setting>, Failure> {
    let known: HashMap<&str, &Arg> = settable(serve).collect();
    let line_at = |at: usize| line_of(&text.as_bytes()[..at.min(text.len())]);
    let table = DeTable::parse(text).map_err(|error| {
        let line = line_at(error.span().map_or(0, |span| span.start));
        wrong(path, line, format!("is not TOML: {}", error.message()))
    })?;
    let mut settings = Vec::new();
    for (key, value) in table.into_inner() {
        let line = line_at(key.span().start);
        let name: &str = key.get_ref();
        let Some(argument) = known.get(name) else {
            return Err(wrong(path, line, unknown(name, value.get_ref(), &known)));
        };
        let arguments = arguments(argument, name, value.get_ref())
            .map_err(|problem| wrong(path, line, format!("{name}: {problem}")))?;
        check(serve, name, &arguments)
            .map_err(|problem| wrong(path, line, format!("{name}: {problem}")))?;
        settings.push(Setting { id: argument.get_id().to_string(), arguments, line });
    }
    // A table is sorted by name; whoever reads a list of faults goes by lines.
    settings.sort_by_key(|setting| setting.line);
    Ok(settings)
}

fn unknown(name: &str, value: &DeValue<'_>, known: &HashMap<&str, &Arg>) -> String {
    if NOT_IN_A_FILE.contains(&name) {
        return format!("{name} is given on the command line only");
    }
    let shown: String = name.chars().take(60).collect();
    if matches!(value, DeValue::Table(_)) {
        return format!("[{shown}]: there are no tables; write one key a line, such as four-eyes");
    }
    match nearest(name, known.keys().copied()) {
        Some(meant) => format!("{shown:?} is not known; did you mean {meant}?"),
        None => format!("{shown:?} is not known; `daybook serve --help` lists the options"),
    }
}

/// The value as one would type it.
fn arguments(argument: &Arg, name: &str, value: &DeValue<'_>) -> Result<Vec<OsString>, String> {
    let many = matches!(argument.get_action(), ArgAction::Append);
    let switch = matches!(argument.get_action(), ArgAction::SetTrue);
    match value {
        DeValue::Boolean(on) if switch => {
            Ok(if *on { vec![format!("--{name}").into()] } else { Vec::new() })
        }
        _ if switch => Err("is a switch; write true or false".to_owned()),
        DeValue::Array(list) if many => list.iter().map(|one| typed(name, one.get_ref())).collect(),
        DeValue::Array(_) => Err("takes one value, not a list".to_owned()),
        other => Ok(vec![typed(name, other)?]),
    }
}

fn typed(name: &str, value: &DeValue<'_>) -> Result<OsString, String> {
    let text = match value {
        DeValue::String(text) => text.clone().into_owned(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        other => {
            let kind = other.type_str();
            return Err(format!("is written as a text in quotes or a whole number, not as {kind}"));
        }
    };
    if text.contains('\0') {
        return Err("holds a NUL character; take it out".to_owned());
    }
    Ok(format!("--{name}={text}").into())
}

/// Asks the definition of the command line about one value by itself.
fn check(serve: &Command, name: &str, arguments: &[OsString]) -> Result<(), String> {
    use clap::error::ErrorKind;
    // Without the environment: a wrong variable is another mistake, told elsewhere.
    let alone = serve.clone().mut_args(|argument| argument.env(None::<&str>));
    let line = std::iter::once(OsString::from("serve")).chain(arguments.iter().cloned());
    match alone.try_get_matches_from(line) {
        // What else it goes with is judged when everything is together.
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => Ok(()),
        Err(error) => {
            let told = error.to_string();
            let first = told.lines().next().unwrap_or_default();
            let first = first.trim_start_matches("error: ").trim_end_matches(['.', ' ']);
            let help = told.lines().find(|line| line.trim_start().starts_with("[possible"));
            let help = help.map_or(String::new(), |help| format!(" {}", help.trim()));
            Err(format!("{first}{help}; see `daybook serve --help` for --{name}"))
        }
        Ok(_) => Ok(()),
    }
}

fn line_of(before: &[u8]) -> usize {
    before.split(|byte| *byte == b'\n').count()
}

fn wrong(path: &Path, line: usize, what: impl Display) -> Failure {
    Failure::usage(format!("{}:{line}: {what}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::settings::serve_command;

    fn told(text: &str) -> Result<Vec<Setting>, String> {
        let read = parse(Path::new("daybook.toml"), text, &serve_command());
        read.map_err(|failure| {
            assert_eq!(failure.code, 2, "{text}");
            failure.message
        })
    }

    #[test]
    fn a_file_is_read_as_if_it_had_been_typed() {
        let text = "# where\nlisten = \"127.0.0.1:9\"\n\ndisk-reserve = 1_000\npublish-every='5m'";
        let read = told(text).unwrap();
        let shown: Vec<_> =
            read.iter().map(|one| (one.line, one.arguments[0].to_str().unwrap())).collect();
        let due =
            [(2, "--listen=127.0.0.1:9"), (4, "--disk-reserve=1000"), (5, "--publish-every=5m")];
        assert_eq!(shown, due);
        assert_eq!(told("").unwrap(), []);
    }

    #[test]
    fn whatever_is_wrong_is_named_with_its_line_and_a_way_out() {
        for (text, words) in [
            (
                "listen = \"127.0.0.1:9\"\nfour_eyes = \"all\"",
                ":2: \"four_eyes\" is not known; did you mean four-eyes?",
            ),
            ("disk-reserv = 1", ":1: \"disk-reserv\" is not known; did you mean disk-reserve?"),
            ("workers = 4", ":1: \"workers\" is not known; `daybook serve --help`"),
            ("\n[server]\nlisten = \"x\"", ":2: [server]: there are no tables"),
            ("\n\nlisten = \"nowhere\"", ":3: listen: invalid value 'nowhere'"),
            ("four-eyes = \"three\"", ":1: four-eyes: invalid value 'three'"),
            ("disk-reserve = -1", ":1: disk-reserve: "),
            ("disk-reserve = 1.5", ":1: disk-reserve: is written as"),
            ("disk-reserve = 0x10", ":1: disk-reserve: is written as"),
            ("listen = true", ":1: listen: is written as"),
            ("listen = [\"127.0.0.1:1\"]", ":1: listen: takes one value, not a list"),
            ("origin = \"a\\u0000b\"", ":1: origin: holds a NUL"),
            ("log = \"debug\"\nlog = \"info\"", ":2: is not TOML: duplicate key"),
            ("log = debug", ":1: is not TOML: "),
            ("config = \"other.toml\"", ":1: config is given on the command line only"),
            ("check-config = true", ":1: check-config is given on the command line only"),
            ("help = true", ":1: help is given on the command line only"),
        ] {
            let told = told(text).unwrap_err();
            assert!(told.starts_with("daybook.toml:") && told.contains(words), "{text}: {told}");
            assert!(!told.contains('\n'), "one line: {told}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_had_is_another_matter_than_a_wrong_one() {
        let dir = tempfile::tempdir().unwrap();
        let serve = serve_command();
        assert_eq!(read(&dir.path().join("none.toml"), &serve).unwrap_err().code, 3);
        assert_eq!(read(dir.path(), &serve).unwrap_err().code, 3, "a folder");
        let path = dir.path().join("daybook.toml");
        std::fs::write(&path, b"log = \"info\"\norigin = \"\xff\"").unwrap();
        let latin = read(&path, &serve).unwrap_err();
        assert!(latin.code == 2 && latin.message.contains(":2: is not UTF-8"), "{latin:?}");
        std::fs::write(&path, "#".repeat(65_537)).unwrap();
        assert_eq!(read(&path, &serve).unwrap_err().code, 2);
    }
}
