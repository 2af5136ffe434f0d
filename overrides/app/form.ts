// A calculator's form: its values, whose they are, what is wrong with them, and what an address has to say of them.

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
export type Values = Readonly<Record<string, string>>;

export class Form {
  readonly id: string;
  readonly #inputs: readonly Input[];
  readonly #presets: readonly HTMLElement[];
  #chosen: HTMLElement | undefined;

  constructor(form: HTMLFormElement, calculator: HTMLElement) {
    this.id = form.id;
    this.#inputs = [...form.querySelectorAll<Input>(":is(input, select, textarea)[name]")];
    this.#presets = [...calculator.querySelectorAll<HTMLElement>("[data-preset]")];
    form.addEventListener("reset", () => setTimeout(() => this.choose(undefined)));
  }

  get values(): Values {
    return this.#each(({ value }) => value);
  }

  /** The values that are nobody's own: of the chosen example, else those that the page was built with. */
  get examples(): Values {
    return this.#chosen ? this.#valuesIn(this.#chosen) : this.#each(builtValueOf);
  }

  /** Takes an example for the reader's own values, or none, which is the page's. */
  choose(preset: HTMLElement | undefined): void {
    this.#chosen = preset;
    this.#fill(this.examples);
  }

  /** Gives the input beside a button the next value on the way that the button has for it, else its example back. */
  fillBeside(button: HTMLElement): void {
    const input = fieldOf(button)?.querySelector("[name]") as Input;
    const way = (button.getAttribute("value") ?? `${input.value}|${this.examples[input.name]}`).split("|");
    input.value = way[way.indexOf(input.value) + 1 || way.length] ?? input.value; // what is not on the way stays
    if (!button.hasAttribute("value")) input.focus(); // the button is gone
  }

  /** Marks the reader's own values, and the example that the form shows, if it shows one. */
  mark(): void {
    const { examples } = this;
    for (const input of this.#inputs) fieldOf(input)?.classList.toggle("is-own", input.value !== examples[input.name]);
    for (const preset of this.#presets) {
      const wanted = this.#valuesIn(preset);
      preset.ariaPressed = String(this.#inputs.every(({ name, value }) => value === wanted[name]));
    }
  }

  /** Puts each message at its input and takes the old ones away; a folded input with a message is unfolded. */
  showErrors(errors: Values): void {
    for (const input of this.#inputs) {
      const message = errors[input.name];
      input.ariaInvalid = message ? "true" : null;
      if (message) input.closest("details")?.setAttribute("open", "");
      Object.assign(fieldOf(input)?.querySelector(".error") ?? {}, { textContent: message ?? "", hidden: !message });
    }
  }

  /** The inputs that differ from the engine's default or from what the page was built with, and the chosen example. */
  parameters(withPrivate: boolean): Values {
    const told = this.#inputs
      .filter(({ dataset }) => withPrivate || dataset["private"] === undefined)
      .filter((input) => input.value !== input.dataset["default"] || input.value !== builtValueOf(input));
    const preset = this.#chosen && { preset: labelOf(this.#chosen) };
    return { ...Object.fromEntries(told.map(({ name, value }) => [name, value])), ...preset };
  }

  /** Fills the form from the parameters of an address, and returns those of this calculator; null if there are none. */
  read(search: string): Values | null {
    const all = [...new URLSearchParams(search)].filter(([key]) => key.startsWith(`${this.id}.`));
    const said: Values = Object.fromEntries(all.map(([key, value]) => [key.slice(this.id.length + 1), value]));
    this.#chosen = this.#presets.find((preset) => labelOf(preset) === said["preset"]);
    this.#fill(said);
    return "pinned" in said || this.#inputs.some(({ name }) => name in said) ? said : null;
  }

  #each(read: (input: Input) => string): Values {
    return Object.fromEntries(this.#inputs.map((input) => [input.name, read(input)]));
  }

  #fill(values: Values): void {
    for (const input of this.#inputs) {
      const value = values[input.name] ?? input.value;
      input.value = value;
      // What a list does not offer the engine may know all the same; if not, it says what is wrong.
      if (input instanceof HTMLSelectElement && input.value !== value) input.add(new Option(value, value, false, true));
    }
  }

  #valuesIn(preset: HTMLElement): Values {
    const defaults = this.#each(({ dataset }) => dataset["default"] ?? "");
    return { ...defaults, ...JSON.parse(preset.dataset["preset"] ?? "{}") };
  }
}

const builtValueOf = (input: Input) =>
  input instanceof HTMLSelectElement ? (input.dataset["built"] ?? "") : input.defaultValue;
const fieldOf = (part: Element) => part.closest<HTMLElement>(".input-field");
const labelOf = (preset: HTMLElement) => preset.textContent.trim();
