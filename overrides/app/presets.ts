// What a form shows: whose values, which of the named examples, and what is wrong with them.
import { builtValueOf, type InputElement, inputsOf, type Values } from "./address.js";

export interface InputError {
  readonly field: string;
  readonly message: string;
}

export class Presets {
  readonly #form: HTMLFormElement;
  readonly #choices = new Map<HTMLButtonElement, Values>();
  #chosen: HTMLButtonElement | undefined;

  constructor(form: HTMLFormElement, onChoice: () => void) {
    this.#form = form;
    const group = `[data-presets-of="${CSS.escape(form.id)}"] [data-preset]`;
    for (const button of document.querySelectorAll<HTMLButtonElement>(group)) {
      this.#choices.set(button, JSON.parse(button.dataset["preset"] ?? "{}"));
      button.hidden = false;
      button.addEventListener("click", () => {
        this.#chosen = button;
        for (const input of inputsOf(form)) input.value = this.exampleOf(input);
        onChoice();
      });
    }
  }

  /** The value of an input that is nobody's own: of the chosen example, else the one that the page was built with. */
  exampleOf(input: InputElement): string {
    return this.#chosen ? this.#valueIn(this.#chosen, input) : builtValueOf(input);
  }

  /** What a link carries, so that the examples in it are known as such. */
  get parameters(): Record<string, string> {
    return this.#chosen ? { preset: this.#chosen.innerText } : {};
  }

  /** Takes up the example that a link names; without a name, none is chosen. */
  restore(label: string | undefined): void {
    this.#chosen = [...this.#choices.keys()].find((button) => button.innerText === label);
  }

  /** Marks the reader's own values, and the example that the form shows, if it shows one. */
  mark(): void {
    const inputs = inputsOf(this.#form);
    for (const input of inputs) {
      const field = input.closest<HTMLElement>(".input-field");
      if (!field) continue;
      field.dataset["builtClass"] ??= field.dataset["class"] ?? "";
      field.dataset["class"] = input.value === this.exampleOf(input) ? field.dataset["builtClass"] : "yours";
    }
    for (const button of this.#choices.keys()) {
      button.ariaPressed = String(inputs.every((input) => input.value === this.#valueIn(button, input)));
    }
  }

  /** Puts each message at its input and takes the old ones away; a folded input with a message is unfolded. */
  showErrors(errors: readonly InputError[]): void {
    for (const input of inputsOf(this.#form)) {
      const message = errors.find(({ field }) => field === input.name)?.message;
      input.ariaInvalid = message ? "true" : null;
      if (message) input.closest("details")?.setAttribute("open", "");
      const place = input.closest(".input-field")?.querySelector<HTMLElement>(".error");
      if (place) Object.assign(place, { textContent: message ?? "", hidden: !message });
    }
  }

  #valueIn(button: HTMLButtonElement, input: InputElement): string {
    return this.#choices.get(button)?.[input.name] ?? input.dataset["default"] ?? "";
  }
}
