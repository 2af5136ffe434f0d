// Says where a page's review or its prices have grown old. The build has no clock, so only the browser can know.
const STALE_AFTER_MS = 90 * 86_400_000; // model prices changed within three months at every provider in the table

/** Adds the warning to the page that is shown, if the date of its next review has passed. */
export function warnIfOverdue(): void {
  const due = document.querySelector<HTMLElement>("[data-review-due]")?.dataset["reviewDue"] ?? "";
  if (!(Date.parse(due) < Date.now()) || document.querySelector(".overdue")) return;
  const sentence = `This page should have been reviewed by ${due}: check its figures before you use them.`;
  document.querySelector("article h1")?.after(warning("overdue", sentence));
}

/** Adds the warning to calculators whose facts are too old to be taken on trust. */
export function warnIfStale(): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-facts-date]:not(:has(> .stale))")) {
    const date = root.dataset["factsDate"] ?? "";
    if (!(Date.parse(date) + STALE_AFTER_MS < Date.now())) continue;
    root.prepend(warning("stale", `The prices were gathered on ${date}: check them, or enter your own.`));
  }
}

function warning(className: string, sentence: string): HTMLElement {
  return Object.assign(document.createElement("p"), { className, textContent: sentence });
}
