// What `calculators.browser.answer` returns, as TypeScript sees it.

export interface InputError {
  readonly field: string;
  readonly message: string;
}

export interface Invalid {
  readonly state: "invalid";
  readonly errors: readonly InputError[];
  readonly status: string;
}

export interface Live {
  readonly state: "live";
  readonly html: string;
  /** Vega-Lite specifications as text, by the name of the chart. */
  readonly charts: Readonly<Record<string, string>>;
  readonly status: string;
  readonly address: Record<string, string>;
}

/** The answer as text, when a format was asked for. */
export interface AsText {
  readonly state: "live";
  readonly text: string;
}

/** There is no text, because an input is wrong. */
export class Refused extends Error {
  constructor(readonly answer: Invalid) {
    super(answer.status);
  }
}
