// Starts Pyodide in Node from its program files and from the two archives of Python code.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { loadPyodide } from "pyodide";
import { unpackedSnapshot } from "./snapshot_pages.mjs";

const ENGINE_ARCHIVE = "/calculators.zip";

/** Contents of an archive; one that ends in .gz is unpacked, as the worker does it in the browser. */
function contents(path) {
  const bytes = readFileSync(path);
  return new Uint8Array(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

/**
 * @param {{programFolder: string, engine: string, lock: object, standardLibrary?: string, snapshot?: string,
 *   takesSnapshot?: boolean}} parts Python starts from the standard library, or goes on from a snapshot
 * @returns the Pyodide API, with the engine on Python's path
 */
export async function loadPython({ programFolder, standardLibrary, snapshot, engine, lock, takesSnapshot = false }) {
  // A folder of its own: beside this project's package.json, Node would take Pyodide's script for a module.
  const folder = mkdtempSync(join(tmpdir(), "pyodide-"));
  try {
    for (const name of ["pyodide.asm.js", "pyodide.asm.wasm"])
      copyFileSync(join(programFolder, name), join(folder, name));
    writeFileSync(join(folder, "python_stdlib.zip"), standardLibrary ? contents(standardLibrary) : "");
    const program = readFileSync(join(programFolder, "pyodide.asm.wasm"));
    return await loadPyodide({
      indexURL: folder,
      lockFileContents: lock,
      env: { PYTHONPATH: ENGINE_ARCHIVE, PYTHONHASHSEED: "0" },
      fsInit: (fileSystem) => fileSystem.writeFile(ENGINE_ARCHIVE, contents(engine)),
      _makeSnapshot: takesSnapshot,
      ...(snapshot && { _loadSnapshot: unpackedSnapshot(contents(snapshot), program) }),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The text on standard input, parsed as JSON. */
export async function readJsonInput() {
  return json(process.stdin);
}

/** Ends the process with one line: Node would print a megabyte of minified source above the message. */
export function fail(problem) {
  console.error(String(problem?.message ?? problem).trimEnd());
  process.exit(1);
}
