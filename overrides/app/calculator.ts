// One calculator of the page: collects values, asks Python, swaps the HTML that Python made. It holds no formula.
import debounce from "debounce";
import { Address } from "./address.js";
import { swapAnswer } from "./charts.js";
import { Form, type Values } from "./form.js";
import { showFailure, showProgress } from "./runtime-notice.js";
import { failureOf, type Progress, type SupervisedWorker } from "./supervised-worker.js";

const SPOKEN_PAUSE_MS = 900; // so that a screen reader hears an answer once, not at every keystroke

/** What `calculators.browser.answer` returns. */
type Answer =
  | { state: "invalid"; errors: Values; status: string }
  | { state: "live"; html: string; charts: Values; status: string; steps: Values; address: Values; text: string };

export class Calculator {
  readonly root: HTMLElement;
  readonly form: Form;
  readonly address: Address;
  readonly #name: string | undefined;
  readonly #output: HTMLElement;
  readonly #python: SupervisedWorker;
  #then: Values | null;
  #edits = 0;
  #asked = 0;
  #last = Promise.resolve("");

  constructor(form: HTMLFormElement, python: SupervisedWorker) {
    this.root = form.closest(".calculator") as HTMLElement;
    this.form = new Form(form, this.root);
    this.#name = form.dataset["calculator"];
    this.#output = this.part("[data-calculator-output]");
    this.#python = python;
    this.address = new Address(this.form, JSON.parse(this.#output.dataset["stamp"] ?? "{}"));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("focusin", () => this.#output.dataset["state"] === "prerendered" && this.ask());
    form.addEventListener("focusout", () => this.address.show.flush());
    form.addEventListener("input", () => this.edit());
    form.addEventListener("reset", () => setTimeout(() => this.edit()));
    this.#then = this.address.read();
    if (this.#then) this.pin(this.#then["pinned"]);
  }

  /** The first part of the calculator that matches a selector, which its HTML has. */
  part(selector: string): HTMLElement {
    return this.root.querySelector(selector) as HTMLElement;
  }

  /** Says a sentence to screen readers; of several in a row, the last. */
  readonly speak = debounce((sentence: string) => {
    this.part("[role=status]").textContent = sentence;
  }, SPOKEN_PAUSE_MS);

  onProgress(progress: Progress): void {
    if (this.#output.dataset["state"] === "loading") showProgress(this.part("[data-runtime]"), progress);
  }

  /** Compares answers with the one to these parameters from now on, or with none. */
  pin(parameters: string | undefined): void {
    this.address.pinned = parameters;
    this.part("[data-action=pin]").ariaPressed = String(parameters !== undefined);
    this.edit();
  }

  /** Takes up what has changed in the form. */
  edit(): void {
    this.#edits += 1;
    this.address.stamp = undefined;
    this.form.mark();
    this.address.remember();
    void this.ask();
  }

  /**
   * Asks for the values in the form; what has been asked but not answered by then is asked no more. Resolves to the
   * answer as text in a format, if one is named, and to nothing where there is no answer, after the page has said why.
   */
  ask(format?: string): Promise<string> {
    this.#asked += 1;
    const turn = this.#asked;
    this.#setState("loading");
    this.#last = this.#last.then(async () => {
      if (turn !== this.#asked) return "";
      try {
        const answer: Answer = JSON.parse(await this.#python.ask(JSON.stringify(this.#request(format))));
        if (turn === this.#asked) this.#show(answer);
        return answer.state === "live" ? answer.text : "";
      } catch (problem) {
        this.#asked += 1; // what was asked meanwhile would fail, too
        this.#setState("error");
        this.speak(showFailure(this.part("[data-runtime]"), failureOf(problem)));
        return "";
      }
    });
    return this.#last;
  }

  /** An address that brings values and answer back. */
  async link(withPrivate: boolean): Promise<string> {
    if (!this.address.stamp) await this.#last;
    this.address.show.flush();
    return this.address.link(withPrivate);
  }

  #request(format: string | undefined): object {
    const { pinned } = this.address;
    return {
      calculator: this.#name,
      values: this.form.values,
      presets: this.form.examples,
      pinned: pinned !== undefined && Object.fromEntries(new URLSearchParams(pinned)),
      old_link: this.#then,
      root: this.root.dataset["root"],
      ...(format && { format, link: this.address.link(true) }),
    };
  }

  #show(answer: Answer): void {
    this.part("[data-runtime]").hidden = true;
    this.form.showErrors(answer.state === "invalid" ? answer.errors : {});
    if (answer.state === "live") {
      swapAnswer(this.#output, answer.html, answer.charts);
      for (const button of this.root.querySelectorAll<HTMLElement>("[data-step]")) {
        const value = answer.steps[button.dataset["step"] ?? ""] ?? "";
        Object.assign(button, { value, ariaDisabled: String(!value) });
      }
      this.address.stamp = answer.address;
      // Only an edit by hand is worth an address; what an old link said belongs to the link that was opened.
      if (this.#edits > 0 && !(this.#then && location.search)) this.address.show();
      this.#then = null;
    }
    this.#setState(answer.state);
    this.speak(answer.status);
  }

  #setState(state: Answer["state"] | "loading" | "error"): void {
    const { dataset } = this.#output;
    if (dataset["state"] !== "loading") dataset["before"] = dataset["state"];
    dataset["state"] = state;
    this.#output.ariaBusy = String(state === "loading");
  }
}
