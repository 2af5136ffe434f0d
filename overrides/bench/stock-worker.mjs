// Stock Pyodide with our engine, started as Pyodide's documentation does it: what the bench compares ours with.
import { loadPyodide } from "pyodide";
import manifest from "runtime-manifest";

const ENGINE_ARCHIVE = "/calculators.zip";
const addressOf = (name) => new URL(`../runtime/${manifest.files[name].path}`, import.meta.url).href;

async function engine() {
  const { body } = await fetch(addressOf("calculators.zip.gz"));
  return new Uint8Array(await new Response(body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

async function start() {
  const archive = engine(); // while Pyodide loads
  const pyodide = await loadPyodide({
    indexURL: new URL(".", addressOf("pyodide.asm.wasm")).href,
    lockFileContents: manifest.lock,
    env: { PYTHONPATH: ENGINE_ARCHIVE },
    fsInit: async (files) => files.writeFile(ENGINE_ARCHIVE, await archive),
  });
  return pyodide.pyimport("calculators.browser.answer");
}

const python = start();
addEventListener("message", async ({ data }) => {
  const answer = await python;
  postMessage({ answer: data && answer(data) });
});
