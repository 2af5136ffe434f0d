// What a form shows at its inputs: whose value it is, and what is wrong with it.
import { type InputElement, inputsOf } from "./address.js";
import type { InputError } from "./answers.js";

export class InputFields {
  readonly #form: HTMLFormElement;

  constructor(form: HTMLFormElement) {
    this.#form = form;
  }

  /** Marks the values that are no example any more. */
  markOwn(exampleOf: (input: InputElement) => string): void {
    for (const input of inputsOf(this.#form)) {
      const field = input.closest<HTMLElement>(".input-field");
      if (!field) continue;
      field.dataset["builtClass"] ??= field.dataset["class"] ?? "";
      field.dataset["class"] = input.value === exampleOf(input) ? field.dataset["builtClass"] : "yours";
    }
  }

  /** Puts each message at its input and takes the old ones away; a folded input with a message is unfolded. */
  showErrors(errors: readonly InputError[]): void {
    const messages = new Map(errors.map((error) => [error.field, error.message]));
    for (const input of inputsOf(this.#form)) {
      const message = messages.get(input.name);
      const place = this.#form.querySelector<HTMLElement>(`[data-error-for="${CSS.escape(input.name)}"]`);
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (message) input.closest("details")?.setAttribute("open", "");
      if (place) {
        place.textContent = message ?? "";
        place.hidden = !message;
      }
    }
  }
}
