//! Settings of `daybook serve` from four places: flags, environment, a file, defaults.
//!
//! The definition of the command line is the only list of settings there is. What a
//! file sets and neither a flag nor a variable does is put into the command line
//! before that is read; so a file's values are judged by the same rules, and an
//! option that is added is a key of the file from its first day.

mod file;
mod nearest;
mod shown;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};

use super::{Arguments, Failure};
use file::File;

/// The command line, read, and where its parts come from.
pub(super) struct Settings {
    /// What the command does.
    pub(super) arguments: Arguments,
    /// The words of `--check-config`; empty unless the command is `serve`.
    pub(super) report: String,
}

/// Why the command line cannot be used.
pub(super) enum Unusable {
    /// Clap says what is wrong, or was asked for help.
    Line(clap::Error),
    /// The configuration file.
    File(Failure),
}

impl From<clap::Error> for Unusable {
    fn from(error: clap::Error) -> Self {
        Self::Line(error)
    }
}

/// Reads a command line (the program's name first), with the file that it names.
pub(super) fn read(line: Vec<OsString>) -> Result<Settings, Unusable> {
    let Some((at, path)) = named_file(&line) else {
        let matches = Arguments::command().try_get_matches_from(line)?;
        return finish(&matches, None);
    };
    let file = file::read(&path, &serve_command()).map_err(Unusable::File)?;
    let first = first_look(&line);
    let serve = first.as_ref().and_then(|all| all.subcommand_matches("serve"));
    let given = |id: &str| {
        let source = serve.and_then(|serve| serve.value_source(id));
        matches!(source, Some(ValueSource::CommandLine | ValueSource::EnvVariable))
    };
    let added = file.settings.iter().filter(|setting| !given(&setting.id));
    let added: Vec<OsString> = added.flat_map(|setting| setting.arguments.clone()).collect();
    let mut line = line;
    line.splice(at..at, added);
    let matches = Arguments::command().try_get_matches_from(line)?;
    finish(&matches, Some((&file, first.as_ref())))
}

fn finish(
    matches: &ArgMatches,
    file: Option<(&File, Option<&ArgMatches>)>,
) -> Result<Settings, Unusable> {
    let report = match matches.subcommand() {
        Some(("serve", serve)) => {
            let before = file.and_then(|(_, first)| first?.subcommand_matches("serve"));
            shown::report(&serve_command(), serve, before, file.map(|(file, _)| file))
        }
        _ => String::new(),
    };
    Ok(Settings { arguments: Arguments::from_arg_matches(matches)?, report })
}

/// The configuration file that `serve` is given, and where on the line its own
/// arguments begin.
fn named_file(line: &[OsString]) -> Option<(usize, PathBuf)> {
    let first = first_look(line)?;
    let path = first.subcommand_matches("serve")?.get_one::<PathBuf>("config")?.clone();
    // An option before it may have the same word as its value; then `serve` is the next.
    let at = line.iter().enumerate().skip(1).filter(|(_, word)| *word == "serve");
    let at = at.map(|(at, _)| at + 1).find(|at| {
        first_look(&line[..*at]).is_some_and(|all| all.subcommand_name() == Some("serve"))
    })?;
    Some((at, path))
}

/// As much of the line as can be made out; what is wrong with it is told later.
fn first_look(line: &[OsString]) -> Option<ArgMatches> {
    Arguments::command().ignore_errors(true).try_get_matches_from(line).ok()
}

