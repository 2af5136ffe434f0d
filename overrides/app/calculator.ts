// One calculator of the page: collects values, asks Python, swaps the HTML that Python made. It holds no formula.
import { addressWith, inputsOf, parametersOf, readParameters, type Values } from "./address.js";
import { save } from "./chart-files.js";
import { copyText } from "./copying.js";
import { type InputError, Presets } from "./presets.js";
import { type Progress, type PythonRuntime, RuntimeFailure } from "./python-runtime.js";
import { failureInWords, RuntimeNotice } from "./runtime-notice.js";
import { swapAnswer } from "./swap.js";

const SPOKEN_PAUSE_MS = 900; // so that a screen reader hears an answer once, not at every keystroke
const MEDIA_TYPES: Values = { json: "application/json", csv: "text/csv" };
const leftBehind = new Map<string, string>(); // what was entered in this visit, by page and form

/** What `calculators.browser.answer` returns: without `text` unless a format was asked for, and then without `html`. */
type Answer =
  | { state: "invalid"; errors: readonly InputError[]; status: string }
  | { state: "live"; html: string; charts: Values; status: string; address: Values; text: string };

export class Calculator {
  readonly #form: HTMLFormElement;
  readonly #root: HTMLElement;
  readonly #output: HTMLElement;
  readonly #notice: RuntimeNotice;
  readonly #runtime: PythonRuntime;
  readonly #presets: Presets;
  readonly #key: string;
  #then: Values | null;
  #stamp: Values = {};
  #pinned: string | undefined;
  #edited = false;
  #asking: Promise<void> | undefined;
  #askAgain = false;
  #speaking: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, runtime: PythonRuntime) {
    this.#form = form;
    this.#runtime = runtime;
    this.#root = form.closest(".calculator") as HTMLElement;
    this.#output = this.#part("[data-calculator-output]");
    this.#notice = new RuntimeNotice(this.#part("[data-runtime]"), () => this.#ask());
    this.#presets = new Presets(form, () => this.#edit());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("focusin", () => this.#output.dataset["state"] === "prerendered" && this.#ask());
    form.addEventListener("input", () => this.#edit());
    form.addEventListener("click", ({ target }) => this.#act(target as HTMLElement));
    form.addEventListener("reset", () => {
      this.#presets.restore(undefined);
      setTimeout(() => this.#edit());
    });
    for (const button of form.querySelectorAll<HTMLElement>("[data-action]")) button.hidden = false;
    this.#key = `${location.pathname}#${form.id}`;
    this.#then =
      readParameters(form, location.search) ?? readParameters(form, leftBehind.get(this.#key) ?? "");
    if (this.#then) {
      this.#presets.restore(this.#then["preset"]);
      this.#pin(this.#then["pinned"]);
    }
  }

  onProgress(progress: Progress): void {
    if (this.#asking) this.#notice.showProgress(progress);
  }

  #part(selector: string): HTMLElement {
    return this.#root.querySelector(selector) as HTMLElement;
  }

  #setState(state: Answer["state"] | "loading" | "error"): void {
    const { dataset } = this.#output;
    if (dataset["state"] !== "loading") dataset["before"] = dataset["state"];
    dataset["state"] = state;
    this.#output.ariaBusy = String(state === "loading");
  }

  #edit(): void {
    this.#edited = true;
    this.#presets.mark();
    leftBehind.set(this.#key, this.#address({}, true).search);
    void this.#ask();
  }

  #pin(parameters: string | undefined): void {
    this.#pinned = parameters;
    this.#part("[data-action=pin]").ariaPressed = String(parameters !== undefined);
    this.#edit();
  }

  /** Does what a button or link of the form stands for. */
  async #act(target: HTMLElement): Promise<void> {
    const button = target.closest<HTMLElement>("[data-action], [data-full]");
    const [action, ...rest] = button?.dataset["action"]?.split("-") ?? [];
    const format = rest.join("-");
    const place = this.#part(".form-actions");
    if (button instanceof HTMLAnchorElement) {
      const id = this.#form.dataset["calculator"] ?? "";
      button.href = addressWith(button.href, id, parametersOf(this.#form, true)).href;
    } else if (action === "pin") {
      const now = new URLSearchParams(parametersOf(this.#form, true)).toString();
      this.#pin(this.#pinned === undefined ? now : undefined);
    } else if (action === "reset") {
      const input = inputsOf(this.#form).find((each) => button?.parentElement?.parentElement?.contains(each));
      if (!input) return;
      input.value = this.#presets.exampleOf(input);
      input.focus(); // the button is gone
      this.#edit();
    } else if (action === "copy" && format.startsWith("link")) {
      const withPrivate = format === "link";
      const link = this.#address(withPrivate ? this.#stamp : {}, withPrivate).href;
      if (await copyText(Promise.resolve(link), place)) this.#speak("Link copied.");
    } else if (action) {
      const text = this.#text(format);
      try {
        if (action === "download") save(`${this.#form.id}.${format}`, MEDIA_TYPES[format] ?? "", await text);
        else if (await copyText(text, place)) this.#speak("Copied.");
      } catch (problem) {
        if (problem !== this.#form) this.#fail(problem);
      }
    }
  }

  /** Asks for the values now in the form; while an answer is on its way, once more after it. */
  #ask(): Promise<void> {
    this.#askAgain = this.#asking !== undefined;
    this.#asking ??= this.#askUntilSettled().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askUntilSettled(): Promise<void> {
    do {
      this.#askAgain = false;
      this.#setState("loading");
      try {
        const answer = (await this.#runtime.answer(this.#request())) as Answer;
        this.#notice.hide();
        if (!this.#askAgain) this.#show(answer);
      } catch (problem) {
        this.#fail(problem);
        return;
      }
    } while (this.#askAgain);
  }

  #request(): object {
    const inputs = inputsOf(this.#form);
    const presets = Object.fromEntries(inputs.map((input) => [input.name, this.#presets.exampleOf(input)]));
    const pinned = this.#pinned === undefined ? null : this.#pinnedValues(this.#pinned);
    return {
      calculator: this.#form.dataset["calculator"],
      values: Object.fromEntries(inputs.map((input) => [input.name, input.value])),
      presets,
      pinned,
      // biome-ignore lint/suspicious/noThenProperty: the name in the contract
      then: this.#then,
      root: this.#root.dataset["root"],
    };
  }

  #pinnedValues(parameters: string): Values {
    const defaults = inputsOf(this.#form).map((input) => [input.name, input.dataset["default"] ?? ""]);
    return { ...Object.fromEntries(defaults), ...Object.fromEntries(new URLSearchParams(parameters)) };
  }

  #fail(problem: unknown): void {
    const failure =
      problem instanceof RuntimeFailure ? problem : new RuntimeFailure("crashed", String(problem));
    this.#setState("error");
    this.#notice.showFailure(failure);
    this.#speak(failureInWords(failure));
  }

  #show(answer: Answer): void {
    this.#presets.showErrors(answer.state === "invalid" ? answer.errors : []);
    if (answer.state === "live") {
      swapAnswer(this.#output, answer);
      this.#stamp = answer.address;
      // Only an edit by hand is worth an address; "then" belongs to the link that was opened.
      if (this.#edited && this.#form.isConnected)
        history.replaceState(history.state, "", this.#address(this.#stamp, true));
      this.#then = null;
    }
    this.#setState(answer.state);
    this.#speak(answer.status);
  }

  #speak(sentence: string): void {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      this.#part("[role=status]").textContent = sentence;
    }, SPOKEN_PAUSE_MS);
  }

  #address(stamp: Values, withPrivate: boolean): URL {
    const pinned = this.#pinned !== undefined && withPrivate ? { pinned: this.#pinned } : {};
    const parameters = { ...parametersOf(this.#form, withPrivate), ...stamp, ...this.#presets.parameters };
    return addressWith(location.href, this.#form.id, { ...parameters, ...pinned });
  }

  /** The answer to the form as text, made by Python; rejects with the form where an input is wrong. */
  async #text(format: string): Promise<string> {
    await (this.#asking ?? (this.#output.dataset["state"] === "live" ? undefined : this.#ask()));
    const request = { ...this.#request(), format, link: this.#address(this.#stamp, true).href };
    const answer = (await this.#runtime.answer(request)) as Answer;
    if (answer.state === "live") return answer.text;
    this.#show(answer);
    throw this.#form;
  }
}
