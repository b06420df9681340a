//! Scenarios of the reader's guide that need hands: keys alone, what is spoken,
//! targets, and paper.

use super::forged::Stage;
use super::pages::demonstration;
use super::views::{FILTERS, ids};
use super::{LONG, silent, verdict};
use serde_json::json;
use tests::browser::Browser;
use tests::tamper::Forger;

const SURFACE: &str = "[data-testid=drawn-timeline] [role=application]";

/// The event under the cursor, once there is one that is not `before`.
#[track_caller]
fn stands_on(browser: &Browser, before: &str) -> String {
    let script = format!(
        "const a = document.querySelector('[data-testid=readout] a');
         return a && a.getAttribute('href') !== {} ? a.getAttribute('href') : ''",
        json!(before)
    );
    browser.wait("another event", LONG, &script).as_str().expect("an address").to_owned()
}

#[track_caller]
fn timeline(path: &str) -> (tempfile::TempDir, tests::daybook::TestServer, Browser) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let browser = Browser::start();
    browser.open(&format!("{}{path}", server.url()));
    verdict(&browser);
    let drawn = "const d = document.querySelector('[data-testid=drawn-timeline]');
        return d && Number(d.dataset.events) > 0";
    browser.wait("the drawing", LONG, drawn);
    (folder, server, browser)
}

