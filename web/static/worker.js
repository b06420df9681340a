// Of the same build as the page that started it: the two speak differently.
const name = self.location.search === '?whole' ? 'whole' : 'web';
const { default: init } = await import(`./${name}.js`);
await init({ module_or_path: new URL(`./${name}_bg.wasm`, import.meta.url) });
