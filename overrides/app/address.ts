// What an address says of a calculator: its values, those that are pinned, and the answer that a link to it stands for.
import debounce from "debounce";
import type { Form, Values } from "./form.js";

const PAUSE_MS = 500; // Safari takes a hundred addresses in 30 seconds
const leftBehind = new Map<string, string>(); // what was entered in this visit, by page and form

export class Address {
  readonly #page = location.pathname;
  #stamp: Values = {};
  #answered = "";
  /** the parameters of the answer to compare with; none: undefined */
  pinned: string | undefined;

  /** `stamp` is what a link says of the answer to the values that the page was built with. */
  constructor(
    private readonly form: Form,
    stamp: Values,
  ) {
    this.setAnswer(stamp);
  }

  /** Fills the form from the address, else with what was entered before. Returns all that is said; null if nothing. */
  read(): Values | null {
    return this.form.read(location.search) ?? this.form.read(leftBehind.get(this.#key) ?? "");
  }

  /** Whether the answer on the page is for the values in the form. */
  get isAnswered(): boolean {
    return this.#answered === JSON.stringify(this.form.values);
  }

  setAnswer(stamp: Values): void {
    this.#stamp = stamp;
    this.#answered = JSON.stringify(this.form.values);
  }

  link(withPrivate: boolean): string {
    const stamp = withPrivate && this.isAnswered ? this.#stamp : {};
    const pinned = withPrivate && this.pinned !== undefined ? { pinned: this.pinned } : {};
    return addressWith(location.href, this.form.id, {
      ...this.form.parameters(withPrivate),
      ...stamp,
      ...pinned,
    });
  }

  /** Keeps what is entered for the reader's return to this page. */
  remember(): void {
    leftBehind.set(this.#key, new URL(this.link(true)).search);
  }

  /** Shows what is entered in the page's address, when the typing pauses; `show.flush()` at once if it is due. */
  readonly show = debounce(() => {
    if (location.pathname !== this.#page || !document.getElementById(this.form.id)) return;
    try {
      history.replaceState(history.state, "", this.link(true));
    } catch {
      // The browser takes no more for now; the next answer is the next attempt.
    }
  }, PAUSE_MS);

  get #key(): string {
    return `${this.#page}#${this.form.id}`;
  }
}

/** An address that says `parameters` of the calculator `id`, and nothing else of it. */
export function addressWith(base: string, id: string, parameters: Values): string {
  const url = new URL(base);
  for (const key of [...url.searchParams.keys()]) {
    if (key.startsWith(`${id}.`)) url.searchParams.delete(key);
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(`${id}.${name}`, value);
  return url.href;
}
