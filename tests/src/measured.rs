//! What a reader of a large ledger waits for, measured in headless Chromium.

use crate::browser::Browser;
use serde_json::Value;
use std::time::Duration;

/// How long the full check of a million entries may take on a busy machine.
const LONG: Duration = Duration::from_mins(5);

/// Installed before the page: notes when the first strip and the verdict are
/// there, what the status said then, and long tasks of the page's thread.
const WATCH: &str = "window.seen = {longest: 0};
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) seen.longest = Math.max(seen.longest, task.duration);
    }).observe({type: 'longtask', buffered: true});
    const look = () => {
        const bar = document.querySelector('[data-testid=verdict]');
        const drawn = document.querySelector('[data-testid=drawn-timeline]');
        const state = bar ? bar.dataset.state : '';
        if (!seen.strip && drawn && Number(drawn.dataset.events) > 0) {
            seen.strip = performance.now();
            seen.stripState = state;
            seen.stripEvents = Number(drawn.dataset.events);
        }
        if (!seen.done && ['verified', 'firstvisit'].includes(state)) seen.done = performance.now();
    };
    new MutationObserver(look).observe(document,
        {subtree: true, childList: true, attributes: true, characterData: true});";

/// Drags the drawing to and fro for some seconds and notes the time of each frame.
const PAN: &str = "const done = arguments[arguments.length - 1];
    const surface = document.querySelector('.drawn__surface');
    const at = (type, x) => surface.dispatchEvent(new PointerEvent(type,
        {bubbles: true, button: 0, pointerType: 'mouse', clientX: x, clientY: 20}));
    const frames = [];
    let before = 0, count = 0;
    at('pointerdown', 600);
    const frame = now => {
        if (before) frames.push(now - before);
        before = now;
        count += 1;
        at('pointermove', 600 + Math.round(280 * Math.sin(count / 25)));
        if (count < 300) return requestAnimationFrame(frame);
        at('pointerup', 600);
        frames.sort((a, b) => a - b);
        done({p50: frames[Math.floor(frames.length * .5)], p95: frames[Math.floor(frames.length * .95)],
            most: frames.at(-1)});
    };
    requestAnimationFrame(frame);";

/// What was measured; times in milliseconds from the start of the navigation.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The first events on the drawing.
    pub strip: f64,
    /// What the status bar said then.
    pub strip_state: String,
    /// How many events were on it.
    pub strip_events: u64,
    /// The verdict.
    pub verified: f64,
    /// The drawing of all events.
    pub drawn: f64,
    /// Frames while panning: the middle one, the 95th of a hundred, the longest.
    pub frames: [f64; 3],
    /// The longest task of the page's thread; 0 when none took 50 ms.
    pub longest_task: f64,
    /// Elements of the page.
    pub elements: u64,
    /// Memory that the worker's wasm has taken, bytes.
    pub worker_bytes: u64,
}

/// Opens the timeline of a ledger of `events` entries in a fresh browser.
#[track_caller]
pub fn timeline(url: &str, events: u64) -> Measured {
    let browser = Browser::start();
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({"source": WATCH}));
    browser.open(&format!("{url}/timeline"));
    browser.wait("the verdict", LONG, "return Boolean(window.seen.done)");
    let all = format!(
        "const drawn = document.querySelector('[data-testid=drawn-timeline]');
         return drawn && drawn.dataset.events === '{events}' ? performance.now() : null"
    );
    let drawn = browser.wait("the whole drawing", LONG, &all);
    // The page answers what the verdict changed before anybody pans.
    std::thread::sleep(Duration::from_secs(2));
    let longest = browser.js("return window.seen.longest");
    let frames = browser.js_async(PAN);
    let seen = browser.js("return window.seen");
    // A browser tells of tasks of 50 ms and more. That none came says something only
    // if one that is made here is told of.
    browser.js(
        "window.seen.longest = 0;
         setTimeout(() => { const end = performance.now() + 120; while (performance.now() < end); })",
    );
    browser.wait("a task that is long", LONG, "return window.seen.longest > 100");
    let counts = browser.js(
        "const drawn = document.querySelector('[data-testid=drawn-timeline]');
         return {elements: document.getElementsByTagName('*').length, bytes: Number(drawn.dataset.memory)}",
    );
    let number = |value: &Value| value.as_f64().expect("a number");
    Measured {
        strip: number(&seen["strip"]),
        strip_state: seen["stripState"].as_str().unwrap_or("?").to_owned(),
        strip_events: seen["stripEvents"].as_u64().unwrap_or(0),
        verified: number(&seen["done"]),
        drawn: number(&drawn),
        frames: [number(&frames["p50"]), number(&frames["p95"]), number(&frames["most"])],
        longest_task: number(&longest),
        elements: counts["elements"].as_u64().unwrap_or(0),
        worker_bytes: counts["bytes"].as_u64().unwrap_or(0),
    }
}
