// Pyodide's script without what serves only compiled packages, of which the engine has none: graphics, sound, and the
// names by which packages find Python's functions. A third of it is left, so that browsers read it in less time.
//   node overrides/runtime/slim_program.mjs FOLDER_OF_PYODIDE, stdout the script
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { fail } from "./load_python.mjs";

const FUNCTION_STARTS = "async function(moduleArg = {}) {\n  var moduleRtn;\n";
const FUNCTION_ENDS = "  return moduleRtn;\n}";
const OFFER_STARTS = "var wasmImports={";
const ENTERED = 'GOT[symName]||=new WebAssembly.Global({value:"i32",mutable:true});';
const UNAVAILABLE = 'function unavailable(){throw new Error("left out of Pyodide")}unavailable.sig="v";';

/** What is before and after the only place of its kind. Throws if there is none or another: Pyodide has changed. */
function inTwo(text, place) {
  const parts = text.split(place);
  if (parts.length !== 2) throw new Error(`${parts.length - 1} times in Pyodide's script: ${place}`);
  return parts;
}

/** The script less its statements that match and whose name, the first group, `isNeeded` does not know. */
function without(script, statement, isNeeded) {
  return script.replace(statement, (whole, name) => (isNeeded(name) ? whole : ""));
}

/** Leaves of the functions that the script offers to programs those that this one calls. */
function offeringOnlyTo(program, script) {
  const imports = WebAssembly.Module.imports(program);
  // The program only passes the addresses of graphics functions on.
  const addressed = imports.filter(({ module }) => module === "GOT.func").map(({ name }) => name);
  const called = new Set(imports.map(({ name }) => name)).difference(new Set(addressed));
  const [before, rest] = inTwo(script, OFFER_STARTS);
  const offerEnds = rest.indexOf("}");
  const offered = rest.slice(0, offerEnds).split(",");
  const kept = offered.map((entry) => entry.split(":")).filter(([name]) => called.has(name));
  const entries = [...kept.map((entry) => entry.join(":")), ...addressed.map((name) => `${name}:unavailable`)];
  const offering = `${before}${UNAVAILABLE}${OFFER_STARTS}${entries.join(",")}${rest.slice(offerEnds)}`;
  const functions = new Set(["unavailable", ...kept.map(([name, local = name]) => local)]);
  return without(offering, /(?<=[;}])(\w+)\.sig="\w*";/g, (name) => functions.has(name));
}

/** Leaves of the program's own functions and addresses those that the script or its loader uses. */
function receivingOnlyUsed(program, script, loader) {
  const words = Map.groupBy(`${script}${loader}`.matchAll(/\w+/g), ([word]) => word);
  const ownNames = /var (_\w+)=Module\["\1"\]=(?:wasmExports\["\w+"\]|\d+);/g;
  const received = without(script, ownNames, (name) => words.get(name).length > 2);
  const used = new Set([...received.matchAll(/wasmExports(?:\.|\[")(\w+)/g)].map(([, name]) => name));
  for (const { name } of WebAssembly.Module.imports(program)) used.add(name);
  used.add("__main_argc_argv");
  const names = WebAssembly.Module.exports(program)
    .map(({ name }) => name)
    .filter((name) => used.has(name));
  const picked = `Object.fromEntries(${JSON.stringify(names)}.map(name=>[name,instance.exports[name]]))`;
  const asked = inTwo(received, "wasmExports=instance.exports;").join(`wasmExports=${picked};`);
  // Packages find them in the program's table. To put them there takes time, and differs in WebKit, so that there no
  // snapshot would fit: its exports are other objects than those in the table.
  return inTwo(asked, ENTERED).join("if(!GOT[symName])continue;");
}

/** Leaves of what the script shows to others what anybody asks for. */
function showingOnlyUsed(script, loader) {
  const shown = /(?<=[;}])Module\["(\w+)"\]=\w+;/g;
  const rest = script.replaceAll(shown, "") + loader;
  const asked = new Set([...rest.matchAll(/(?:\.|\[")(\w+)/g)].map(([, name]) => name));
  return without(script, shown, (name) => asked.has(name));
}

/** @returns the slim script */
function slim(script, loader, program) {
  const [head, rest] = inTwo(script, FUNCTION_STARTS);
  const [body, tail] = inTwo(rest, FUNCTION_ENDS);
  const offering = offeringOnlyTo(program, body);
  const receiving = receivingOnlyUsed(program, offering, loader);
  const showing = showingOnlyUsed(receiving, loader);
  // A direct eval could see every name, so none would be left out. The site's policy forbids either kind.
  const indirect = showing.replace(/(?<![\w$.])eval\(/g, "(0,eval)(");
  const { code } = transformSync(indirect, {
    format: "esm",
    treeShaking: true,
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: "error",
  });
  return [head, FUNCTION_STARTS, code, FUNCTION_ENDS, tail].join("");
}

try {
  const contents = (name) => readFileSync(join(process.argv[2], name));
  const program = new WebAssembly.Module(contents("pyodide.asm.wasm"));
  process.stdout.write(slim(String(contents("pyodide.asm.js")), String(contents("pyodide.mjs")), program));
} catch (problem) {
  fail(problem);
}
