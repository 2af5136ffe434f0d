// The page's script: makes the calculators of each page live, with one Python for the whole visit.
import { Calculator } from "./calculator.js";
import { activateChartButtons } from "./chart-files.js";
import { letEscapeDismissTips } from "./glossary-tips.js";
import { addCopyButtons } from "./headings.js";
import { followMovedAnchor, SITE } from "./moved-anchors.js";
import { suggestPages } from "./not-found.js";
import { PythonRuntime } from "./python-runtime.js";
import { warnIfOverdue } from "./review-date.js";

const STALE_AFTER_DAYS = 90; // model prices changed within three months at every provider in the table
const MILLISECONDS_PER_DAY = 86_400_000;

declare global {
  interface Window {
    /** Material's stream of documents: emits on load and after every instant navigation. */
    readonly document$?: { subscribe(listener: () => void): unknown };
  }
}

let calculators: Calculator[] = [];
const runtime = new PythonRuntime({
  onProgress: (progress) => {
    for (const calculator of calculators) calculator.onProgress(progress);
  },
});

/** Says beside a calculator how old its facts are once they are too old to be taken on trust. */
function warnIfStale(root: HTMLElement): void {
  const date = root.dataset["factsDate"];
  const days = date ? Math.floor((Date.now() - Date.parse(date)) / MILLISECONDS_PER_DAY) : 0;
  if (days <= STALE_AFTER_DAYS || root.querySelector(".stale")) return;
  const banner = document.createElement("p");
  banner.className = "stale";
  banner.textContent = `The prices were gathered on ${date}, ${days} days ago: check them, or enter your own.`;
  root.prepend(banner);
}

function hydrate(): void {
  calculators = [...document.querySelectorAll<HTMLFormElement>("form[data-calculator]")].map(
    (form) => new Calculator(form, runtime),
  );
  for (const root of document.querySelectorAll<HTMLElement>(".calculator[data-facts-date]"))
    warnIfStale(root);
  addCopyButtons();
  warnIfOverdue();
  suggestPages(SITE);
  void followMovedAnchor();
}

function begin(): void {
  letEscapeDismissTips();
  if (window.document$) window.document$.subscribe(hydrate);
  else hydrate();
}

// An address that carries values wants Python, and need not wait for the page to be whole.
const isAddressOfCalculator = /[?&][\w-]+\.\w+=/.test(location.search);
if (isAddressOfCalculator && document.querySelector("script[data-head-start]")) {
  runtime.start().catch(() => undefined); // the calculator asks again, and says what is wrong
}
activateChartButtons();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
