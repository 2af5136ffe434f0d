// The worker that owns Python: fetches and starts it at once, then answers the page's requests in turn.
import { loadPyodide } from "pyodide";
import manifest from "runtime-manifest";
import { unpackedSnapshot } from "../runtime/snapshot_pages.mjs";
import { addressOf, download, keepForOffline, unpacked } from "./runtime-download.js";
import { failureOf, type Progress, type Reply } from "./supervised-worker.js";

const QUIET_AFTER_START_MS = 2_000; // the reader's answers come first
const ENGINE_ARCHIVE = "/calculators.zip";
const STANDARD_LIBRARY = "python_stdlib.zip";
const totalBytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
let loadedBytes = 0;

const reply = (message: Reply) => postMessage(message);
const report = (phase: Progress["phase"]) => reply({ progress: { phase, loadedBytes, totalBytes } });
const count = (bytes: number) => {
  loadedBytes += bytes;
  report("download");
};

async function start(): Promise<(request: string) => string> {
  if (!("WebAssembly" in globalThis)) throw failureOf("WebAssembly is missing", "no-webassembly");
  const program = download("pyodide.asm.wasm", count, compiled);
  const script = download("pyodide.asm.js", count, () => import(addressOf("pyodide.asm.js")));
  const engine = download("calculators.zip.gz", count, unpacked);
  // Python goes on where a snapshot of its memory was taken, with all that is loaded. Stock Pyodide, with which the
  // bench compares, has none and starts from its standard library.
  const snapshot = "snapshot.bin.gz" in manifest.files && download("snapshot.bin.gz", count, unpacked);
  const library = snapshot || download(STANDARD_LIBRARY, count, async () => null);
  const memory =
    snapshot && Promise.all([snapshot, program]).then(([{ result }, { bytes }]) => unpackedSnapshot(result, bytes));
  const broken = Promise.withResolvers<never>();
  // Pyodide fetches its files itself and knows no checks: it is handed ours instead. From here on the worker has no
  // network.
  const handOver = async ({ href }: URL) =>
    new Response(href.endsWith(STANDARD_LIBRARY) && !snapshot ? (await library).bytes : null);
  const instantiate = async (_source: unknown, imports: WebAssembly.Imports) => {
    try {
      const module = (await program).result;
      const table = imports["env"]?.["__indirect_function_table"] as WebAssembly.Table;
      const { exports } = await WebAssembly.instantiate(module, imports);
      return { module, instance: { exports: withFunctionsOf(table, exports) } };
    } catch (problem) {
      broken.reject(problem); // Pyodide would only warn, and wait for ever
      throw problem;
    }
  };
  Object.defineProperty(globalThis, "fetch", { value: handOver });
  Object.defineProperty(WebAssembly, "instantiateStreaming", { value: instantiate });
  const indexURL = new URL(".", addressOf("pyodide.asm.wasm")).href;
  // Pyodide's script only sets the global by which Pyodide knows that it need not load it.
  const python = script.then(() =>
    loadPyodide({
      indexURL,
      packageBaseUrl: indexURL,
      lockFileContents: manifest.lock,
      stdLibURL: indexURL + STANDARD_LIBRARY,
      env: { PYTHONPATH: ENGINE_ARCHIVE },
      ...(memory && { _loadSnapshot: memory }),
      fsInit: async (files) => files.writeFile(ENGINE_ARCHIVE, (await engine).result),
    }),
  );
  const whole = Promise.all([program, script, engine, library, memory]).then(() => report("start"));
  const [pyodide] = await Promise.race([Promise.all([python, whole]), broken.promise]);
  return pyodide.pyimport("calculators.browser.answer");
}

/** A host may know no type for WebAssembly, but the compiler that works while it arrives insists on it. */
async function compiled(copy: () => Response): Promise<WebAssembly.Module> {
  const headers = { "Content-Type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(copy().body, { headers }));
}

/**
 * A program's exports, where a function that is in its table is the very object that the table gives out. By the
 * standard they are; in WebKit not all, so Emscripten would give those another place, where no snapshot expects them.
 */
function withFunctionsOf(table: WebAssembly.Table, exports: WebAssembly.Exports): WebAssembly.Exports {
  const indices = [...Array(table.length).keys()];
  const inTable = new Map(indices.map((index) => [table.get(index)?.name, table.get(index)]));
  const same = (value: WebAssembly.ExportValue) => (typeof value === "function" && inTable.get(value.name)) || value;
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, same(value)]));
}

const python = start();
addEventListener("message", async ({ data }: MessageEvent<string>) => {
  try {
    const answer = await python;
    reply({ answer: data && answer(data) });
  } catch (problem) {
    // A policy forbids it, or it is too new for an old browser.
    const isForbidden = "WebAssembly" in globalThis && problem instanceof WebAssembly.CompileError;
    reply({ failure: failureOf(problem, isForbidden ? "no-webassembly" : "crashed") });
  }
});
python
  .then(() => new Promise((resolve) => setTimeout(resolve, QUIET_AFTER_START_MS)))
  .then(keepForOffline)
  .catch(() => undefined); // storage may be blocked
