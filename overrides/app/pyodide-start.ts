// Starts Pyodide from parts that are fetched and checked already, or still on their way.
import { loadPyodide, type PyodideAPI } from "pyodide";
import manifest from "runtime-manifest";
import { addressOf } from "./runtime-download.js";

const ENGINE_ARCHIVE = "/calculators.zip";
const STANDARD_LIBRARY = "python_stdlib.zip";
type Bytes = Uint8Array<ArrayBuffer>;

export interface PythonParts {
  readonly program: Promise<WebAssembly.Module>;
  /** Python starts from this library, or goes on where a snapshot of its memory was taken, with all that is loaded. */
  readonly standardLibrary?: Promise<Bytes>;
  readonly snapshot?: Promise<Bytes>;
  readonly engine: Promise<Bytes>;
}

/**
 * A program's exports, where a function that is in its table is the very object that the table gives out. By the
 * standard they are; in WebKit not all, so Emscripten would give those another place, where no snapshot expects them.
 */
function withFunctionsOf(table: WebAssembly.Table, exports: WebAssembly.Exports): WebAssembly.Exports {
  const indices = [...Array(table.length).keys()];
  const inTable = new Map(indices.map((index) => [table.get(index)?.name, table.get(index)]));
  const same = (value: WebAssembly.ExportValue) =>
    (typeof value === "function" && inTable.get(value.name)) || value;
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, same(value)]));
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
      try {
        const module = await parts.program;
        const table = imports["env"]?.["__indirect_function_table"] as WebAssembly.Table;
        const { exports } = await WebAssembly.instantiate(module, imports);
        return { module, instance: { exports: withFunctionsOf(table, exports) } };
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
      ...(parts.snapshot && { _loadSnapshot: parts.snapshot }),
      fsInit: async (fileSystem) => fileSystem.writeFile(ENGINE_ARCHIVE, await parts.engine),
    }).then(resolve, reject);
  });
}