/// The definition of `daybook serve`, with the options of every command.
pub(super) fn serve_command() -> Command {
    let mut top = Arguments::command();
    // Gives every command the options that are common to all.
    top.build();
    let serve = top.find_subcommand("serve").cloned();
    // Named in the definition itself; without it nothing could be served.
    serve.unwrap_or(top)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Command as Which;
    use crate::cli::serve::Serve;

    fn read_with(text: &str, line: &[&str]) -> Result<(Serve, String), String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("daybook.toml");
        std::fs::write(&path, text).unwrap();
        let config = format!("--config={}", path.display());
        let words = line.iter().map(|word| if *word == "@" { config.as_str() } else { *word });
        match read(words.map(OsString::from).collect()) {
            Ok(Settings { arguments: Arguments { command: Which::Serve(serve), .. }, report }) => {
                Ok((serve, report))
            }
            Ok(_) => panic!("another command"),
            Err(Unusable::Line(error)) => Err(error.to_string()),
            Err(Unusable::File(failure)) => Err(failure.message),
        }
    }

    #[test]
    fn a_flag_goes_before_the_file_and_the_file_before_what_is_usual() {
        let text = "listen = \"127.0.0.1:9\"\ncosign-every = 7\n";
        let (serve, report) =
            read_with(text, &["daybook", "serve", "@", "--listen", "127.0.0.1:8"]).unwrap();
        assert_eq!(serve.listen().port(), 8);
        assert!(report.contains("listen = \"127.0.0.1:8\""), "{report}");
        assert!(report.contains("# --listen\n"), "{report}");
        let line = report.lines().find(|line| line.starts_with("cosign-every = \"7\""));
        assert!(line.is_some_and(|line| line.ends_with("daybook.toml:2")), "{report}");
        let line = report.lines().find(|line| line.starts_with("# four-eyes = \"default\""));
        assert!(line.is_some_and(|line| line.ends_with("# default")), "{report}");
        assert!(report.contains("# policy is not set\n"), "{report}");
    }

    #[test]
    fn an_option_that_needs_another_finds_it_in_either_place() {
        let words = ["daybook", "serve", "@", "--publish-every", "5m"];
        assert!(read_with("publish = \"/srv/ledger\"", &words).is_ok());
        let alone = read_with("publish-every = \"5m\"", &["daybook", "serve", "@"]);
        assert!(alone.unwrap_err().contains("--publish <TARGET>"), "not given anywhere");
    }

    #[test]
    fn a_common_option_before_the_command_counts_as_given() {
        let text = "log = \"error\"";
        let (_, report) = read_with(text, &["daybook", "--log", "debug", "serve", "@"]).unwrap();
        assert!(report.contains("log = \"debug\""), "{report}");
        let (_, report) = read_with(text, &["daybook", "serve", "@"]).unwrap();
        assert!(report.contains("log = \"error\""), "{report}");
    }

    #[test]
    fn a_mistake_on_the_line_is_told_as_ever() {
        let told = read_with("", &["daybook", "serve", "@", "--listen", "nowhere"]);
        assert!(told.unwrap_err().contains("'nowhere' for '--listen <ADDR>'"));
        assert!(read_with("", &["daybook", "serve", "@", "--lisetn", "x"]).is_err());
    }

    /// What the report shows can be put into a file and says the same again.
    #[test]
    fn the_report_is_a_configuration_file() {
        let text = "four-eyes = \"all\"\norigin = \"a\\\"b\\\\c\"\n";
        let (_, report) = read_with(text, &["daybook", "serve", "@"]).unwrap();
        let (_, again) = read_with(&report, &["daybook", "serve", "@"]).unwrap();
        let values = |report: &str| -> Vec<String> {
            let lines = report.lines().filter(|line| !line.starts_with('#'));
            lines.map(|line| line.split("  #").next().unwrap().to_owned()).collect()
        };
        assert_eq!(values(&report), values(&again));
    }

    #[test]
    fn every_setting_has_its_variable_and_secrets_say_so() {
        for (long, argument) in file::settable(&serve_command()) {
            let due = format!("DAYBOOK_{}", long.to_uppercase().replace('-', "_"));
            let variable = argument.get_env().map(|name| name.to_string_lossy().into_owned());
            assert_eq!(variable, Some(due), "--{long}");
            let secret = ["secret", "password", "passphrase", "webhook"];
            if secret.iter().any(|word| long.contains(word)) && !long.ends_with("-file") {
                assert!(argument.is_hide_env_values_set(), "--{long} would be printed");
            }
        }
    }
}
