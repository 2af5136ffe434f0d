// What the reader sees of Python's start and of its failures; the answer made at build time stays in place.
import type { Failure, Progress } from "./supervised-worker.js";

const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const part = (box: HTMLElement, selector: string) => box.querySelector(selector) as HTMLElement;

export function showProgress(box: HTMLElement, { loadedBytes, totalBytes }: Progress): void {
  const loading = `Loading Python: ${inMegabytes(loadedBytes)} of ${inMegabytes(totalBytes)} MB`;
  part(box, "progress").setAttribute("value", String(loadedBytes / totalBytes));
  show(box, loadedBytes < totalBytes ? loading : "Starting Python", false);
}

/** Says what happened, in a sentence that is returned, and what the numbers on the page are. */
export function showFailure(box: HTMLElement, { reason, file }: Failure): string {
  const sentence = JSON.parse(box.dataset["failures"] ?? "{}")[reason].replace("FILE", file);
  show(box, sentence, true);
  return sentence;
}

function show(box: HTMLElement, message: string, failed: boolean): void {
  box.hidden = false;
  part(box, ".runtime-message").textContent = message;
  part(box, "progress").hidden = failed;
  part(box, "[data-action=retry]").hidden = !failed;
}

/** Loads the page anew if the server has another release by now: the files of this one may be gone. */
export async function reloadIfReplaced(): Promise<void> {
  const script = document.querySelector<HTMLScriptElement>("script[data-app]")?.src.split("/").pop() ?? "";
  const page = await fetch(location.href, { cache: "no-store" }).catch(() => undefined);
  if (page?.ok && !(await page.text()).includes(script)) location.reload();
}
