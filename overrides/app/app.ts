// The page's script: makes the calculators of each page live, with one Python for the whole visit.
import { Calculator } from "./calculator.js";
import { activateChartButtons } from "./chart-files.js";
import { letEscapeDismissTips } from "./glossary-tips.js";
import { addCopyButtons } from "./headings.js";
import { followMovedAnchor, SITE } from "./moved-anchors.js";
import { suggestPages } from "./not-found.js";
import { PythonRuntime } from "./python-runtime.js";
import { warnIfOverdue, warnIfStale } from "./review-date.js";

const QUIET_AFTER_LOAD_MS = 2_000;

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
const scriptOfPage = () => document.querySelector<HTMLScriptElement>("script[data-app]");
const scriptOfVisit = scriptOfPage()?.src;

function hydrate(): void {
  // A page of a new release, reached from one of the old by instant navigation: releases are not mixed.
  if (scriptOfPage()?.src !== scriptOfVisit) location.reload();
  calculators = [...document.querySelectorAll<HTMLFormElement>("form[data-calculator]")].map(
    (form) => new Calculator(form, runtime),
  );
  warnIfStale();
  warnIfOverdue();
  addCopyButtons();
  suggestPages(SITE);
  void followMovedAnchor();
}

function begin(): void {
  letEscapeDismissTips();
  if (window.document$) window.document$.subscribe(hydrate);
  else hydrate();
}

/** Keeps the site for readers without a network, as soon as this page needs the network no more. */
async function keepForOffline(): Promise<void> {
  await headStart;
  await new Promise((resolve) => setTimeout(resolve, QUIET_AFTER_LOAD_MS));
  await navigator.serviceWorker?.register(new URL("service-worker.js", SITE));
}

// An address that carries values wants Python, and need not wait for the page to be whole.
const wantsPython = scriptOfPage()?.async && /[?&][\w-]+\.\w+=/.test(location.search);
const headStart = wantsPython && runtime.start().catch(() => undefined); // the calculator says what is wrong
activateChartButtons();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
addEventListener("load", () => keepForOffline().catch(() => undefined)); // storage may be blocked
