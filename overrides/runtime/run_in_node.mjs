// Calls functions of the shipped engine in the shipped Pyodide, for tests that compare it with CPython:
//   node overrides/runtime/run_in_node.mjs [MANIFEST] < requests.json > answers.json
// stdin [{"function": "calculators.calculate", "arguments": [JSON, …]}], stdout what they return, in order:
// text as it is, anything else as the JSON that Python writes; with "timed" the milliseconds that the call took.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fail, loadPython, readJsonInput } from "./load_python.mjs";

const SHIPPED = join(import.meta.dirname, "../theme/assets/runtime/manifest.json");

const CALL = `
import importlib
import json
import time

def call(function_path: str, arguments: str, timed: bool) -> str:
    module, _, name = function_path.rpartition(".")
    function = getattr(importlib.import_module(module), name)
    given = json.loads(arguments)
    started = time.perf_counter()
    answer = function(*given)
    if timed:
        return json.dumps(1000 * (time.perf_counter() - started))
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, default=str)

call
`;

try {
  const manifestPath = process.argv[2] ?? SHIPPED;
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
  const pathOf = (start) => {
    const name = Object.keys(manifest.files).find((file) => file.startsWith(start));
    return name && join(dirname(manifestPath), manifest.files[name].path);
  };
  const python = await loadPython({
    programFolder: dirname(pathOf("pyodide.asm.wasm")),
    standardLibrary: pathOf("python_stdlib"),
    snapshot: pathOf("snapshot"),
    engine: pathOf("calculators"),
    lock: manifest.lock,
  });
  const call = python.runPython(CALL);
  const answers = (await readJsonInput()).map((request) =>
    call(request.function, JSON.stringify(request.arguments), request.timed ?? false),
  );
  process.stdout.write(JSON.stringify(answers));
} catch (problem) {
  fail(problem);
}
