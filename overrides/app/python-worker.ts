// The worker that owns Python: fetches and starts it once, then answers requests of the page in turn.
import { unpackedSnapshot } from "./memory-snapshot.js";
import { startPyodide } from "./pyodide-start.js";
import { download, hasFile, runtimeFile, TOTAL_BYTES, unpacked } from "./runtime-download.js";
import { type Progress, RuntimeFailure, type WorkerReply, type WorkerRequest } from "./runtime-messages.js";
import { StreamingCompilation } from "./streaming-compilation.js";

type Answer = (request: string) => string;

async function start(): Promise<Answer> {
  if (typeof WebAssembly !== "object") throw new RuntimeFailure("no-webassembly", "WebAssembly is missing");
  const abort = new AbortController();
  const compilation = new StreamingCompilation();
  let loadedBytes = 0;
  const count = (chunk: Uint8Array) => {
    loadedBytes += chunk.length;
    report("download", loadedBytes);
  };
  const load = (name: string) => download(name, count, abort.signal);
  const program = download(
    "pyodide.asm.wasm",
    (chunk) => {
      compilation.add(chunk);
      count(chunk);
    },
    abort.signal,
  );
  // Asked for first: Pyodide sets itself up while the rest arrives.
  const script = load("pyodide.asm.js").then(() => {
    // From the HTTP cache now. It sets the global by which Pyodide knows that it need not load it.
    return import(runtimeFile("pyodide.asm.js").url);
  });
  const memory = async () => unpackedSnapshot(await load("snapshot").then(unpacked), await program);
  const parts = {
    program: program.then(() => compilation.finish()),
    ...(hasFile("snapshot")
      ? { snapshot: memory() }
      : { standardLibrary: load("python_stdlib").then(unpacked) }),
    engine: load("calculators").then(unpacked),
  };
  const python = script.then(() => startPyodide(parts));
  python.catch(() => undefined); // of a part that failed; waiting for all parts reports it
  try {
    await Promise.all([...Object.values(parts), script]);
    report("start", TOTAL_BYTES);
    return (await python).pyimport("calculators.browser.answer");
  } catch (problem) {
    abort.abort();
    throw problem;
  }
}

let reportedPercent = -1;

function report(phase: Progress["phase"], loadedBytes: number): void {
  const percent = Math.floor((100 * loadedBytes) / TOTAL_BYTES);
  if (phase === "download" && percent === reportedPercent) return;
  reportedPercent = percent;
  reply({ kind: "progress", progress: { phase, loadedBytes, totalBytes: TOTAL_BYTES } });
}

function reply(message: WorkerReply): void {
  postMessage(message);
}

let starting: Promise<Answer> | undefined;

addEventListener("message", async ({ data }: MessageEvent<WorkerRequest>) => {
  try {
    starting ??= start();
    const answer = await starting;
    reply({ id: data.id, kind: "done", answer: data.kind === "answer" ? answer(data.request) : "" });
  } catch (problem) {
    const failure =
      problem instanceof RuntimeFailure ? problem : new RuntimeFailure("crashed", String(problem));
    reply({
      id: data.id,
      kind: "failed",
      reason: failure.reason,
      message: failure.message,
      file: failure.file,
    });
  }
});
