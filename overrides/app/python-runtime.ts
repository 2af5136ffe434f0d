// The page's side of Python: starts one worker for the whole visit, and another one only after a failure.
import { type Progress, RuntimeFailure, type WorkerReply } from "./runtime-messages.js";

export { type FailureReason, type Progress, RuntimeFailure } from "./runtime-messages.js";

const LONGEST_SILENCE_MS = 20_000; // neither progress nor an answer

export class PythonRuntime {
  readonly #onProgress: (progress: Progress) => void;
  #worker: Worker | undefined;
  #starting: Promise<string> | undefined;
  #failures = 0;
  #pending: PromiseWithResolvers<string>[] = [];
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: { onProgress: (progress: Progress) => void }) {
    this.#onProgress = options.onProgress;
  }

  /** Fetches and starts Python; a second call waits for the first. Rejects with a RuntimeFailure. */
  async start(): Promise<void> {
    this.#starting ??= this.#startWorker();
    await this.#starting;
  }

  /** What `calculators.browser.answer` returns for the request. Rejects with a RuntimeFailure. */
  async answer(request: object): Promise<object> {
    await this.start();
    const answer = this.#nextAnswer();
    this.#worker?.postMessage(JSON.stringify(request));
    return JSON.parse(await answer);
  }

  #startWorker(): Promise<string> {
    // Another attempt passes by what browsers have kept of the one that failed: it may be damaged.
    const attempt = this.#failures === 0 ? "" : `?attempt=${this.#failures + 1}`;
    const worker = new Worker(new URL(WORKER_FILE + attempt, import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => this.#receive(data);
    worker.onerror = ({ message }) => {
      // An error without a message comes from a script that did not load.
      const lost = new RuntimeFailure("download", "The worker did not load", WORKER_FILE);
      this.#stop(message ? new RuntimeFailure("crashed", message) : lost);
    };
    this.#worker = worker;
    return this.#nextAnswer();
  }

  #nextAnswer(): Promise<string> {
    const pending = Promise.withResolvers<string>();
    this.#pending.push(pending);
    this.#expectNews();
    return pending.promise;
  }

  #receive(reply: WorkerReply): void {
    if ("progress" in reply) this.#onProgress(reply.progress);
    else if ("reason" in reply) this.#stop(new RuntimeFailure(reply.reason, reply.message, reply.file));
    else this.#pending.shift()?.resolve(reply.answer);
    this.#expectNews();
  }

  #expectNews(): void {
    clearTimeout(this.#silence);
    if (this.#pending.length === 0) return;
    this.#silence = setTimeout(
      () => this.#stop(new RuntimeFailure("timeout", "Python has been silent for too long")),
      LONGEST_SILENCE_MS,
    );
  }

  /** Ends Python; what waits for an answer is rejected, and the next request starts it anew. */
  #stop(failure: RuntimeFailure): void {
    if (this.#worker) this.#worker.onmessage = this.#worker.onerror = null;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#starting = undefined;
    this.#failures += 1;
    for (const pending of this.#pending.splice(0)) pending.reject(failure);
    this.#expectNews();
  }
}
