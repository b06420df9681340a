//! Measures the real program, its peers and the machine, for `scripts/bench`.

#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
fn main() -> std::process::ExitCode {
    host::main()
}

#[cfg(any(target_arch = "wasm32", not(feature = "browser")))]
fn main() {}

#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
mod host {
    use serde_json::{Value, json};
    use std::process::ExitCode;
    use tests::bench::{PARTS, Settings, goals, run};

    pub(crate) fn main() -> ExitCode {
        let folder = match tempfile::tempdir_in(".").and_then(|made| {
            let whole = made.path().canonicalize()?;
            Ok((made, whole))
        }) {
            Ok(made) => made,
            Err(error) => {
                eprintln!("bench: no folder on this disk: {error}");
                return ExitCode::from(3);
            }
        };
        let mut settings =
            Settings { quick: false, huge: false, folder: folder.1.clone(), events: None };
        let (mut parts, mut is_json) = (Vec::new(), false);
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => settings.quick = true,
                "--huge" => settings.huge = true,
                "--json" => is_json = true,
                "--events" => {
                    let count = arguments.next().and_then(|text| text.parse().ok());
                    let Some(count) = count.filter(|count| *count > 0) else { return usage() };
                    settings.events = Some(count);
                }
                part => match PARTS.iter().find(|known| **known == part) {
                    Some(known) => parts.push(*known),
                    None => return usage(),
                },
            }
        }
        if parts.is_empty() {
            parts = PARTS.to_vec();
        }
        // The user that PostgreSQL runs as finds its own folder in this one.
        if let Err(error) = passable(&folder.1) {
            eprintln!("bench: {}: {error}", folder.1.display());
        }
        let machine = machine();
        if !is_json {
            println!("{}", machine["what"].as_str().unwrap_or_default());
        }
        let report = run(&settings, &parts, |section| {
            if is_json {
                eprintln!("measured: {}", section.title);
            } else {
                print!("{}", section.to_text());
            }
        });
        if is_json {
            println!("{}", report.to_json(&machine));
        } else {
            print!("{}", goals::to_text(&goals::of(&report)));
        }
        ExitCode::SUCCESS
    }

    fn passable(folder: &std::path::Path) -> std::io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711))
    }

    fn usage() -> ExitCode {
        let parts = PARTS.join("|");
        eprintln!("usage: bench [--quick] [--huge] [--json] [--events N] [{parts}]...");
        ExitCode::from(2)
    }

    fn machine() -> Value {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        let kernel = read("/proc/sys/kernel/osrelease").trim().to_owned();
        let load = read("/proc/loadavg");
        let load = load.split(' ').next().unwrap_or_default();
        let processors = read("/proc/cpuinfo");
        let model = processors.lines().find_map(|line| line.strip_prefix("model name"));
        let model = model.map_or("", |text| text.trim_start_matches([' ', '\t', ':']));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let what = format!("Linux {kernel}, {cores} cores ({model}), load {load}");
        json!({"what": what, "kernel": kernel, "cores": cores, "model": model, "load": load})
    }
}
