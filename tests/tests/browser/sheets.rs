//! Pages of views as a reader sees them: figures, notices, tables.

use super::{LONG, verdict};
use serde_json::{Value, json};
use tests::browser::Browser;

/// What a sheet on the page says, as the API would put it.
const PAGE: &str = "const text = e => e ? e.textContent.trim() : '';
    const sheet = document.querySelector('[data-testid=sheet][data-size]');
    if (!sheet) return '';
    return {
      view: sheet.dataset.view, size: Number(sheet.dataset.size),
      title: text(sheet.querySelector('h1')),
      hash: text(sheet.querySelector('[data-testid=stand]')) && sheet.querySelector('[data-testid=stand]').dataset.hash,
      figures: [...sheet.querySelectorAll('[data-testid=figure]')].map(f =>
        [f.dataset.key, text(f.querySelector('.figure__text'))]),
      notices: [...sheet.querySelectorAll('[data-testid=notice] > p')].map(text),
      charts: [...sheet.querySelectorAll('[data-testid=chart]')].map(c => c.dataset.key),
      tables: [...sheet.querySelectorAll('[data-testid=table]')].map(t => [t.dataset.key,
        [...t.querySelectorAll('tbody tr[data-row]')].map(r => r.dataset.row)]),
      cells: [...sheet.querySelectorAll('[data-testid=table]')].map(t =>
        [...t.querySelectorAll('tbody tr[data-row]')].map(r => [...r.cells].slice(0, -1).map(text))),
    };";

/// A sheet as it stands on the page.
#[derive(Debug)]
pub(crate) struct Sheet(pub(crate) Value);

/// What the sheet on the page says now.
#[track_caller]
pub(crate) fn read(browser: &Browser) -> Value {
    browser.js(PAGE)
}

/// Opens the page of a view anew and reads it once everything is checked.
#[track_caller]
pub(crate) fn open(browser: &Browser, url: &str) -> Value {
    browser.open(url);
    verdict(browser);
    // A page is drawn again once everything is checked.
    browser.wait("the whole sheet", LONG, "const s = document.querySelector('[data-testid=sheet]');
        const bar = document.querySelector('[data-testid=verdict]');
        return s && s.dataset.size && bar.innerText.includes(s.dataset.size) || s && s.dataset.size && location.search.includes('at=')");
    read(browser)
}

/// Goes to an address without loading the viewer anew, as its links do. The
/// whole viewer must be open; the page left in between takes down the old answer.
#[track_caller]
pub(crate) fn go(browser: &Browser, path: &str) {
    let to = |path: &str| {
        let path = json!(path);
        browser.js(&format!(
            "history.pushState(null, '', {path}); dispatchEvent(new PopStateEvent('popstate'))"
        ));
    };
    to("/no-such-page");
    browser.wait("the page in between", LONG, "return !document.querySelector('[data-testid=sheet]') && document.querySelector('main h1') !== null");
    to(path);
}

/// A browser with the whole viewer at one ledger, every record of it checked.
pub(crate) struct Desk {
    pub(crate) browser: Browser,
}

impl Desk {
    /// Opens the list of questions there and waits for the verdict.
    #[track_caller]
    pub(crate) fn at(url: &str) -> Self {
        let browser = Browser::start();
        browser.open(&format!("{url}/questions"));
        let key = verdict(&browser);
        assert!(["firstvisit", "verified"].contains(&key.as_str()), "{key}");
        Self { browser }
    }

    /// Asks a question by its address.
    #[track_caller]
    pub(crate) fn ask(&self, path: &str) -> Sheet {
        go(&self.browser, path);
        Sheet(self.browser.wait(path, LONG, PAGE))
    }
}

impl Sheet {
    /// The text of a figure.
    #[track_caller]
    pub(crate) fn figure(&self, key: &str) -> &str {
        let all = self.0["figures"].as_array().expect("figures");
        let found = all.iter().find(|figure| figure[0] == key);
        found.and_then(|figure| figure[1].as_str()).unwrap_or_else(|| panic!("no {key}: {all:?}"))
    }

    /// The keys of the rows of a table, in order.
    #[track_caller]
    pub(crate) fn keys(&self, table: &str) -> Vec<&str> {
        let keys = self.0["tables"][self.place(table)][1].as_array().expect("rows");
        keys.iter().filter_map(Value::as_str).collect()
    }

    /// The cells of a row of a table as they are read; `–` where nothing stands.
    #[track_caller]
    pub(crate) fn row(&self, table: &str, key: &str) -> Vec<&str> {
        let at = self.keys(table).iter().position(|row| *row == key);
        let at = at.unwrap_or_else(|| panic!("no row {key}: {:?}", self.keys(table)));
        let cells = self.0["cells"][self.place(table)][at].as_array().expect("cells");
        cells.iter().filter_map(Value::as_str).collect()
    }

    /// The rows of a table, each as its cells that hold something.
    #[track_caller]
    pub(crate) fn lines(&self, table: &str) -> Vec<String> {
        let rows = self.0["cells"][self.place(table)].as_array().expect("rows");
        let line = |row: &Value| {
            let cells = row.as_array().expect("cells").iter().filter_map(Value::as_str);
            cells.filter(|cell| *cell != "–").collect::<Vec<_>>().join(" | ")
        };
        rows.iter().map(line).collect()
    }

    /// Whether some notice has these words.
    pub(crate) fn notes(&self, words: &str) -> bool {
        let all = self.0["notices"].as_array().expect("notices");
        all.iter().any(|notice| notice.as_str().is_some_and(|text| text.contains(words)))
    }

    #[track_caller]
    fn place(&self, table: &str) -> usize {
        let tables = self.0["tables"].as_array().expect("tables");
        let at = tables.iter().position(|one| one[0] == table);
        at.unwrap_or_else(|| panic!("no table {table}: {tables:?}"))
    }
}
