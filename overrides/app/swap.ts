// Puts one answer in place of another.
import type { Live } from "./answers.js";
import { chartsIn, drawCharts } from "./charts.js";

/** Replaces the answer in an output; what was unfolded stays so, and charts are drawn anew. */
export function swapAnswer(output: HTMLElement, { html, charts }: Live): void {
  const earlier = chartsIn(output);
  const keyOf = (details: HTMLElement) =>
    details.dataset["key"] ?? details.closest<HTMLElement>("[data-result]")?.dataset["result"] ?? "";
  const unfolded = new Set([...output.querySelectorAll<HTMLElement>("details[open]")].map(keyOf));
  output.innerHTML = html; // made by the engine, which escapes by construction
  drawCharts(chartsIn(output), charts, earlier);
  for (const details of output.querySelectorAll("details")) details.open = unfolded.has(keyOf(details));
}
