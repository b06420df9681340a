//! The command line: one file for each command.
//!
//! Exit codes: 0 done or verified; 1 does not match, or the command failed on
//! what it was given; 2 the command line itself is wrong; 3 could not do or
//! check it (a file is missing, a folder is in use).

mod audit;
mod backup;
mod bench;
mod check;
mod cosign;
mod demo;
mod export;
mod fsck;
mod import;
mod key;
mod lines;
mod log;
mod manual;
mod moving;
mod openid;
mod person_key;
mod progress;
mod proof;
mod publish;
mod restore;
mod rows;
mod serve;
mod settings;
mod sign;
mod source;
mod span;
mod token;
mod trust;
mod verify;
mod viewer;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use settings::{Settings, Unusable};

use crate::access;
use crate::access::log::files::Files;
use crate::folder::{access_log_of, holds_ledger};

/// A public accountability ledger: append events, read them, prove that none
/// was changed.
#[derive(Debug, Parser)]
#[command(name = "daybook", version, propagate_version = true, max_term_width = 100)]
struct Arguments {
    /// How much to log: error, warn, info, debug or trace
    #[arg(long, global = true, env = "DAYBOOK_LOG", default_value = "info", value_name = "LEVEL")]
    log: tracing::level_filters::LevelFilter,
    /// How to log: text for people, or json, one object a line
    #[arg(
        long,
        global = true,
        env = "DAYBOOK_LOG_FORMAT",
        default_value = "text",
        value_name = "FORMAT"
    )]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum LogFormat {
    /// A line for people
    Text,
    /// A JSON object a line
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a ledger: viewer, read tree and API
    Serve(serve::Serve),
    /// Make a ledger that holds the record of the 2015 inquiry, and serve it
    Demo(demo::Demo),
    /// Append events from a file of JSON lines, all or none
    Import(import::Import),
    /// Write the whole ledger as files, or as one .daybook file, that anyone can check
    Export(export::Export),
    /// Check a data folder, an export, a .daybook file or a proof file, every byte of it
    Verify(verify::Verify),
    /// Back up a ledger into a folder, also while a server runs on it
    Backup(backup::Backup),
    /// Put a ledger back from a backup, prove it, and record that it happened
    Restore(restore::Restore),
    /// Move the entries into a PostgreSQL database, or back into the data folder
    Move(moving::Move),
    /// Check everything in a data folder, and write nothing there
    Fsck(fsck::Fsck),
    /// Write the viewer as one HTML file that opens without a server
    Viewer(viewer::Viewer),
    /// Write the proof of one entry into a file that needs nothing beside it
    Proof(proof::Proof),
    /// Be an independent witness of other people's ledgers
    Cosign(cosign::Cosign),
    /// Make a person's key, and the drafts that register, replace or revoke it
    Key(key::Key),
    /// Sign a draft with a person's key
    Sign(sign::Sign),
    /// Publish the ledger on static hosting: a folder or an object store
    Publish(publish::Publish),
    /// Watch a ledger from outside: is it still what it was?
    Audit(audit::Audit),
    /// Make, list and revoke tokens
    Token(token::Token),
    /// Print the access log: refusals, and what was done to access
    Log(log::Log),
    /// Print completions for a shell
    Completions(manual::Completions),
    /// Print the manual page, or write one for each command
    Man(manual::Manual),
    /// Measure appends on this machine
    Bench(bench::Bench),
}

/// The data folder, as most commands take it.
#[derive(Debug, clap::Args)]
struct Data {
    /// The ledger's data folder
    #[arg(long, env = "DAYBOOK_DATA", default_value = "daybook-data", value_name = "DIR")]
    data: PathBuf,
}

/// Does something that stands in the access log of the ledger in `folder` before it
/// is done.
fn logged<T>(
    folder: &Path,
    act: &str,
    about: &str,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    if !holds_ledger(folder) {
        // The work says so itself; no log is begun in a folder that is none of ours.
        return work();
    }
    let log = access_log_of(folder);
    let done = access::log::around(&Files::new(log.clone()), act, about, work);
    done.map_err(|error| {
        Failure::unable(format!(
            "{}: {error}; nothing was done, because it could not be written down",
            log.display()
        ))
    })?
}

/// Why a command ends without having done its work.
#[derive(Debug)]
struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// What was given is wrong: exit code 1.
    fn refused(message: impl Display) -> Self {
        Self { code: 1, message: message.to_string() }
    }

    /// The command line is wrong: exit code 2.
    fn usage(message: impl Display) -> Self {
        Self { code: 2, message: message.to_string() }
    }

    /// It could not be done or checked: exit code 3.
    fn unable(message: impl Display) -> Self {
        Self { code: 3, message: message.to_string() }
    }

    /// Says it on standard error; the code to end with.
    fn told(self) -> ExitCode {
        eprintln!("daybook: {}", self.message);
        ExitCode::from(self.code)
    }
}

/// Prints a line on standard output. Whoever reads it may have left (`| head`):
/// that is no failure and no panic.
fn say(line: impl Display) {
    use std::io::{ErrorKind, Write};
    if let Err(error) = writeln!(std::io::stdout(), "{line}")
        && error.kind() != ErrorKind::BrokenPipe
    {
        eprintln!("daybook: standard output: {error}");
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let Settings { arguments, report } = match settings::read(std::env::args_os().collect()) {
        Ok(settings) => settings,
        Err(Unusable::Line(error)) => {
            // Help and version are no mistakes.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
        Err(Unusable::File(failure)) => return failure.told(),
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(arguments.log)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_target(false);
    match arguments.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    let outcome = match arguments.command {
        Command::Serve(command) => command.run(&report),
        Command::Demo(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Move(command) => command.run(),
        Command::Fsck(command) => command.run(),
        Command::Viewer(command) => command.run(),
        Command::Proof(command) => command.run(),
        Command::Cosign(command) => command.run(),
        Command::Key(command) => command.run(),
        Command::Sign(command) => command.run(),
        Command::Publish(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Token(command) => command.run(),
        Command::Log(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
        Command::Bench(command) => command.run(),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.told(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_option_is_long_and_has_help() {
        let mut top = Arguments::command();
        top.build();
        for command in top.get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments().filter(|argument| !argument.is_positional()) {
                assert!(argument.get_long().is_some(), "{argument}");
                assert!(argument.get_help().is_some(), "{argument}");
            }
        }
    }

    /// An option that every command has is not another one in one of them.
    #[test]
    fn an_option_of_all_commands_means_one_thing() {
        fn look(command: &clap::Command) {
            let same = |argument: &&clap::Arg| argument.get_id() == "log";
            for argument in command.get_arguments().filter(same) {
                assert!(argument.is_global_set(), "{}: --log", command.get_name());
            }
            command.get_subcommands().for_each(look);
        }
        look(&Arguments::command());
        let cosign = ["daybook", "cosign", "serve", "--dir", "d", "--ledger", "k"];
        assert!(Arguments::try_parse_from(cosign).is_ok());
    }
}