/// Scenario 16: no mouse.
#[test]
fn the_drawn_timeline_works_by_keys_alone() {
    let (_folder, _server, browser) = timeline("/timeline?view=drawing");
    browser.js(&format!("document.querySelector('{SURFACE}').focus()"));
    // The first key leads to the first event of the first lane.
    browser.press("Home");
    let first = stands_on(&browser, "");
    browser.press("End");
    let last = stands_on(&browser, &first);
    browser.press("Home");
    assert_eq!(stands_on(&browser, &last), first);
    browser.press("ArrowRight");
    let second = stands_on(&browser, &first);
    browser.press("ArrowLeft");
    assert_eq!(stands_on(&browser, &second), first, "back where it was");
    browser.press("ArrowDown");
    let below = stands_on(&browser, &first);
    browser.press("ArrowUp");
    stands_on(&browser, &below);
    // The focus is seen: an outline, not a colour alone.
    let outline = browser.js(&format!(
        "const s = getComputedStyle(document.querySelector('{SURFACE}'));
         return [s.outlineStyle, parseFloat(s.outlineWidth), s.boxShadow]"
    ));
    let seen = outline[0] != "none" && outline[1].as_f64() >= Some(2.0) || outline[2] != "none";
    assert!(seen, "{outline}");
    // Zoom, and everything again.
    let zoomed = "return new URLSearchParams(location.search).has('zoom')";
    browser.press("+");
    browser.wait("a narrower window in the address", LONG, zoomed);
    browser.press("0");
    browser.wait("everything", LONG, "return !new URLSearchParams(location.search).has('zoom')");
    // Letters can be switched off; then they do nothing, and arrows still work.
    browser.js("document.querySelector('#drawn-help').open = true;
        document.querySelector('#drawn-help input').click()");
    browser.js(&format!("document.querySelector('{SURFACE}').focus()"));
    browser.press("t");
    browser.press("End");
    stands_on(&browser, &first);
    assert_eq!(browser.js(zoomed), false, "T did nothing");
    // Escape takes the cursor away; Tab leaves.
    browser.press("Escape");
    browser.wait("no event", LONG, "return !document.querySelector('[data-testid=readout] a')");
    browser.press("Tab");
    let left = format!("return document.activeElement !== document.querySelector('{SURFACE}')");
    browser.wait("the focus elsewhere", LONG, &left);
    // Enter opens the event under the cursor.
    browser.js(&format!("document.querySelector('{SURFACE}').focus()"));
    browser.press("Home");
    let chosen = stands_on(&browser, "");
    browser.press("Enter");
    browser.wait("its page", LONG, &format!("return location.pathname === {}", json!(chosen)));
    silent(&browser, "keys");
}

/// Scenario 17: one announcement, the heading and its place, not the record; and
/// twenty repeats of a key make three at the most.
#[test]
fn the_cursor_is_announced_once_it_rests() {
    let (_folder, _server, browser) = timeline("/timeline?view=drawing");
    browser.js(&format!(
        "document.querySelector('{SURFACE}').focus();
         window.said = [];
         const place = document.querySelector('[data-testid=announcement]');
         new MutationObserver(() => {{ if (place.textContent) window.said.push(place.textContent); }})
           .observe(place, {{childList: true, characterData: true, subtree: true}})"
    ));
    assert_eq!(
        browser.js(
            "return document.querySelector('[data-testid=announcement]').getAttribute('aria-live')"
        ),
        "polite"
    );
    browser.press("Home");
    browser.wait("an announcement", LONG, "return window.said.length === 1");
    let said = browser.js("return window.said[0]");
    let said = said.as_str().expect("words");
    assert!(said.contains(", 1 of ") && said.contains(" in "), "{said}");
    assert!(said.len() < 200, "the heading, not the record: {said}");
    for _ in 0..20 {
        browser.press("ArrowRight");
    }
    let rested = "return window.said.length > 1 && / of /.test(window.said.at(-1))
        && document.querySelector('[data-testid=readout] a')?.innerText
        && window.said.at(-1).startsWith(document.querySelector('[data-testid=readout] a').innerText)";
    browser.wait("the last announcement", LONG, rested);
    let count = browser.js("return window.said.length");
    assert!(count.as_u64() <= Some(4), "one and at most three more: {count}");
    silent(&browser, "announcements");
}

/// Scenario 20: everything that a drag does has a button, no target is too small,
/// and what has the focus is not under the status bar.
#[test]
fn nothing_needs_a_drag_or_a_steady_hand() {
    let (_folder, server, browser) = timeline("/timeline");
    let zoom = "return new URLSearchParams(location.search).get('zoom') || ''";
    let press = |name: &str| {
        browser.js(&format!(
            "document.querySelector('[data-testid=drawn-timeline] button[aria-label={}]').click()",
            json!(name)
        ));
    };
    press("Zoom in");
    let near = browser.wait("a window", LONG, zoom);
    press("Later");
    let changed = |was: &serde_json::Value| {
        format!(
            "const z = new URLSearchParams(location.search).get('zoom') || ''; return z !== {was} && z"
        )
    };
    let later = browser.wait("a later window", LONG, &changed(&near));
    press("Earlier");
    browser.wait("an earlier window", LONG, &changed(&later));
    press("Fit everything");
    browser.wait("everything", LONG, "return !new URLSearchParams(location.search).has('zoom')");
    let mut small = Vec::new();
    for path in
        ["/", "/timeline", "/events/30", "/recommendations", "/returns", "/as-of", "/verify"]
    {
        browser.open(&format!("{}{path}", server.url()));
        verdict(&browser);
        browser.wait("the page", LONG, "return document.querySelector('main h1') && !document.querySelector('[data-testid=loading]')");
        let found = browser.targets();
        small.extend(found.into_iter().map(|target| format!("{path}: {target}")));
        // Each row of a list that gets the focus can be seen below what sticks.
        let hidden = browser.js("const bar = document.querySelector('[data-testid=verdict]');
             const under = [];
             for (const link of document.querySelectorAll('main a, main button, main input')) {
               if (!link.getClientRects().length) continue;
               link.focus({preventScroll: false});
               link.scrollIntoView({block: 'nearest'});
               const at = link.getBoundingClientRect();
               const stuck = getComputedStyle(bar).position;
               const top = bar.getBoundingClientRect();
               if ((stuck === 'sticky' || stuck === 'fixed') && !bar.contains(link)
                   && at.top < top.bottom - 1 && at.bottom > top.top && top.top <= 0)
                 under.push(link.outerHTML.slice(0, 80));
               if (under.length > 3) break;
             }
             return under");
        assert_eq!(hidden, json!([]), "{path}: under the status bar");
    }
    assert!(small.is_empty(), "{} targets:\n{}", small.len(), small.join("\n"));
    silent(&browser, "targets");
}

/// Scenario 18, the drawing: going through its lanes from event to event, a reader
/// meets the events of the list, each once, and no other.
#[test]
fn the_drawing_holds_the_events_of_the_list() {
    let (_folder, server, browser) = timeline("/timeline");
    let client = server.client();
    for query in FILTERS {
        let mut listed = ids(&client, query);
        listed.sort();
        browser.open(&format!("{}/timeline?{query}", server.url()));
        verdict(&browser);
        let counted = format!(
            "const d = document.querySelector('[data-testid=drawn-timeline]');
             return d !== null && d.dataset.events === '{}'",
            listed.len()
        );
        browser.wait("the drawing of all that match", LONG, &counted);
        let mut met = walk(&browser, listed.len());
        met.sort();
        assert_eq!(met, listed, "{query}");
    }
    silent(&browser, "walks through the drawing");
}

/// The index of each event that the arrow keys lead to, lane by lane.
#[track_caller]
fn walk(browser: &Browser, events: usize) -> Vec<String> {
    let mut met = Vec::new();
    let mut key = "Home";
    let mut before = String::new();
    while met.len() < events {
        let step = format!(
            "document.querySelector('{SURFACE}').dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, cancelable: true}}))"
        );
        browser.js(&step);
        let stands = format!(
            "const s = document.querySelector('[data-testid=stop]')?.dataset;
             const place = s && [s.lane, s.place, s.of, s.index];
             return place && place.join() !== '{before}' ? place : ''"
        );
        let place = browser.wait("the next event", LONG, &stands);
        let part = |at: usize| place[at].as_str().expect("a text").to_owned();
        before = [part(0), part(1), part(2), part(3)].join(",");
        // "Down" leads to the nearest event of the lane below, "Home" to its first.
        if key == "ArrowDown" && part(1) != "1" {
            key = "Home";
            continue;
        }
        met.push(part(3));
        key = if part(1) == part(2) { "ArrowDown" } else { "ArrowRight" };
    }
    met
}

/// Scenario 15: of 5,000 events that stand at one place some do not match. With all
/// of time drawn their mark is seen, they are listed, and a full stop leads to them.
#[test]
fn a_problem_is_never_hidden_among_thousands() {
    let stage = Stage::batched(5_000, 500);
    let mut forger = Forger::new(&stage.good);
    forger.dispute(4_500);
    let copy = stage.serve("changed", &forger.copy());
    let browser = Browser::start();
    browser.open(&format!("{}/timeline", copy.url()));
    assert_eq!(verdict(&browser), "mismatch");
    let drawn =
        "return document.querySelector('[data-testid=drawn-timeline]')?.dataset.events === '5000'";
    browser.wait("the drawing", LONG, drawn);
    assert_eq!(browser.js("return new URLSearchParams(location.search).has('zoom')"), false);
    // Dots of the colour that nothing else on the drawing has.
    let dots = "const wanted = document.createElement('canvas').getContext('2d');
        wanted.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--fails-ink');
        wanted.fillRect(0, 0, 1, 1);
        const [r, g, b] = wanted.getImageData(0, 0, 1, 1).data;
        const c = document.querySelector('.drawn__canvas');
        const all = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let count = 0;
        for (let i = 0; i < all.length; i += 4)
          if (all[i] === r && all[i + 1] === g && all[i + 2] === b && all[i + 3] === 255) count++;
        return count";
    browser.wait("the mark", LONG, &format!("{dots} > 20"));
    let listed = "return document.querySelector('.entry--bad[data-index=\"4999\"], .entry--bad [data-index=\"4999\"]') !== null";
    browser.wait("it in the list", LONG, listed);
    browser.js(&format!("document.querySelector('{SURFACE}').focus()"));
    browser.press(".");
    let reached = "return document.querySelector('[data-testid=stop]')?.dataset.index === '4500'";
    browser.wait("the event", LONG, reached);
    browser.wait_for_text("Does not match the signed record", LONG);

    // The same drawing of the good copy has no such mark.
    let good = stage.serve("good", &stage.good);
    browser.open(&format!("{}/timeline", good.url()));
    assert_eq!(verdict(&browser), "firstvisit");
    browser.wait("the drawing", LONG, drawn);
    browser.wait(
        "the painted lanes",
        LONG,
        "return document.querySelector('.drawn__canvas').height > 40",
    );
    assert_eq!(browser.js(dots), 0);
}
