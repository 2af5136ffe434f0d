// Saves a chart of the page: its numbers as CSV, its picture as SVG in the colours that it has now.
import { save } from "./handing-over.js";

const FONT = '"Source Sans 3", Arial, sans-serif';

/** Makes the buttons of all charts work, those of answers to come included. */
export function activateChartButtons(): void {
  document.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-save]");
    const figure = button?.closest<HTMLElement>("[data-chart]");
    const kind = button?.dataset["save"];
    if (figure) save(`${figure.dataset["chart"]}.${kind}`, kind === "svg" ? asSvg(figure) : asCsv(figure));
  });
}

function asCsv(figure: HTMLElement): string {
  const unit = ({ dataset }: HTMLElement) => (dataset["unit"] ? ` (${dataset["unit"]})` : "");
  const words = (cell: HTMLElement) => `"${cell.textContent.replaceAll('"', '""')}${unit(cell)}"`;
  const rows = [...figure.querySelectorAll<HTMLTableRowElement>("table tr")];
  const fields = ({ cells }: HTMLTableRowElement) => Array.from(cells, (cell) => cell.dataset["value"] ?? words(cell));
  return rows.map((row) => `${fields(row).join(",")}\r\n`).join("");
}

/** A picture by itself: with resolved colours, a ground, a font and its sentence. */
function asSvg(figure: HTMLElement): string {
  const picture = figure.querySelector("svg");
  if (!picture) return "";
  const copy = picture.cloneNode(true) as SVGElement;
  const title = { textContent: picture.parentElement?.ariaLabel ?? "" };
  copy.prepend(Object.assign(document.createElementNS(picture.namespaceURI, "title"), title));
  copy.style.cssText = `background: ${getComputedStyle(document.body).backgroundColor}; font-family: ${FONT}`;
  const withNames = new XMLSerializer().serializeToString(copy);
  const resolved = withNames.replaceAll(/var\(--[\w-]+\)/g, (name) => {
    picture.style.color = name; // only a property that is used says which colour that is now
    return getComputedStyle(picture).color;
  });
  picture.style.color = "";
  return resolved;
}
