// The worker that owns Python: fetches and starts it at once, then answers the page's requests in turn.
import manifest from "runtime-manifest";
import { unpackedSnapshot } from "./memory-snapshot.js";
import { startPyodide } from "./pyodide-start.js";
import { addressOf, download, keepForOffline, unpacked } from "./runtime-download.js";
import { type Progress, RuntimeFailure, type WorkerReply } from "./runtime-messages.js";

const QUIET_AFTER_START_MS = 2_000; // the reader's answers come first
const totalBytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
let loadedBytes = 0;
let reported = "";

async function start(): Promise<(request: string) => string> {
  if (typeof WebAssembly !== "object") throw new RuntimeFailure("no-webassembly", "WebAssembly is missing");
  const program = download("pyodide.asm.wasm", count, compiled);
  const script = download("pyodide.asm.js", count, () => import(addressOf("pyodide.asm.js")));
  const parts = {
    program: program.then(({ result }) => result),
    // Stock Pyodide, with which the bench compares, has a standard library and no snapshot.
    ...("snapshot.bin.gz" in manifest.files
      ? { snapshot: memory(program) }
      : {
          standardLibrary: download("python_stdlib.zip", count, async () => null).then(({ bytes }) => bytes),
        }),
    engine: download("calculators.zip.gz", count, unpacked).then(({ result }) => result),
  };
  // Pyodide's script only sets the global by which Pyodide knows that it need not load it.
  const python = script.then(() => startPyodide(parts));
  const whole = Promise.all([...Object.values(parts), script]).then(() => report("start"));
  const [pyodide] = await Promise.all([python, whole]);
  return pyodide.pyimport("calculators.browser.answer");
}

/** A host may know no type for WebAssembly, but the compiler that works while it arrives insists on it. */
async function compiled(copy: () => Response): Promise<WebAssembly.Module> {
  const headers = { "Content-Type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(copy().body, { headers }));
}

async function memory(program: Promise<{ bytes: Uint8Array }>): Promise<Uint8Array<ArrayBuffer>> {
  const [packed, { bytes }] = await Promise.all([download("snapshot.bin.gz", count, unpacked), program]);
  return unpackedSnapshot(packed.result, bytes);
}

function report(phase: Progress["phase"], bytes = 0): void {
  loadedBytes += bytes;
  const news = `${phase} ${Math.floor((100 * loadedBytes) / totalBytes)}`;
  if (news !== reported) reply({ progress: { phase, loadedBytes, totalBytes } });
  reported = news;
}

const count = (bytes: number) => report("download", bytes);

function reply(message: WorkerReply): void {
  postMessage(message);
}

function fail(problem: unknown): void {
  if (problem instanceof RuntimeFailure) {
    reply({ reason: problem.reason, message: problem.message, file: problem.file });
  } else {
    const isForbidden = problem instanceof WebAssembly.CompileError; // by a policy, or too new for an old browser
    reply({ reason: isForbidden ? "no-webassembly" : "crashed", message: String(problem), file: undefined });
  }
}

const starting = start();
starting
  .then(async () => {
    reply({ answer: "" });
    await new Promise((resolve) => setTimeout(resolve, QUIET_AFTER_START_MS));
    await keepForOffline().catch(() => undefined); // storage may be blocked
  })
  .catch(fail);
addEventListener("message", ({ data }: MessageEvent<string>) => {
  starting.then((answer) => reply({ answer: answer(data) })).catch(fail);
});
