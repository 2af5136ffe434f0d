// What the reader sees of Python's start and of its failures; the answer made at build time stays in place.
import type { FailureReason, Progress, RuntimeFailure } from "./python-runtime.js";

const BYTES_PER_MEGABYTE = 1e6;
const SENTENCES: Readonly<Record<FailureReason, string>> = {
  "no-webassembly": "This browser does not run WebAssembly here, so Python cannot start.",
  download: "A part of Python could not be loaded (FILE).",
  damaged: "A part of Python arrived damaged (FILE) and was not run.",
  timeout: "Python did not answer in time and was stopped.",
  crashed: "Python stopped unexpectedly.",
};

/** What happened, in one sentence, and what the numbers on the page are. */
export function failureInWords({ reason, file }: RuntimeFailure): string {
  return `${SENTENCES[reason].replace("FILE", file ?? "")} The answer below is the last one that was computed.`;
}

export class RuntimeNotice {
  readonly #box: HTMLElement;
  readonly #progress: HTMLProgressElement | null;
  readonly #message: HTMLElement | null;
  readonly #retry: HTMLButtonElement | null;

  constructor(box: HTMLElement, retry: () => void) {
    this.#box = box;
    this.#progress = box.querySelector("progress");
    this.#message = box.querySelector(".runtime-message");
    this.#retry = box.querySelector("[data-action=retry]");
    this.#retry?.addEventListener("click", retry);
  }

  showProgress({ phase, loadedBytes, totalBytes }: Progress): void {
    const [loaded, total] = [loadedBytes, totalBytes].map((bytes) => (bytes / BYTES_PER_MEGABYTE).toFixed(1));
    const downloading = phase === "download";
    if (downloading) this.#progress?.setAttribute("value", String(loadedBytes / totalBytes));
    else this.#progress?.removeAttribute("value");
    this.#show(downloading ? `Loading Python: ${loaded} of ${total} MB` : "Starting Python");
  }

  showFailure(failure: RuntimeFailure): void {
    this.#show(failureInWords(failure), { failed: true });
  }

  hide(): void {
    this.#box.hidden = true;
  }

  #show(message: string, { failed } = { failed: false }): void {
    this.#box.hidden = false;
    if (this.#message) this.#message.textContent = message;
    if (this.#progress) this.#progress.hidden = failed;
    if (this.#retry) this.#retry.hidden = !failed;
  }
}
