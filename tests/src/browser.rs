//! A headless Chromium, driven blockingly through chromedriver.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, TimeoutConfiguration,
    WebDriver,
};
use tokio::runtime::Runtime;

/// The accessibility checker that is injected into pages (see tests/vendor/).
const AXE: &str = include_str!("../vendor/axe.min.js");

/// How a page is shown.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// `light` or `dark`, as the reader's system would prefer it.
    pub scheme: &'static str,
    /// The reader's own few colours in place of the page's.
    pub forced: bool,
    /// Width of the window, CSS pixels.
    pub width: u32,
}

impl Mode {
    fn name(self) -> String {
        format!("{}{} {}", self.scheme, if self.forced { " forced" } else { "" }, self.width)
    }
}

const fn mode(scheme: &'static str, forced: bool, width: u32) -> Mode {
    Mode { scheme, forced, width }
}

/// In each of these, every page is to be without fault.
pub const MODES: [Mode; 5] = [
    mode("light", false, 1280),
    mode("dark", false, 1280),
    mode("light", false, 320),
    mode("dark", false, 320),
    mode("light", true, 1280),
];

/// One browser with a fresh profile; it ends when dropped.
pub struct Browser {
    runtime: Runtime,
    page: Option<WebDriver>,
    process: Child,
}

impl Browser {
    /// Starts a driver on a free port and one browser.
    #[track_caller]
    pub fn start() -> Self {
        Self::launch(false)
    }

    /// As [`Self::start`], and every request that a page makes is noted
    /// ([`Self::requests`]).
    #[track_caller]
    pub fn watching_requests() -> Self {
        Self::launch(true)
    }

    #[track_caller]
    fn launch(watching: bool) -> Self {
        // Another test of this process may have named one: any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts; scripts/setup tests installs it");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, rest) = line.split_once("started successfully on port ")?;
                rest.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver names its port");
        std::thread::spawn(move || lines.for_each(drop));
        let runtime = Runtime::new().expect("a runtime");
        let page = runtime
            .block_on(async {
                let mut wanted = DesiredCapabilities::chrome();
                for argument in [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--window-size=1280,800",
                    "--force-prefers-reduced-motion",
                ] {
                    wanted.add_arg(argument)?;
                }
                wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
                if watching {
                    wanted.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
                }
                let page = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
                let long = Some(Duration::from_mins(2));
                page.update_timeouts(TimeoutConfiguration::new(long, long, None)).await?;
                thirtyfour::error::WebDriverResult::Ok(page)
            })
            .expect("Chromium starts");
        Self { runtime, page: Some(page), process }
    }

    fn page(&self) -> &WebDriver {
        self.page.as_ref().expect("the browser is open until dropped")
    }

