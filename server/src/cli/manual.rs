//! `daybook completions`, `daybook man`: made from the definition of the command line,
//! so that neither can say what the program does not.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Arguments, Failure, Outcome};
use crate::files::{self, Readers};

/// Print completions for a shell.
///
/// For bash: `daybook completions bash > /etc/bash_completion.d/daybook`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Print the manual page, or write one for each command.
///
/// To read it: `daybook man | man -l -`.
#[derive(Debug, clap::Args)]
pub(super) struct Manual {
    /// Write daybook.1, daybook-serve.1 and so on into this folder
    #[arg(long, env = "DAYBOOK_MAN_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Completions {
    pub(super) fn run(self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "daybook", &mut script);
        print(&script)
    }
}

impl Manual {
    pub(super) fn run(self) -> Outcome {
        let mut top = Arguments::command();
        // Gives every command its full name and the options of all.
        top.build();
        let Some(folder) = self.out else { return print(&page(top)?) };
        let unable =
            |error: std::io::Error| Failure::unable(format!("--out {}: {error}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(unable)?;
        for (name, command) in pages("daybook", &top) {
            let path = folder.join(format!("{name}.1"));
            files::replace(&path, &page(command)?, Readers::Anyone).map_err(unable)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A command and all below it, each with the name of its page.
fn pages(name: &str, command: &Command) -> Vec<(String, Command)> {
    let mut all = vec![(name.to_owned(), command.clone())];
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        all.extend(pages(&format!("{name}-{}", below.get_name()), below));
    }
    all
}

fn page(command: Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Failure::unable)?;
    Ok(page)
}

/// Whoever reads it may have left (`| head`): that is no failure.
fn print(bytes: &[u8]) -> Outcome {
    use std::io::{ErrorKind, Write};
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::unable(format!("standard output: {error}")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_its_options() {
        let mut top = Arguments::command();
        top.build();
        let all = pages("daybook", &top);
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        for due in ["daybook", "daybook-serve", "daybook-cosign-new", "daybook-token"] {
            assert!(names.contains(&due), "{names:?}");
        }
        let (_, serve) = all.into_iter().find(|(name, _)| name == "daybook-serve").unwrap();
        let text = String::from_utf8(page(serve).unwrap()).unwrap();
        for due in ["tls\\-cert", "DAYBOOK_TLS_CERT", "check\\-config", ".TH"] {
            assert!(text.contains(due), "{due} is not in\n{text}");
        }
    }

    #[test]
    fn completions_know_commands_and_options() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "daybook", &mut script);
            let script = String::from_utf8(script).unwrap();
            for due in ["serve", "four-eyes", "completions"] {
                assert!(script.contains(due), "{shell}: {due}");
            }
        }
    }
}
