// What the page and the worker say to each other: plain JSON, both ways.

export type FailureReason =
  | "no-webassembly" // the browser has none, or forbids it
  | "download" // a file did not arrive: offline, or missing on the server
  | "damaged" // a file arrived with other contents than were built
  | "crashed" // Python or its worker stopped
  | "timeout" // no progress or no answer for too long
  | "opened-as-file"; // a page from a disk may start no worker

export interface Progress {
  readonly phase: "download" | "start";
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export type WorkerRequest =
  | { readonly id: number; readonly kind: "start" }
  | { readonly id: number; readonly kind: "answer"; readonly request: string };

export type WorkerReply =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly id: number; readonly kind: "done"; readonly answer: string }
  | {
      readonly id: number;
      readonly kind: "failed";
      readonly reason: FailureReason;
      readonly message: string;
      readonly file: string | undefined;
    };

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
