// Charts of live answers: drawn by a worker that is loaded when the first one changes. Until a new picture is there,
// the earlier one is marked as such; a picture that is no longer wanted is not drawn.

declare const CHART_WORKER_FILE: string; // set by esbuild

type Reply = { readonly svg: string } | { readonly problem: string };

let worker: Worker | undefined;
let queue: Promise<unknown> = Promise.resolve();
const specOf = new WeakMap<Element, string>();

/** The pictures of an answer that is about to be replaced, by the name of their chart. */
export function picturesOf(output: HTMLElement): Map<string | undefined, SVGElement> {
  const pictures = [...output.querySelectorAll<SVGElement>("[data-chart] .chart-picture > svg")];
  return new Map(pictures.map((picture) => [chartOf(picture)?.dataset["chart"], picture]));
}

/** Puts pictures into a new answer: earlier ones at once, and where the chart has changed, a new one when it is drawn. */
export function drawCharts(
  output: HTMLElement,
  specs: Readonly<Record<string, string>>,
  earlier: ReadonlyMap<string | undefined, SVGElement>,
): void {
  for (const figure of output.querySelectorAll<HTMLElement>("[data-chart]")) {
    const name = figure.dataset["chart"] ?? "";
    const spec = specs[name];
    const room = figure.querySelector<HTMLElement>(".chart-picture");
    const before = earlier.get(name);
    if (!spec || !room) continue;
    if (before) room.append(before);
    if (before && specOf.get(before) === spec) continue;
    figure.dataset["state"] = "earlier";
    queue = queue
      .then(async () => {
        if (!room.isConnected) return;
        room.innerHTML = await draw(spec); // made by Vega, which escapes the texts of a specification
        if (room.firstElementChild) specOf.set(room.firstElementChild, spec);
        delete figure.dataset["state"];
      })
      .catch(() => {
        figure.dataset["state"] = "failed";
      });
  }
}

function draw(spec: string): Promise<string> {
  worker ??= new Worker(new URL(CHART_WORKER_FILE, import.meta.url), { type: "module" });
  const asked = worker;
  return new Promise((resolve, reject) => {
    asked.onmessage = ({ data }: MessageEvent<Reply>) =>
      "svg" in data ? resolve(data.svg) : reject(new Error(data.problem));
    asked.onerror = () => {
      worker = undefined; // it is fetched again for the next chart
      reject(new Error("The chart worker did not load"));
    };
    asked.postMessage(spec);
  });
}

function chartOf(part: Element): HTMLElement | null {
  return part.closest<HTMLElement>("[data-chart]");
}
