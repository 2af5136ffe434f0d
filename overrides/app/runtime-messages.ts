// What the page and the worker say to each other. The page sends requests as JSON text, the worker sends these.

export type FailureReason =
  | "no-webassembly" // the browser has none, or forbids it
  | "download" // a file did not arrive: offline, or missing on the server
  | "damaged" // a file arrived with other contents than were built
  | "crashed" // Python or its worker stopped
  | "timeout"; // no progress or no answer for too long

export interface Progress {
  readonly phase: "download" | "start";
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export type WorkerReply =
  | { readonly progress: Progress }
  | { readonly answer: string } // empty when Python is up; then one for each request, in their order
  | { readonly reason: FailureReason; readonly message: string; readonly file: string | undefined };

/** Why Python gave no answer. The engine's complaints about a reader's input are answers, not failures. */
export class RuntimeFailure extends Error {
  override readonly name = "RuntimeFailure";

  constructor(
    readonly reason: FailureReason,
    message: string,
    /** name of the file that is missing or damaged */
    readonly file?: string,
  ) {
    super(message);
  }
}
