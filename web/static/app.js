// Takes the small viewer for the pages of a first visit and the whole one for
// all others, and for whoever is signed in to record. The same pages as in
// `Route::at` of src/route.rs.
const small = /^\/(index\.html|timeline|events\/\d{1,15}|verify|help)?$/;
const signedIn = () => {
  try {
    return sessionStorage.getItem('daybook.clerk.who') !== null;
  } catch {
    return false;
  }
};
// On static hosting the address of a page stands behind `#`.
const alone = document.querySelector('meta[name="daybook-program"]') !== null;
const path = alone ? location.hash.slice(1).split('?')[0] || '/' : location.pathname;
const whole = !small.test(path) || (!alone && signedIn());
const name = whole ? 'whole' : 'web';

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
