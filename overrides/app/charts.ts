// Charts of live answers: drawn by a worker that is loaded when the first one changes. Until a new picture is there,
// the earlier one is marked as such; a picture that is no longer wanted is not drawn.
declare const CHART_WORKER_FILE: string; // set by esbuild

type Reply = { readonly svg: string } | { readonly problem: string };

let worker: Worker | undefined;
let queue: Promise<unknown> = Promise.resolve();

/** The figure that a part of a chart belongs to. */
export function chartOf(part: Element): HTMLElement | null {
  return part.closest<HTMLElement>("[data-chart]");
}

/** The charts of an answer, in their order. */
export function chartsIn(output: HTMLElement): HTMLElement[] {
  return [...output.querySelectorAll<HTMLElement>("[data-chart]")];
}

/** Puts pictures into new figures: the earlier ones at once, and where a chart has changed, a new one when it is drawn. */
export function drawCharts(
  figures: readonly HTMLElement[],
  specs: Readonly<Record<string, string>>,
  earlier: readonly HTMLElement[],
): void {
  for (const figure of figures) {
    const { chart = "", spec } = figure.dataset;
    const room = figure.querySelector<HTMLElement>(".chart-picture");
    const before = earlier.find((each) => each.dataset["chart"] === chart);
    if (!room) continue;
    room.append(...(before?.querySelectorAll("svg") ?? []));
    if (before?.dataset["spec"] === spec && !before?.dataset["state"]) continue;
    figure.dataset["state"] = "earlier";
    queue = queue
      .then(async () => {
        if (!room.isConnected) return;
        room.innerHTML = await draw(specs[chart] ?? ""); // by Vega, which escapes the texts of a specification
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
