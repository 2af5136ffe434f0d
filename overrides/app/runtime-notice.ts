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

  constructor(box: HTMLElement, retry: () => void) {
    this.#box = box;
    this.#part("[data-action=retry]").addEventListener("click", () => reloadIfReplaced().then(retry));
  }

  showProgress({ phase, loadedBytes, totalBytes }: Progress): void {
    const [loaded, total] = [loadedBytes, totalBytes].map((bytes) => (bytes / BYTES_PER_MEGABYTE).toFixed(1));
    const bar = this.#part("progress");
    if (phase === "download") bar.setAttribute("value", String(loadedBytes / totalBytes));
    else bar.removeAttribute("value");
    this.#show(phase === "download" ? `Loading Python: ${loaded} of ${total} MB` : "Starting Python", false);
  }

  showFailure(failure: RuntimeFailure): void {
    this.#show(failureInWords(failure), true);
  }

  hide(): void {
    this.#box.hidden = true;
  }

  #show(message: string, failed: boolean): void {
    this.#box.hidden = false;
    this.#part(".runtime-message").textContent = message;
    this.#part("progress").hidden = failed;
    this.#part("[data-action=retry]").hidden = !failed;
  }

  #part(selector: string): HTMLElement {
    return this.#box.querySelector(selector) as HTMLElement;
  }
}

/** Loads the page anew if the server has another release by now: the files of this one may be gone. */
async function reloadIfReplaced(): Promise<void> {
  const script = document.querySelector<HTMLScriptElement>("script[data-app]")?.src.split("/").pop() ?? "";
  const page = await fetch(location.href, { cache: "no-store" }).catch(() => undefined);
  if (page?.ok && !(await page.text()).includes(script)) location.reload();
}
