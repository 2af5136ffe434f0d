// A worker as the page sees it: asked one thing at a time, and ended and replaced when it fails or falls silent.

export type FailureReason =
  | "no-webassembly" // the browser has none, or forbids it
  | "download" // a file did not arrive: offline, or missing on the server
  | "damaged" // a file arrived with other contents than were built
  | "crashed" // the worker, or Python in it, stopped
  | "timeout"; // no progress and no answer for too long

export type Progress = { loadedBytes: number; totalBytes: number };
export type Failure = { reason: FailureReason; message: string; file: string };
export type Reply = { answer: string } | { progress: Progress } | { failure: Failure };

/** A problem as it is told: what is a failure already, or another one for a reason. */
export function failureOf(problem: unknown, reason: FailureReason = "crashed", file = ""): Failure {
  if (problem instanceof Object && "reason" in problem) return problem as Failure;
  return { reason, message: String(problem), file };
}

export class SupervisedWorker {
  #worker: Worker | undefined;
  #failures = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `file` is the name of its script beside this one; it may fall silent for so long at start and at each request. */
  constructor(
    private readonly file: string,
    private readonly longestSilenceMs: number,
    private readonly onProgress?: (progress: Progress) => void,
  ) {}

  /** What it says to a request, after those before; to an empty one nothing, when it is ready. Rejects with a Failure. */
  ask(request: string): Promise<string> {
    const answer = this.#last.then(() => this.#exchange(request));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #exchange(request: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const fail = (reason: FailureReason, message: string) => reject({ reason, message, file: this.file });
    let silence: ReturnType<typeof setTimeout> | undefined;
    const expectNews = () => {
      clearTimeout(silence);
      silence = setTimeout(() => fail("timeout", "silent for too long"), this.longestSilenceMs);
    };
    // Another attempt passes by what browsers have kept of the one that failed: it may be damaged.
    const attempt = this.#failures === 0 ? "" : `?attempt=${this.#failures + 1}`;
    const name = navigator.serviceWorker?.controller ? "finds kept copies" : "";
    this.#worker ??= new Worker(new URL(this.file + attempt, import.meta.url), { type: "module", name });
    const worker = this.#worker;
    // An error without a message comes from a script that did not load.
    worker.onerror = ({ message }) => fail(message ? "crashed" : "download", message);
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      expectNews();
      if ("progress" in data) this.onProgress?.(data.progress);
      else if ("failure" in data) reject(data.failure);
      else resolve(data.answer);
    };
    expectNews();
    worker.postMessage(request);
    try {
      return await promise;
    } catch (failure) {
      worker.terminate();
      this.#worker = undefined;
      this.#failures += 1;
      throw failure;
    } finally {
      clearTimeout(silence);
    }
  }
}
