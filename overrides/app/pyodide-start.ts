// Starts Pyodide from parts that are fetched and checked already, or still on their way.
import { loadPyodide, type PyodideAPI } from "pyodide";
import manifest from "runtime-manifest";
import { runtimeFile } from "./runtime-download.js";

const ENGINE_ARCHIVE = "/calculators.zip";
const STANDARD_LIBRARY = "python_stdlib.zip";

export interface PythonParts {
  readonly program: Promise<WebAssembly.Module>;
  /** Python starts from this library … */
  readonly standardLibrary?: Promise<Uint8Array<ArrayBuffer>>;
  /** … or goes on where a snapshot of its memory was taken, with the library and the engine loaded. */
  readonly snapshot?: Promise<Uint8Array<ArrayBuffer>>;
  readonly engine: Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Python with the engine on its path. Pyodide's script must have run. Never settles if a part fails: the caller
 * watches the parts. From here on the worker has no network.
 */
export function startPyodide({
  program,
  standardLibrary,
  snapshot,
  engine,
}: PythonParts): Promise<PyodideAPI> {
  const indexURL = new URL(".", runtimeFile("pyodide.asm.wasm").url).href;
  return new Promise((resolve, reject) => {
    // Pyodide fetches its files itself and knows no checks: it is handed ours instead.
    const handOver = async (url: URL) =>
      new Response(url.href.endsWith(STANDARD_LIBRARY) ? ((await standardLibrary) ?? "") : null);
    const instantiate = async (_source: unknown, imports: WebAssembly.Imports) => {
      try {
        return { module: await program, instance: await WebAssembly.instantiate(await program, imports) };
      } catch (problem) {
        reject(problem); // Pyodide would only warn, and wait for ever
        throw problem;
      }
    };
    Object.defineProperty(globalThis, "fetch", { value: handOver });
    Object.defineProperty(WebAssembly, "instantiateStreaming", { value: instantiate });
    loadPyodide({
      indexURL,
      packageBaseUrl: indexURL,
      lockFileContents: manifest.lock,
      stdLibURL: indexURL + STANDARD_LIBRARY,
      env: { PYTHONPATH: ENGINE_ARCHIVE },
      ...(snapshot && { _loadSnapshot: snapshot }),
      fsInit: async (fileSystem) => fileSystem.writeFile(ENGINE_ARCHIVE, await engine),
    }).then(resolve, reject);
  });
}
