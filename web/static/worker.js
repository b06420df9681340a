// Of the same build as the page that started it: the builds speak differently.
const asked = self.location.search.slice(1);
const name = ['timeline', 'whole'].includes(asked) ? asked : 'web';
const { default: init } = await import(`./${name}.js`);
await init({ module_or_path: new URL(`./${name}_bg.wasm`, import.meta.url) });
