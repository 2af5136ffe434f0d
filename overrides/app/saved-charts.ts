// Saves a chart of the page: its picture as SVG in the colours that it has now, its numbers as CSV.
import { chartOf } from "./charts.js";

const NAMESPACE = "http://www.w3.org/2000/svg";

/** Makes the buttons of all charts work, those of answers to come included. */
export function activateChartButtons(): void {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest<HTMLElement>("[data-save]");
    const figure = button && chartOf(button);
    if (!figure) return;
    const isPicture = button.dataset["save"] === "svg";
    const type = isPicture ? "image/svg+xml" : "text/csv;charset=utf-8";
    const name = `${figure.dataset["chart"]}.${button.dataset["save"]}`;
    save(name, type, isPicture ? asSvg(figure) : asCsv(figure));
  });
}

/** Hands text to the reader as a file. */
export function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

function asCsv(figure: HTMLElement): string {
  const rows = [...figure.querySelectorAll<HTMLTableRowElement>("table tr")];
  const unit = (cell: HTMLTableCellElement) => (cell.dataset["unit"] ? ` (${cell.dataset["unit"]})` : "");
  const words = (cell: HTMLTableCellElement) => cell.textContent?.replaceAll('"', '""') + unit(cell);
  const fields = (row: HTMLTableRowElement) =>
    [...row.cells].map((cell) => cell.dataset["value"] ?? `"${words(cell)}"`);
  return rows.map((row) => `${fields(row).join(",")}\r\n`).join("");
}

/** The picture by itself: with resolved colours, a ground, a font and its sentence. */
function asSvg(figure: HTMLElement): string {
  const picture = figure.querySelector("svg");
  const copy = picture?.cloneNode(true);
  if (!picture || !(copy instanceof SVGElement)) return "";
  const parts = copy.querySelectorAll("*");
  for (const [index, original] of picture.querySelectorAll("*").entries()) {
    for (const colour of ["fill", "stroke"]) {
      if (original.hasAttribute(colour))
        parts[index]?.setAttribute(colour, getComputedStyle(original).getPropertyValue(colour));
    }
  }
  const title = document.createElementNS(NAMESPACE, "title");
  title.textContent = picture.parentElement?.ariaLabel ?? "";
  copy.prepend(title);
  copy.setAttribute("xmlns", NAMESPACE);
  copy.style.cssText = `background: ${getComputedStyle(document.body).backgroundColor}; font-family: "Source Sans 3", Arial, sans-serif`;
  return new XMLSerializer().serializeToString(copy);
}
