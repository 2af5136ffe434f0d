// Named examples of a form: one click fills it, and what the reader leaves untouched still counts as an example.
import { type InputElement, inputsOf, presetOf } from "./address.js";

type Values = Readonly<Record<string, string>>;

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
    return this.#chosen ? this.#valueIn(this.#chosen, input) : presetOf(input);
  }

  /** What a link carries, so that the examples in it are known as such. */
  get address(): Record<string, string> {
    return this.#chosen ? { preset: labelOf(this.#chosen) } : {};
  }

  /** Takes up the example that a link names; without a name, none is chosen. */
  restore(label: string | undefined): void {
    this.#chosen = [...this.#choices.keys()].find((button) => labelOf(button) === label);
  }

  /** Marks the example that the form shows now, if it shows one. */
  mark(): void {
    for (const button of this.#choices.keys()) {
      const shown = inputsOf(this.#form).every((input) => input.value === this.#valueIn(button, input));
      button.ariaPressed = String(shown);
    }
  }

  #valueIn(button: HTMLButtonElement, input: InputElement): string {
    return this.#choices.get(button)?.[input.name] ?? input.dataset["default"] ?? "";
  }
}

function labelOf(button: HTMLButtonElement): string {
  return button.textContent?.trim() ?? "";
}