    /// Opens an address and waits for its load event.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.runtime.block_on(self.page().goto(url)).expect("the page opens");
    }

    /// Runs a script's statements in the page and returns what it returns.
    #[track_caller]
    pub fn js(&self, script: &str) -> Value {
        let done = self.runtime.block_on(self.page().execute(script, Vec::new()));
        done.unwrap_or_else(|e| panic!("{script}: {e}")).json().clone()
    }

    /// Runs a script that calls its last argument when it is done.
    #[track_caller]
    pub fn js_async(&self, script: &str) -> Value {
        let done = self.runtime.block_on(self.page().execute_async(script, Vec::new()));
        done.unwrap_or_else(|e| panic!("{script}: {e}")).json().clone()
    }

    /// All text that a reader can see.
    #[track_caller]
    pub fn text(&self) -> String {
        self.js("return document.body ? document.body.innerText : ''").as_str().unwrap_or("").into()
    }

    /// Waits until a script returns something true, and returns that.
    #[track_caller]
    pub fn wait(&self, what: &str, limit: Duration, script: &str) -> Value {
        let until = Instant::now() + limit;
        loop {
            let found = self.js(script);
            if !matches!(found, Value::Null | Value::Bool(false)) && found != "" {
                return found;
            }
            assert!(
                Instant::now() < until,
                "waited {limit:?} for {what}; the page says:\n{}\nlog: {:?}",
                self.text(),
                self.log()
            );
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// Waits until the page shows a text.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str, limit: Duration) {
        let script = format!("return document.body.innerText.includes({})", json!(text));
        self.wait(text, limit, &script);
    }

    /// What the browser logged since the last call: console, page errors, and
    /// refusals by the content security policy.
    #[track_caller]
    pub fn log(&self) -> Vec<String> {
        let lines = self.runtime.block_on(self.page().browser_log()).expect("the log");
        lines.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)).collect()
    }

    /// The address of every request since the last call, of a page that is
    /// watched: what the developer tools call `Network.requestWillBeSent`.
    #[track_caller]
    pub fn requests(&self) -> Vec<String> {
        let lines = self.runtime.block_on(self.page().get_log("performance")).expect("the log");
        let told = lines.iter().filter_map(|line| serde_json::from_str(&line.message).ok());
        told.filter(|told: &Value| told["message"]["method"] == "Network.requestWillBeSent")
            .map(|told| told["message"]["params"]["request"]["url"].to_string())
            .collect()
    }

    /// Chooses a file in a file field, as a person does in the dialog.
    #[track_caller]
    pub fn choose(&self, selector: &str, file: &std::path::Path) {
        let path = file.to_str().expect("a path in UTF-8");
        // The press that opens the dialog, without the dialog.
        self.js(&format!(
            "const field = document.querySelector({});
             field.addEventListener('click', event => event.preventDefault(), {{once: true}});
             field.click()",
            json!(selector)
        ));
        let chosen = self.runtime.block_on(async {
            self.page().find(thirtyfour::By::Css(selector)).await?.send_keys(path).await
        });
        chosen.unwrap_or_else(|e| panic!("{selector}: {e}"));
    }

    /// Presses a key as a keyboard does, on whatever has the focus: `Tab`, `+`.
    ///
    /// # Panics
    /// Where it is none of those that the tests press.
    #[track_caller]
    pub fn press(&self, key: &str) {
        let (code, number) = match key {
            "Tab" => (key, 9),
            "Enter" => (key, 13),
            "Escape" => (key, 27),
            "End" => (key, 35),
            "Home" => (key, 36),
            "ArrowLeft" => (key, 37),
            "ArrowUp" => (key, 38),
            "ArrowRight" => (key, 39),
            "ArrowDown" => (key, 40),
            "0" => ("Digit0", 48),
            "t" => ("KeyT", 84),
            "+" => ("Equal", 187),
            "." => ("Period", 190),
            _ => panic!("no code for the key {key}"),
        };
        let text = if key.chars().count() == 1 { key } else { "" };
        for (kind, text) in [("keyDown", text), ("keyUp", "")] {
            self.devtools(
                "Input.dispatchKeyEvent",
                json!({"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number,
                    "text": text}),
            );
        }
    }

    /// Saves downloads in a folder, without asking.
    #[track_caller]
    pub fn save_to(&self, folder: &std::path::Path) {
        self.devtools(
            "Browser.setDownloadBehavior",
            json!({"behavior": "allow", "downloadPath": folder.to_str().expect("UTF-8")}),
        );
    }

    /// Sends a command of the browser's developer tools.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        let done = self.runtime.block_on(self.page().cdp().send_raw(command, parameters));
        done.unwrap_or_else(|e| panic!("{command}: {e}"))
    }

    /// The size of the window in CSS pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        );
    }

    /// Shows the page as a reader of this mode has it.
    #[track_caller]
    pub fn show_as(&self, mode: Mode) {
        self.resize(mode.width, 800);
        let features = json!([
            {"name": "prefers-color-scheme", "value": mode.scheme},
            {"name": "forced-colors", "value": if mode.forced { "active" } else { "none" }}
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// What is wrong with the page in each of [`MODES`], each line beginning with
    /// `place`; `ready` waits for the page after it was shown in another mode.
    #[track_caller]
    pub fn flaws(&self, place: &str, ready: impl Fn()) -> Vec<String> {
        let mut flaws = Vec::new();
        for mode in MODES {
            self.show_as(mode);
            ready();
            flaws.extend(self.flaws_now(place, mode));
        }
        // A page that is loaded in forced colours keeps their ground in this browser's
        // pictures when they end; the next page is not to be loaded so.
        self.show_as(MODES[0]);
        flaws
    }

    /// What is wrong with the page that is shown in `mode`: whatever axe finds, and a
    /// page that is wider than its window. With `DAYBOOK_SHOTS` set to a folder, a
    /// picture is put there, to be looked at.
    #[track_caller]
    pub fn flaws_now(&self, place: &str, mode: Mode) -> Vec<String> {
        let place = format!("{place} {}", mode.name());
        if let Some(folder) = std::env::var_os("DAYBOOK_SHOTS") {
            let name = place.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let file = std::path::Path::new(&folder).join(format!("{name}.png"));
            std::fs::write(file, self.screenshot()).expect("a picture");
        }
        let mut flaws: Vec<_> = self.axe().into_iter().map(|p| format!("{place}: {p}")).collect();
        let wide = self.js("return document.documentElement.scrollWidth");
        if wide.as_u64() > Some(u64::from(mode.width)) {
            flaws.push(format!("{place}: the page is {wide} pixels wide"));
        }
        flaws
    }

    /// Every accessibility violation that axe-core finds on the page, with the
    /// elements it concerns.
    #[track_caller]
    pub fn axe(&self) -> Vec<String> {
        self.violations("{resultTypes: ['violations']}", 6)
    }

    /// Targets that are smaller than WCAG 2.2 allows (24 by 24 pixels, or as much
    /// room around them): axe knows the exceptions, but checks it on request only.
    #[track_caller]
    pub fn targets(&self) -> Vec<String> {
        self.violations(
            "{resultTypes: ['violations'], runOnly: ['target-size', 'button-name', 'link-name', \
             'label', 'image-alt', 'list', 'listitem']}",
            2,
        )
    }

    /// What axe-core finds with these options, each with its elements; at least so
    /// many rules must have passed, or nothing was looked at.
    #[track_caller]
    fn violations(&self, options: &str, least: u64) -> Vec<String> {
        // Half a megabyte goes to the browser only where it is not there yet.
        if self.js("return !window.axe") == true {
            self.js(&format!("if (!window.axe) {{ {AXE} }}"));
        }
        let found = self.js_async(&format!(
            "const done = arguments[arguments.length - 1];
             axe.run(document, {options}).then(
               r => done({{passes: r.passes.length, violations: r.violations.map(v =>
                 v.id + ': ' + v.help + ' -- ' +
                 v.nodes.map(n => n.target.join(' ') + ' ' + (n.failureSummary || '')).join(' | '))}}),
               e => done({{passes: 0, violations: ['axe failed: ' + e]}}))"
        ));
        assert!(found["passes"].as_u64() >= Some(least), "axe checked next to nothing: {found}");
        let list = found["violations"].as_array().expect("a list");
        list.iter().map(|v| v.as_str().unwrap_or("?").to_owned()).collect()
    }

    /// A picture of the window as PNG.
    #[track_caller]
    pub fn screenshot(&self) -> Vec<u8> {
        self.runtime.block_on(self.page().screenshot_as_png()).expect("a screenshot")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(page) = self.page.take() {
            let _ = self.runtime.block_on(page.quit());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
