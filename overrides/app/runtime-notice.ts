// What the reader sees of Python's start and of its failures; the answer made at build time stays in place.
import type { Progress, RuntimeFailure } from "./python-runtime.js";

const MEGABYTE = 1e6;
const STAYS = "The answer below is the last one that was computed.";

/** One sentence on what happened, and what the numbers on the page are. */
export function failureInWords(failure: RuntimeFailure): string {
  switch (failure.reason) {
    case "no-webassembly":
      return `This browser does not run WebAssembly here, so Python cannot start. ${STAYS}`;
    case "download":
      return `A part of Python could not be loaded (${failure.file ?? "the worker"}). ${STAYS}`;
    case "damaged":
      return `A part of Python arrived damaged (${failure.file ?? "unknown"}) and was not run. ${STAYS}`;
    case "timeout":
      return `Python did not answer in time and was stopped. ${STAYS}`;
    case "opened-as-file":
      return `A page opened from a disk cannot start Python: serve the site, for example with make serve. ${STAYS}`;
    case "crashed":
      return `Python stopped unexpectedly. ${STAYS}`;
  }
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
    const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1);
    const downloading = phase === "download";
    if (downloading) this.#progress?.setAttribute("value", String(loadedBytes / totalBytes));
    else this.#progress?.removeAttribute("value");
    this.#show(
      downloading
        ? `Loading Python: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`
        : "Starting Python",
      { failed: false },
    );
  }

  showFailure(failure: RuntimeFailure): void {
    this.#show(failureInWords(failure), { failed: true });
  }

  hide(): void {
    this.#box.hidden = true;
  }

  #show(message: string, { failed }: { failed: boolean }): void {
    this.#box.hidden = false;
    if (this.#message) this.#message.textContent = message;
    if (this.#progress) this.#progress.hidden = failed;
    if (this.#retry) this.#retry.hidden = !failed;
  }
}
