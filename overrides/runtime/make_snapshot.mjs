// Takes Python's memory once the engine is loaded and has answered, so that no browser need start it again:
//   stdin {parts, modules, requests}, stdout the snapshot, in the form that snapshot_pages.mjs writes.
import nodeCrypto from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fail, loadPython, readJsonInput } from "./load_python.mjs";
import { packedSnapshot } from "./snapshot_pages.mjs";

const { parts, modules, requests } = await readJsonInput();

const LOAD_AND_ANSWER = `
def load_and_answer(modules_json, requests_json):
    import gc, importlib, json
    for name in json.loads(modules_json):
        importlib.import_module(name)
    answer = importlib.import_module("calculators.browser").answer
    for request in json.loads(requests_json):
        answer(request)
    gc.collect()
    # What once stood in memory that is free now takes room in the snapshot; zeros do not, so it is filled with them.
    above_all = id(bytes(1 << 20))  # in CPython the address
    fillers = []
    for size in (1 << bits for bits in range(18, 4, -1)):
        while id(filler := bytes(size)) < above_all:
            fillers.append(filler)

load_and_answer
`;

// Equal builds give equal bytes: no clock and no chance while Python starts.
Date.now = () => 0;
performance.now = () => 0;
nodeCrypto.randomFillSync = (array) => array.fill(0);

try {
  const python = await loadPython({ ...parts, takesSnapshot: true });
  const loadAndAnswer = python.runPython(LOAD_AND_ANSWER);
  loadAndAnswer(JSON.stringify(modules), JSON.stringify(requests));
  loadAndAnswer.destroy();
  python.globals.delete("load_and_answer");
  const program = readFileSync(join(parts.programFolder, "pyodide.asm.wasm"));
  process.stdout.write(packedSnapshot(python.makeMemorySnapshot(), program));
} catch (problem) {
  fail(problem);
}
