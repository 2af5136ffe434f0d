// The page's side of Python: starts one worker for the whole visit, and another one only after a failure.
import { type FailureReason, type Progress, RuntimeFailure, type WorkerReply } from "./runtime-messages.js";

export { type FailureReason, type Progress, RuntimeFailure } from "./runtime-messages.js";

const START_TIMEOUT_MS = 60_000; // without any progress
const ANSWER_TIMEOUT_MS = 10_000;

interface Pending {
  readonly resolve: (answer: string) => void;
  readonly reject: (failure: RuntimeFailure) => void;
  readonly timeoutMs: number;
  timer: ReturnType<typeof setTimeout>;
}

export class PythonRuntime {
  readonly #onProgress: (progress: Progress) => void;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #starting: Promise<unknown> | undefined;
  #started = false;
  #lastId = 0;

  constructor(options: { onProgress: (progress: Progress) => void }) {
    this.#onProgress = options.onProgress;
  }

  /** Whether Python is up, so that a request is answered at once. */
  get started(): boolean {
    return this.#started;
  }

  /** Fetches and starts Python; a second call waits for the first. Rejects with a RuntimeFailure. */
  async start(): Promise<void> {
    this.#starting ??= this.#startWorker().catch((problem: unknown) => {
      this.#starting = undefined;
      throw problem;
    });
    await this.#starting;
  }

  /** What `calculators.browser.answer` returns for the request. Rejects with a RuntimeFailure. */
  async answer(request: object): Promise<object> {
    await this.start();
    const answer = await this.#send({ kind: "answer", request: JSON.stringify(request) }, ANSWER_TIMEOUT_MS);
    return JSON.parse(answer);
  }

  /** Stops Python; what waits for an answer is rejected, and the next request starts it anew. */
  terminate(): void {
    this.#stop(new RuntimeFailure("crashed", "Python was stopped"));
  }

  async #startWorker(): Promise<void> {
    if (location.protocol === "file:") {
      throw new RuntimeFailure("opened-as-file", "A page opened from a disk cannot start Python");
    }
    const worker = new Worker(new URL(WORKER_FILE, import.meta.url), { type: "module" });
    this.#worker = worker;
    let heard = false;
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerReply>) => {
      heard = true;
      if (this.#worker === worker) this.#receive(data);
    });
    worker.addEventListener("error", (event) => {
      const reason: FailureReason = heard || event.message ? "crashed" : "download";
      const message = event.message || "The worker did not load";
      if (this.#worker === worker) this.#stop(new RuntimeFailure(reason, message, WORKER_FILE));
    });
    worker.addEventListener("messageerror", () => {
      if (this.#worker === worker) this.#stop(new RuntimeFailure("crashed", "The worker sent no JSON"));
    });
    await this.#send({ kind: "start" }, START_TIMEOUT_MS);
    this.#started = true;
  }

  #send(
    message: { kind: "start" } | { kind: "answer"; request: string },
    timeoutMs: number,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject, timeoutMs, timer: this.#timer(timeoutMs) });
      this.#worker?.postMessage({ id, ...message });
    });
  }

  #receive(reply: WorkerReply): void {
    if (reply.kind === "progress") {
      for (const pending of this.#pending.values()) {
        clearTimeout(pending.timer);
        pending.timer = this.#timer(pending.timeoutMs);
      }
      this.#onProgress(reply.progress);
    } else if (reply.kind === "failed") {
      this.#stop(new RuntimeFailure(reply.reason, reply.message, reply.file));
    } else {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      clearTimeout(pending?.timer);
      pending?.resolve(reply.answer);
    }
  }

  #timer(timeoutMs: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.#stop(new RuntimeFailure("timeout", `Python has been silent for ${timeoutMs / 1000} s`));
    }, timeoutMs);
  }

  #stop(failure: RuntimeFailure): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#starting = undefined;
    this.#started = false;
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer);
      pending.reject(failure);
    }
    this.#pending.clear();
  }
}
