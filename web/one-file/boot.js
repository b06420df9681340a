// Starts viewer.html: its program and its page's styles are in the file
// itself. Nothing is fetched, and the policy of the page allows nothing to be.
(async () => {
  const part = (id) => document.getElementById(id).textContent;
  try {
    const packed = Uint8Array.from(atob(part('wasm')), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    const module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
    // The worker runs the same program. A worker may start by a blob: address
    // only, and inherits the policy of this page.
    const begin = 'onmessage = ({data}) => { onmessage = null; wasm_bindgen({module_or_path: data}); };';
    const program = URL.createObjectURL(new Blob([part('program'), begin], {type: 'text/javascript'}));
    globalThis.daybookWorker = () => {
      const worker = new Worker(program);
      worker.postMessage(module);
      return worker;
    };
    await wasm_bindgen({module_or_path: module});
  } catch (error) {
    document.getElementById('app').textContent =
      `This browser cannot run the viewer (${error}). It needs WebAssembly with SIMD and DecompressionStream: any browser of 2023 or later.`;
  }
})();
