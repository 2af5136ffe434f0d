// The worker that owns Python: fetches and starts it at once, then answers the page's requests in turn.
import { loadPyodide } from "pyodide";
import { lock } from "runtime-manifest";
import { unpackedSnapshot } from "../runtime/snapshot_pages.mjs";
import { addressOf, download, keepForOffline, report, unpacked } from "./runtime-download.js";
import { failureOf, type Reply } from "./supervised-worker.js";

const QUIET_AFTER_START_MS = 2_000; // the reader's answers come first
const ENGINE_ARCHIVE = "/calculators.zip";

async function compiled(copy: () => Response): Promise<WebAssembly.Module> {
  const response = copy();
  const isKnown = response.headers.get("Content-Type") === "application/wasm"; // which a host may not know
  // Browsers keep what they have compiled of an address for the next visit.
  return isKnown ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

async function start(): Promise<(request: string) => string> {
  if (!("WebAssembly" in globalThis)) throw failureOf("WebAssembly is missing", "no-webassembly");
  const program = download("pyodide.asm.wasm", compiled);
  const script = download("pyodide.asm.js", () => import(addressOf("pyodide.asm.js")));
  const engine = download("calculators.zip.gz", unpacked);
  // Python goes on where a snapshot of its memory was taken, with all that is loaded.
  const snapshot = download("snapshot.bin.gz", unpacked);
  const memory = Promise.all([snapshot, program]).then(([{ result }, { bytes }]) => unpackedSnapshot(result, bytes));
  const broken = Promise.withResolvers<never>();
  // Pyodide fetches its files itself and knows no checks: it is handed ours instead, and an empty standard library,
  // as that is in the snapshot. From here on the worker has no network.
  const instantiate = async (_source: unknown, imports: WebAssembly.Imports) => {
    try {
      const module = (await program).result;
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    } catch (problem) {
      broken.reject(problem); // Pyodide would only warn, and wait for ever
      throw problem;
    }
  };
  Object.defineProperty(globalThis, "fetch", { value: async () => new Response() });
  Object.defineProperty(WebAssembly, "instantiateStreaming", { value: instantiate });
  const indexURL = new URL(".", addressOf("pyodide.asm.wasm")).href;
  // Pyodide's script only sets the global by which Pyodide knows that it need not load it.
  const python = script.then(() =>
    loadPyodide({
      indexURL,
      packageBaseUrl: indexURL,
      lockFileContents: lock,
      env: { PYTHONPATH: ENGINE_ARCHIVE },
      _loadSnapshot: memory,
      fsInit: async (disk) => disk.writeFile(ENGINE_ARCHIVE, (await engine).result),
    }),
  );
  const whole = Promise.all([program, script, engine, memory]).then(() => report("start"));
  const [pyodide] = await Promise.race([Promise.all([python, whole]), broken.promise]);
  setTimeout(() => keepForOffline().catch(() => undefined), QUIET_AFTER_START_MS); // storage may be blocked
  return pyodide.pyimport("calculators.browser.answer");
}

const python = start();
addEventListener("message", async ({ data }: MessageEvent<string>) => {
  try {
    const answer = await python;
    postMessage({ answer: data && answer(data) } satisfies Reply);
  } catch (problem) {
    // A policy forbids it, or it is too new for an old browser.
    const isForbidden = "WebAssembly" in globalThis && problem instanceof WebAssembly.CompileError;
    postMessage({ failure: failureOf(problem, isForbidden ? "no-webassembly" : "crashed") } satisfies Reply);
  }
});
