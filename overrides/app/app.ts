// The page's script: makes the calculators of each page live, with one Python for the whole visit.
import { activateActions } from "./actions.js";
import { Calculator } from "./calculator.js";
import { activateCopyButtons } from "./handing-over.js";
import { letEscapeDismissTips, showWarningsThatAreDue } from "./notices.js";
import { activateChartButtons } from "./saved-charts.js";
import { SupervisedWorker } from "./supervised-worker.js";
import { followMovedAnchor, SITE, suggestPages } from "./wrong-addresses.js";

const QUIET_AFTER_LOAD_MS = 2_000;
const LONGEST_SILENCE_MS = 40_000; // neither progress nor an answer; a busy machine needed half of it to start

let calculators: Calculator[] = [];
const python = new SupervisedWorker(WORKER_FILE, LONGEST_SILENCE_MS, (progress) => {
  for (const calculator of calculators) calculator.onProgress(progress);
});
const scriptOfPage = () => document.querySelector<HTMLScriptElement>("script[data-app]");
const scriptOfVisit = scriptOfPage()?.src;

function hydrate(): void {
  // A page of a new release, reached from one of the old by instant navigation: releases are not mixed.
  if (scriptOfPage()?.src !== scriptOfVisit) location.reload();
  const forms = document.querySelectorAll<HTMLFormElement>("form[data-calculator]");
  calculators = Array.from(forms, (form) => new Calculator(form, python));
  calculators.forEach(activateActions);
  showWarningsThatAreDue();
  suggestPages();
  void followMovedAnchor();
}

function begin(): void {
  activateChartButtons();
  activateCopyButtons();
  letEscapeDismissTips();
  window.document$?.subscribe(hydrate) ?? hydrate();
}

// An address that carries values wants Python, and need not wait for the page to be whole.
const wantsPython = scriptOfPage()?.async && /[?&][\w-]+\.\w+=/.test(location.search);
const headStart = wantsPython && python.ask("").catch(() => undefined); // the calculator says what is wrong
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
// The site is kept for readers without a network as soon as this page needs the network no more.
const register = async () => navigator.serviceWorker?.register(new URL("service-worker.js", SITE));
const keep = () => register().catch(() => undefined); // storage may be blocked
addEventListener("load", () => Promise.resolve(headStart).then(() => setTimeout(keep, QUIET_AFTER_LOAD_MS)));
addEventListener("pagehide", () => {
  for (const { address } of calculators) address.show.flush();
});
