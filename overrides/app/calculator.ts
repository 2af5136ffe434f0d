// One calculator of the page: collects values, asks Python, swaps the HTML that Python made. It holds no formula.
import { addressOf, inputsOf, presetOf, readAddress } from "./address.js";
import { type Progress, type PythonRuntime, RuntimeFailure } from "./python-runtime.js";
import { failureInWords, RuntimeNotice } from "./runtime-notice.js";

const TYPING_PAUSE_MS = 120;
const SPOKEN_PAUSE_MS = 900; // so that a screen reader hears an answer once, not at every keystroke

interface InputError {
  readonly field: string;
  readonly message: string;
}

type Answer =
  | {
      readonly state: "live";
      readonly html: string;
      readonly status: string;
      readonly address: Record<string, string>;
    }
  | { readonly state: "invalid"; readonly errors: readonly InputError[]; readonly status: string };

type State = "prerendered" | "loading" | "live" | "invalid" | "error";

export class Calculator {
  readonly #form: HTMLFormElement;
  readonly #output: HTMLElement;
  readonly #status: HTMLElement;
  readonly #notice: RuntimeNotice;
  readonly #runtime: PythonRuntime;
  #then: Record<string, string> | null = null;
  #stamp: Record<string, string> = {};
  #edited = false;
  #asking = false;
  #askAgain = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #speaking: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, runtime: PythonRuntime) {
    const root = form.closest<HTMLElement>(".calculator");
    const output = root?.querySelector<HTMLElement>(`[data-calculator-output="${CSS.escape(form.id)}"]`);
    const status = root?.querySelector<HTMLElement>("[role=status]");
    const notice = root?.querySelector<HTMLElement>("[data-runtime]");
    if (!output || !status || !notice) throw new Error(`The calculator ${form.id} is not whole`);
    this.#form = form;
    this.#runtime = runtime;
    this.#output = output;
    this.#status = status;
    this.#notice = new RuntimeNotice(notice, () => this.#ask());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("focusin", () => this.#state === "prerendered" && this.#ask());
    form.addEventListener("input", () => this.#edit(TYPING_PAUSE_MS));
    form.addEventListener("reset", () => setTimeout(() => this.#edit(0)));
    for (const button of form.querySelectorAll<HTMLButtonElement>("[data-action]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.#copyLink(button));
    }
    this.#then = readAddress(form);
    if (this.#then) this.#edit(0);
  }

  onProgress(progress: Progress): void {
    if (this.#asking) this.#notice.showProgress(progress);
  }

  get #state(): string | undefined {
    return this.#output.dataset["state"];
  }

  #setState(state: State): void {
    this.#output.dataset["state"] = state;
    this.#output.setAttribute("aria-busy", String(state === "loading"));
  }

  #edit(pauseMs: number): void {
    this.#edited = true;
    for (const input of inputsOf(this.#form)) {
      const field = input.closest<HTMLElement>(".input-field");
      if (!field) continue;
      field.dataset["builtClass"] ??= field.dataset["class"] ?? "";
      field.dataset["class"] = input.value === presetOf(input) ? field.dataset["builtClass"] : "yours";
    }
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#ask(), pauseMs);
  }

  async #ask(): Promise<void> {
    this.#askAgain = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    this.#setState("loading");
    const values: Record<string, string> = {};
    const presets: Record<string, string> = {};
    for (const input of inputsOf(this.#form)) {
      values[input.name] = input.value;
      presets[input.name] = presetOf(input);
    }
    const then = this.#then;
    try {
      const request = { calculator: this.#form.dataset["calculator"], values, presets, then };
      const answer = (await this.#runtime.answer(request)) as Answer;
      this.#notice.hide();
      if (!this.#askAgain) this.#show(answer);
    } catch (problem) {
      const failure =
        problem instanceof RuntimeFailure ? problem : new RuntimeFailure("crashed", String(problem));
      this.#setState("error");
      this.#notice.showFailure(failure);
      this.#speak(failureInWords(failure));
      this.#askAgain = false;
    } finally {
      this.#asking = false;
    }
    if (this.#askAgain) await this.#ask();
  }

  #show(answer: Answer): void {
    const errors = new Map(answer.state === "invalid" ? answer.errors.map((e) => [e.field, e.message]) : []);
    for (const input of inputsOf(this.#form)) {
      const message = errors.get(input.name);
      const place = this.#form.querySelector<HTMLElement>(`[data-error-for="${CSS.escape(input.name)}"]`);
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (message) input.closest("details")?.setAttribute("open", "");
      if (place) {
        place.textContent = message ?? "";
        place.hidden = !message;
      }
    }
    if (answer.state === "live") {
      this.#swap(answer.html);
      this.#stamp = answer.address;
      // Only an edit by hand is worth an address; "then" belongs to the link that was opened.
      if (this.#edited) history.replaceState(history.state, "", this.#address(true));
      this.#then = null;
    }
    this.#setState(answer.state);
    this.#speak(answer.status);
  }

  /** Puts the new answer in place of the old one; what was unfolded stays so. */
  #swap(html: string): void {
    const keyOf = (details: Element) =>
      (details.closest("[data-result]") as HTMLElement | null)?.dataset["result"] ?? "";
    const unfolded = new Set([...this.#output.querySelectorAll("details[open]")].map(keyOf));
    this.#output.innerHTML = html; // made by the engine, which escapes by construction
    for (const details of this.#output.querySelectorAll("details"))
      details.open = unfolded.has(keyOf(details));
  }

  #speak(sentence: string): void {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      this.#status.textContent = sentence;
    }, SPOKEN_PAUSE_MS);
  }

  #address(withPrivate: boolean): URL {
    return addressOf(this.#form, withPrivate ? this.#stamp : {}, { withPrivate });
  }

  async #copyLink(button: HTMLButtonElement): Promise<void> {
    const link = this.#address(button.dataset["action"] === "copy-link").href;
    try {
      await navigator.clipboard.writeText(link);
      this.#speak("Link copied.");
    } catch {
      window.prompt("Copy this link:", link);
    }
  }
}
