// What an address says of a calculator: its values, those that are pinned, and the answer that a link to it stands for.
import debounce from "debounce";
import type { Form, Values } from "./form.js";

const PAUSE_MS = 500; // Safari takes a hundred addresses in 30 seconds
const leftBehind = new Map<string, string>(); // what was entered in this visit, by page and form

export class Address {
  readonly #page = location.pathname;
  /** the parameters of the answer to compare with; none: undefined */
  pinned: string | undefined;

  /** `stamp` is what a link says of the answer to the values in the form, while there is one. */
  constructor(
    private readonly form: Form,
    public stamp: Values | undefined,
  ) {}

  /** Fills the form from the address, else with what was entered before. Returns all that is said; null if nothing. */
  read(): Values | null {
    return this.form.read(location.search) ?? this.form.read(leftBehind.get(this.#page + this.form.id) ?? "");
  }

  link(withPrivate: boolean): string {
    const answer = withPrivate && { ...this.stamp, ...(this.pinned !== undefined && { pinned: this.pinned }) };
    return addressWith(location.href, this.form.id, { ...this.form.parameters(withPrivate), ...answer });
  }

  /** Keeps what is entered for the reader's return to this page. */
  remember(): void {
    leftBehind.set(this.#page + this.form.id, new URL(this.link(true)).search);
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
}

/** An address that says `parameters` of the calculator `id`, and nothing else of it. */
export function addressWith(base: string, id: string, parameters: Values): string {
  const url = new URL(base);
  const said = [...url.searchParams].filter(([key]) => !key.startsWith(`${id}.`));
  const added = Object.entries(parameters).map(([name, value]) => [`${id}.${name}`, value]);
  url.search = new URLSearchParams([...said, ...added]).toString();
  return url.href;
}
