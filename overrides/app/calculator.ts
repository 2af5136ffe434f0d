// One calculator of the page: collects values, asks Python, swaps the HTML that Python made. It holds no formula.
import { addressOf, inputsOf, readAddress } from "./address.js";
import { type AsText, type Invalid, type Live, Refused } from "./answers.js";
import { activateCopyButtons } from "./copying.js";
import { InputFields } from "./input-fields.js";
import { Presets } from "./presets.js";
import { type Progress, type PythonRuntime, RuntimeFailure } from "./python-runtime.js";
import { failureInWords, RuntimeNotice } from "./runtime-notice.js";
import { swapAnswer } from "./swap.js";

const TYPING_PAUSE_MS = 120;
const SPOKEN_PAUSE_MS = 900; // so that a screen reader hears an answer once, not at every keystroke

type State = "prerendered" | "loading" | "live" | "invalid" | "error";

export class Calculator {
  readonly #form: HTMLFormElement;
  readonly #output: HTMLElement;
  readonly #status: HTMLElement;
  readonly #notice: RuntimeNotice;
  readonly #runtime: PythonRuntime;
  readonly #root: string;
  readonly #fields: InputFields;
  readonly #presets: Presets;
  #then: Record<string, string> | null = null;
  #stamp: Record<string, string> = {};
  #edited = false;
  #asking: Promise<void> | undefined;
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
    this.#root = root?.dataset["root"] ?? "/";
    this.#notice = new RuntimeNotice(notice, () => this.#ask());
    this.#presets = new Presets(form, () => this.#edit(0));
    this.#fields = new InputFields(form);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("focusin", () => this.#state === "prerendered" && this.#ask());
    form.addEventListener("input", () => this.#edit(TYPING_PAUSE_MS));
    form.addEventListener("reset", () => {
      this.#presets.restore(undefined);
      setTimeout(() => this.#edit(0));
    });
    activateCopyButtons(form, {
      link: (withPrivate) => this.#address(withPrivate).href,
      text: (format) => this.#text(format),
      onCopied: (sentence) => this.#speak(sentence),
      onFailure: (problem) => (problem instanceof Refused ? this.#show(problem.answer) : this.#fail(problem)),
    });
    this.#then = readAddress(form);
    if (this.#then) {
      this.#presets.restore(this.#then["preset"]);
      this.#edit(0);
    }
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
    this.#fields.markOwn((input) => this.#presets.exampleOf(input));
    this.#presets.mark();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#ask(), pauseMs);
  }

  /** Asks for the values now in the form; while an answer is on its way, once more after it. */
  #ask(): Promise<void> {
    clearTimeout(this.#typing);
    this.#typing = undefined;
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
        const answer = (await this.#runtime.answer(this.#request())) as Live | Invalid;
        this.#notice.hide();
        if (!this.#askAgain) this.#show(answer);
      } catch (problem) {
        this.#fail(problem);
        return;
      }
    } while (this.#askAgain);
  }

  #request(): object {
    const values: Record<string, string> = {};
    const presets: Record<string, string> = {};
    for (const input of inputsOf(this.#form)) {
      values[input.name] = input.value;
      presets[input.name] = this.#presets.exampleOf(input);
    }
    const calculator = this.#form.dataset["calculator"];
    const then = this.#then;
    return { calculator, values, presets, then, root: this.#root };
  }

  #fail(problem: unknown): void {
    const failure =
      problem instanceof RuntimeFailure ? problem : new RuntimeFailure("crashed", String(problem));
    this.#setState("error");
    this.#notice.showFailure(failure);
    this.#speak(failureInWords(failure));
  }

  #show(answer: Live | Invalid): void {
    this.#fields.showErrors(answer.state === "invalid" ? answer.errors : []);
    if (answer.state === "live") {
      swapAnswer(this.#output, answer);
      this.#stamp = answer.address;
      // Only an edit by hand is worth an address; "then" belongs to the link that was opened.
      if (this.#edited) history.replaceState(history.state, "", this.#address(true));
      this.#then = null;
    }
    this.#setState(answer.state);
    this.#speak(answer.status);
  }

  #speak(sentence: string): void {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      this.#status.textContent = sentence;
    }, SPOKEN_PAUSE_MS);
  }

  #address(withPrivate: boolean): URL {
    const extras = { ...(withPrivate ? this.#stamp : {}), ...this.#presets.address };
    return addressOf(this.#form, extras, { withPrivate });
  }

  /** The answer to the form as text, made by Python; rejects with Refused where an input is wrong. */
  async #text(format: string): Promise<string> {
    if (this.#typing !== undefined || this.#state !== "live") await this.#ask();
    const request = { ...this.#request(), format, link: this.#address(true).href };
    const answer = (await this.#runtime.answer(request)) as AsText | Invalid;
    if (answer.state === "invalid") throw new Refused(answer);
    return answer.text;
  }
}
