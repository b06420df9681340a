// Takes the smallest viewer that has the page, and the whole one for whoever is
// signed in to record. The same pages as in `Route::at` of src/route.rs.
const small = /^\/(index\.html|events\/\d{1,15}|verify|help)?$/;
const saved = (key) => {
  try {
    return sessionStorage.getItem(key) !== null;
  } catch {
    return false;
  }
};
// On static hosting the address of a page stands behind `#`.
const alone = document.querySelector('meta[name="daybook-program"]') !== null;
const path = alone ? location.hash.slice(1).split('?')[0] || '/' : location.pathname;
const pick = () => {
  if (!alone && saved('daybook.clerk.who')) return 'whole';
  if (path === '/timeline') return 'timeline';
  if (!small.test(path)) return 'whole';
  // Once it is in this browser, the larger one has the timeline a step away.
  return saved('daybook.timeline') ? 'timeline' : 'web';
};
const name = pick();
if (name === 'timeline') {
  try {
    sessionStorage.setItem('daybook.timeline', '');
  } catch { /* Then it is picked by the address each time. */ }
}
const whole = name === 'whole';

// A style sheet that only pages of the whole viewer need. Before print.css,
// which has the last word. One that does not come leaves a plain page.
const style = (href) => new Promise((done) => {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(href, import.meta.url);
  link.onload = link.onerror = done;
  document.querySelector('link[href$="print.css"]').before(link);
});

// All at once: none waits for another.
const wasm = fetch(new URL(`./${name}_bg.wasm`, import.meta.url));
const styles = whole ? ['./clerk.css', './sheets.css'].map(style) : [];
const [{ default: init }] = await Promise.all([import(`./${name}.js`), ...styles]);
await init({ module_or_path: wasm });
