// Puts one answer in place of another. Its charts are drawn by a worker that is loaded when the first one changes; until
// a new picture is there, the earlier one is marked as such, and a picture that is no longer wanted is not drawn.
import type { Values } from "./form.js";
import { SupervisedWorker } from "./supervised-worker.js";

const LONGEST_SILENCE_MS = 10_000;
const worker = new SupervisedWorker(CHART_WORKER_FILE, LONGEST_SILENCE_MS);
let drawing = Promise.resolve();

/** Replaces the answer in an output: what was unfolded stays so, and so does each picture that has not changed. */
export function swapAnswer(output: HTMLElement, html: string, specs: Values): void {
  const earlier = new Map(chartsIn(output).map((figure) => [figure.dataset["chart"], figure]));
  const unfolded = new Set([...output.querySelectorAll<HTMLElement>("details[open]")].map(keyOf));
  output.innerHTML = html; // made by the engine, which escapes by construction
  for (const details of output.querySelectorAll("details")) details.open = unfolded.has(keyOf(details));
  const changed = chartsIn(output).filter((figure) => {
    const before = earlier.get(figure.dataset["chart"]);
    roomOf(figure).append(...(before?.querySelectorAll("svg") ?? []));
    return before?.dataset["spec"] !== figure.dataset["spec"] || before?.dataset["state"];
  });
  for (const figure of changed) figure.dataset["state"] = "earlier";
  drawing = drawing.then(() => draw(changed, specs));
}

async function draw(figures: readonly HTMLElement[], specs: Values): Promise<void> {
  try {
    for (const figure of figures) {
      if (!figure.isConnected) return;
      const svg = await worker.ask(specs[figure.dataset["chart"] ?? ""] ?? "");
      roomOf(figure).innerHTML = svg; // by Vega, which escapes the texts of a specification
      delete figure.dataset["state"];
    }
  } catch {
    // The style sheet says so at the picture; the numbers beside it are the new ones.
    for (const figure of figures) if (figure.dataset["state"]) figure.dataset["state"] = "failed";
  }
}

const chartsIn = (output: HTMLElement) => [...output.querySelectorAll<HTMLElement>("[data-chart]")];
const roomOf = (figure: HTMLElement) => figure.querySelector(".chart-picture") as HTMLElement;
const keyOf = (details: HTMLElement) =>
  details.dataset["key"] ?? details.closest<HTMLElement>("[data-result]")?.dataset["result"] ?? "";
