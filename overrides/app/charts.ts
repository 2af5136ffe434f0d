// Puts one answer in place of another, and has its charts drawn by a worker, which is loaded when the first one changes.
import morphdom from "morphdom";
import type { Values } from "./form.js";
import { SupervisedWorker } from "./supervised-worker.js";

const LONGEST_SILENCE_MS = 10_000;
const worker = new SupervisedWorker(CHART_WORKER_FILE, LONGEST_SILENCE_MS);
let drawing = Promise.resolve();

/** Turns an answer into another: what has not changed costs no layout, and what was unfolded stays so. */
export function swapAnswer(output: HTMLElement, html: string, specs: Values): void {
  const next = output.cloneNode() as HTMLElement;
  next.innerHTML = html; // made by the engine, which escapes by construction
  for (const { dataset } of chartsIn(next)) {
    const before = output.querySelector<HTMLElement>(`[data-chart="${dataset["chart"]}"]`)?.dataset;
    if (before?.["state"] || before?.["spec"] !== dataset["spec"]) dataset["state"] = "earlier";
  }
  morphdom(output, next, {
    childrenOnly: true,
    getNodeKey: (node) => (node instanceof HTMLElement && (node.dataset["key"] ?? node.dataset["result"])) || undefined,
    onBeforeElUpdated: (now, then) => then.toggleAttribute("open", now.hasAttribute("open")) || !now.isEqualNode(then),
    onBeforeElChildrenUpdated: (now) => !now.matches(".chart-picture"),
  });
  const changed = chartsIn(output).filter(({ dataset }) => dataset["state"]);
  const wanted = new Map(changed.map((figure) => [figure, figure.dataset["spec"]]));
  drawing = drawing.then(() => draw(wanted, specs));
}

async function draw(wanted: ReadonlyMap<HTMLElement, string | undefined>, specs: Values): Promise<void> {
  try {
    for (const [figure, spec] of wanted) {
      const svg = isOf(figure, spec) && (await worker.ask(specs[figure.dataset["chart"] ?? ""] ?? ""));
      if (!svg || !isOf(figure, spec)) return;
      (figure.querySelector(".chart-picture") as HTMLElement).innerHTML = svg; // by Vega, which escapes all texts
      delete figure.dataset["state"];
    }
  } catch {
    // The style sheet says so at the picture; the numbers beside it are the new ones.
    for (const [each, spec] of wanted) if (each.dataset["state"] && isOf(each, spec)) each.dataset["state"] = "failed";
  }
}

const isOf = (figure: HTMLElement, spec?: string) => figure.isConnected && figure.dataset["spec"] === spec;
const chartsIn = (root: HTMLElement) => [...root.querySelectorAll<HTMLElement>("[data-chart]")];
