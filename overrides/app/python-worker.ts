// The worker that owns Python: fetches and starts it at once, then answers the page's requests in turn.
import { loadPyodide } from "pyodide";
import { lock } from "runtime-manifest";
import { unpackedSnapshot } from "../runtime/snapshot_pages.mjs";
import { addressOf, contents, download, keepForOffline } from "./runtime-download.js";
import { failureOf, type Reply } from "./supervised-worker.js";

const QUIET_AFTER_START_MS = 2_000; // the reader's answers come first
const ENGINE_ARCHIVE = "/calculators.zip";
const REHEARSALS: string[] = Array(20).fill(JSON.stringify({ calculator: "inference", values: {} }));

async function compiled(response: Response): Promise<WebAssembly.Module> {
  const isKnown = response.headers.get("Content-Type") === "application/wasm"; // which a host may not know
  return isKnown ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

async function start(): Promise<(request: string) => string> {
  if (!("WebAssembly" in globalThis)) throw failureOf("WebAssembly is missing", "no-webassembly");
  const program = download("pyodide.asm.wasm", compiled);
  const script = download("pyodide.asm.js", () => import(addressOf("pyodide.asm.js")));
  const engine = contents("calculators.zip.gz");
  // Python goes on where a snapshot of its memory was taken, with all that is loaded.
  const snapshot = contents("snapshot.bin.gz");
  const memory = Promise.all([snapshot, program]).then(([pages, { bytes }]) => unpackedSnapshot(pages, bytes));
  const broken = Promise.withResolvers<never>();
  // Pyodide knows no checks: it is handed our files, and nothing for its standard library, which is in the snapshot.
  const instantiate = async (_source: unknown, imports: WebAssembly.Imports) => {
    const { result: module } = await program;
    const instance = WebAssembly.instantiate(module, imports);
    instance.catch(broken.reject); // Pyodide would only warn, and wait for ever
    return { module, instance: await instance };
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
      fsInit: async (disk) => disk.writeFile(ENGINE_ARCHIVE, await engine),
    }),
  );
  const [pyodide] = await Promise.race([Promise.all([python, program, script, engine, memory]), broken.promise]);
  const answer = pyodide.pyimport("calculators.browser.answer");
  setTimeout(() => keepForOffline().catch(() => undefined), QUIET_AFTER_START_MS); // storage may be blocked
  // What runs often browsers compile well, and keep by its address. Between two of these the reader's requests get in.
  for (const [turn, request] of REHEARSALS.entries()) setTimeout(answer, QUIET_AFTER_START_MS + 50 * turn, request);
  return answer;
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
