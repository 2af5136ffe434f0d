// Lists the files of the standard library that an engine needs: stdin {parts, modules, requests}, stdout [file].
import { fail, loadPython, readJsonInput } from "./load_python.mjs";

const { parts, modules, requests } = await readJsonInput();

const IMPORT_AND_ANSWER = `
import importlib, json, sys

def needed_files(modules_json: str, requests_json: str) -> str:
    for name in json.loads(modules_json):
        importlib.import_module(name)
    answer = importlib.import_module("calculators.browser").answer
    for request in json.loads(requests_json):
        answer(request)
    files = [
        getattr(module, "__file__", None)
        for module in sys.modules.values()
        if getattr(getattr(module, "__spec__", None), "origin", None) != "frozen"
    ]
    return json.dumps([file for file in files if file])

needed_files
`;

try {
  const python = await loadPython(parts);
  const neededFiles = python.runPython(IMPORT_AND_ANSWER);
  process.stdout.write(neededFiles(JSON.stringify(modules), JSON.stringify(requests)));
} catch (problem) {
  fail(problem);
}
