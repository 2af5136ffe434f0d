// Puts one answer in place of another.

/** Replaces the answer in an output; what was unfolded stays so. */
export function swapAnswer(output: HTMLElement, html: string): void {
  const keyOf = (details: HTMLElement) =>
    details.dataset["key"] ?? details.closest<HTMLElement>("[data-result]")?.dataset["result"] ?? "";
  const unfolded = new Set([...output.querySelectorAll<HTMLElement>("details[open]")].map(keyOf));
  output.innerHTML = html; // made by the engine, which escapes by construction
  for (const details of output.querySelectorAll("details")) details.open = unfolded.has(keyOf(details));
}
