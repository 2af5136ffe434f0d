// The state of a calculator in the page address: `?ID.input=value`, and what the answer was when it was copied.

const LONGEST_VALUE = 8_000; // an address made by hand may carry anything; the engine explains what is wrong with it
const MOST_EXTRAS = 20;

export type InputElement = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The inputs of a form that have a name, in their order. */
export function inputsOf(form: HTMLFormElement): InputElement[] {
  return [...form.querySelectorAll<InputElement>("input[name], select[name], textarea[name]")];
}

/** The value that the page was built with. */
export function presetOf(input: InputElement): string {
  if (!(input instanceof HTMLSelectElement)) return input.defaultValue;
  return [...input.options].find((option) => option.defaultSelected)?.value ?? input.options[0]?.value ?? "";
}

/** Fills a form from the end of an address. Returns what else that says of this calculator; null if it says nothing. */
export function readAddress(form: HTMLFormElement, search: string): Record<string, string> | null {
  const inputs = new Map(inputsOf(form).map((input) => [input.name, input]));
  const extras: Record<string, string> = {};
  let found = false;
  for (const [key, value] of new URLSearchParams(search)) {
    if (!key.startsWith(`${form.id}.`)) continue;
    const name = key.slice(form.id.length + 1);
    const input = inputs.get(name);
    if (input) input.value = value.slice(0, LONGEST_VALUE);
    else if (Object.keys(extras).length < MOST_EXTRAS) extras[name] = value.slice(0, LONGEST_VALUE);
    found ||= input !== undefined;
  }
  return found ? extras : null;
}

/** The address that brings this form back: every input that differs from the engine's default or the page's preset. */
export function addressOf(
  form: HTMLFormElement,
  extras: Readonly<Record<string, string>>,
  options: { withPrivate: boolean },
): URL {
  const url = new URL(location.href);
  for (const key of [...url.searchParams.keys()]) {
    if (key.startsWith(`${form.id}.`)) url.searchParams.delete(key);
  }
  for (const input of inputsOf(form)) {
    const isDefault = input.value === input.dataset["default"] && input.value === presetOf(input);
    const isPrivate = input.dataset["private"] !== undefined && !options.withPrivate;
    if (!isDefault && !isPrivate) url.searchParams.set(`${form.id}.${input.name}`, input.value);
  }
  for (const [name, value] of Object.entries(extras)) url.searchParams.set(`${form.id}.${name}`, value);
  return url;
}
