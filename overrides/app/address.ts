// The state of a calculator as parameters, `ID.input=value`, and what the answer was when they were copied.

const LONGEST_VALUE = 8_000; // an address made by hand may carry anything; the engine explains what is wrong with it
const MOST_EXTRAS = 20;

export type InputElement = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
export type Values = Readonly<Record<string, string>>;

/** The inputs of a form that have a name, in their order. */
export function inputsOf(form: HTMLFormElement): InputElement[] {
  return [...form.querySelectorAll<InputElement>(":is(input, select, textarea)[name]")];
}

/** The value that the page was built with. */
export function builtValueOf(input: InputElement): string {
  return input instanceof HTMLSelectElement ? (input.dataset["built"] ?? "") : input.defaultValue;
}

/** Fills a form from parameters. Returns what else they say of this calculator; null if they say nothing. */
export function readParameters(form: HTMLFormElement, search: string): Record<string, string> | null {
  const inputs = new Map(inputsOf(form).map((input) => [input.name, input]));
  const extras: Record<string, string> = {};
  let found = false;
  for (const [key, value] of new URLSearchParams(search)) {
    if (!key.startsWith(`${form.id}.`)) continue;
    const name = key.slice(form.id.length + 1);
    const input = inputs.get(name);
    if (input) input.value = value.slice(0, LONGEST_VALUE);
    else if (Object.keys(extras).length < MOST_EXTRAS) extras[name] = value.slice(0, LONGEST_VALUE);
    found ||= input !== undefined || name === "pinned";
  }
  return found ? extras : null;
}

/** The parameters of every input that differs from the engine's default or from what the page was built with. */
export function parametersOf(form: HTMLFormElement, withPrivate: boolean): Record<string, string> {
  const told = inputsOf(form).filter(
    (input) =>
      !(input.value === input.dataset["default"] && input.value === builtValueOf(input)) &&
      (withPrivate || input.dataset["private"] === undefined),
  );
  return Object.fromEntries(told.map((input) => [input.name, input.value]));
}

/** An address that says `parameters` of the calculator `id`, and nothing else of it. */
export function addressWith(base: string, id: string, parameters: Values): URL {
  const url = new URL(base);
  for (const key of [...url.searchParams.keys()]) {
    if (key.startsWith(`${id}.`)) url.searchParams.delete(key);
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(`${id}.${name}`, value);
  return url;
}
