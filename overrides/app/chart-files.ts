// Saves a chart of the page: its picture as SVG in the colours that it has now, its numbers as CSV.

/** Makes the buttons of all charts work, those of answers to come included. */
export function activateChartButtons(): void {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-save]") : null;
    const figure = button?.closest<HTMLElement>("[data-chart]");
    if (!button || !figure) return;
    const name = figure.dataset["chart"] ?? "chart";
    if (button.dataset["save"] === "csv") save(`${name}.csv`, "text/csv", asCsv(figure));
    else save(`${name}.svg`, "image/svg+xml", asSvg(figure));
  });
}

function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

function asCsv(figure: HTMLElement): string {
  const rows = [...figure.querySelectorAll<HTMLTableRowElement>("table tr")];
  return rows.map((row) => `${[...row.cells].map(field).join(",")}\r\n`).join("");
}

function field(cell: HTMLTableCellElement): string {
  const text = cell.dataset["value"] ?? cell.textContent ?? "";
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The picture by itself: with resolved colours, a ground, a font and its sentence. */
function asSvg(figure: HTMLElement): string {
  const picture = figure.querySelector<SVGElement>("svg");
  if (!picture) return "";
  const copy = picture.cloneNode(true) as SVGElement;
  const originals = picture.querySelectorAll("*");
  for (const [index, part] of [...copy.querySelectorAll("*")].entries()) {
    const original = originals[index];
    for (const colour of ["fill", "stroke"]) {
      if (original && part.hasAttribute(colour))
        part.setAttribute(colour, getComputedStyle(original).getPropertyValue(colour));
    }
    part.removeAttribute("font-family");
  }
  const ground = getComputedStyle(document.body).backgroundColor;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("style", `background: ${ground}; font-family: sans-serif`);
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = picture.parentElement?.ariaLabel ?? "";
  copy.prepend(title);
  return new XMLSerializer().serializeToString(copy);
}
