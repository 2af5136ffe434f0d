// Starts Pyodide from parts that are fetched and checked already, or still on their way.
import { loadPyodide, type PyodideAPI } from "pyodide";
import manifest from "runtime-manifest";
import { addressOf } from "./runtime-download.js";

const ENGINE_ARCHIVE = "/calculators.zip";
const STANDARD_LIBRARY = "python_stdlib.zip";
type Bytes = Uint8Array<ArrayBuffer>;

export interface PythonParts {
  readonly program: Promise<WebAssembly.Module>;
  /** Python starts from this library … */
  readonly standardLibrary?: Promise<Bytes>;
  /** … or goes on where a snapshot of its memory was taken, with the library and the engine loaded. */
  readonly snapshot?: Promise<Bytes>;
  readonly engine: Promise<Bytes>;
}

/**
 * Python with the engine on its path. Pyodide's script must have run. Never settles if a part fails: the caller
 * watches the parts. From here on the worker has no network.
 */
export function startPyodide(parts: PythonParts): Promise<PyodideAPI> {
  const indexURL = new URL(".", addressOf("pyodide.asm.wasm")).href;
  return new Promise((resolve, reject) => {
    // Pyodide fetches its files itself and knows no checks: it is handed ours instead.
    const handOver = async ({ href }: URL) =>
      new Response(href.endsWith(STANDARD_LIBRARY) ? ((await parts.standardLibrary) ?? "") : null);
    const instantiate = async (_source: unknown, imports: WebAssembly.Imports) => {
      const module = await parts.program;
      const instance = await WebAssembly.instantiate(module, imports).catch((problem: unknown) => {
        reject(problem); // Pyodide would only warn, and wait for ever
        throw problem;
      });
      return { module, instance };
    };
    Object.defineProperty(globalThis, "fetch", { value: handOver });
    Object.defineProperty(WebAssembly, "instantiateStreaming", { value: instantiate });
    loadPyodide({
      indexURL,
      packageBaseUrl: indexURL,
      lockFileContents: manifest.lock,
      stdLibURL: indexURL + STANDARD_LIBRARY,
      env: { PYTHONPATH: ENGINE_ARCHIVE },
      ...(parts.snapshot && { _loadSnapshot: parts.snapshot }),
      fsInit: async (fileSystem) => fileSystem.writeFile(ENGINE_ARCHIVE, await parts.engine),
    }).then(resolve, reject);
  });
}
