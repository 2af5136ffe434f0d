// The worker that owns Python: fetches and starts it at once, then answers the page's requests in turn.
import { unpackedSnapshot } from "./memory-snapshot.js";
import { startPyodide } from "./pyodide-start.js";
import { download, hasFile, runtimeFile, TOTAL_BYTES, unpacked } from "./runtime-download.js";
import { type Progress, RuntimeFailure, type WorkerReply } from "./runtime-messages.js";

type Answer = (request: string) => string;

async function start(): Promise<Answer> {
  if (typeof WebAssembly !== "object") throw new RuntimeFailure("no-webassembly", "WebAssembly is missing");
  const program = download("pyodide.asm.wasm", count, compiled);
  const script = download("pyodide.asm.js", count, () => import(runtimeFile("pyodide.asm.js").url));
  const parts = {
    program: program.then(({ result }) => result),
    ...(hasFile("snapshot")
      ? { snapshot: memory(program) }
      : { standardLibrary: download("python_stdlib", count, async () => null).then(({ bytes }) => bytes) }),
    engine: download("calculators", count, unpacked).then(({ result }) => result),
  };
  // Pyodide's script only sets the global by which Pyodide knows that it need not load it.
  const python = script.then(() => startPyodide(parts));
  python.catch(() => undefined); // of a part that failed; waiting for all parts reports it
  await Promise.all([...Object.values(parts), script]);
  report("start");
  return (await python).pyimport("calculators.browser.answer");
}

/** A host may know no type for WebAssembly, but compilers that work while it arrives insist on it. */
async function compiled(copy: () => Response): Promise<WebAssembly.Module> {
  const typed = new Response(copy().body, { headers: { "Content-Type": "application/wasm" } });
  return WebAssembly.compileStreaming(typed).catch((problem: unknown) => {
    throw new RuntimeFailure("no-webassembly", String(problem)); // a policy or an old browser forbids it
  });
}

async function memory(program: Promise<{ bytes: Uint8Array }>): Promise<Uint8Array<ArrayBuffer>> {
  const [packed, { bytes }] = await Promise.all([download("snapshot", count, unpacked), program]);
  return unpackedSnapshot(packed.result, bytes);
}

let loadedBytes = 0;
let reportedPercent = -1;

function count(bytes: number): void {
  loadedBytes += bytes;
  const percent = Math.floor((100 * loadedBytes) / TOTAL_BYTES);
  if (percent !== reportedPercent) report("download");
  reportedPercent = percent;
}

function report(phase: Progress["phase"]): void {
  reply({ progress: { phase, loadedBytes, totalBytes: TOTAL_BYTES } });
}

function reply(message: WorkerReply): void {
  postMessage(message);
}

function fail(problem: unknown): void {
  const { reason, message, file } =
    problem instanceof RuntimeFailure ? problem : new RuntimeFailure("crashed", String(problem));
  reply({ reason, message, file });
}

const starting = start();
starting.then(() => reply({ answer: "" })).catch(fail);

addEventListener("message", async ({ data }: MessageEvent<string>) => {
  try {
    const answer = await starting;
    reply({ answer: answer(data) });
  } catch (problem) {
    fail(problem);
  }
});
