// Saves a chart of the page: its numbers as CSV, its picture as SVG in the colours that it has now.
import { save } from "./handing-over.js";

const FONT = '"Source Sans 3", Arial, sans-serif';

/** Makes the buttons of all charts work, those of answers to come included. */
export function activateChartButtons(): void {
  document.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-save]");
    const picture = button?.closest("[data-chart]")?.querySelector("svg");
    if (button && picture) save(button.dataset["save"] ?? "", button.dataset["text"] ?? asFile(picture));
  });
}

/** A picture by itself: with resolved colours, a ground, a font and its sentence. */
function asFile(picture: SVGElement): string {
  const copy = picture.cloneNode(true) as SVGElement;
  const title = document.createElementNS(picture.namespaceURI, "title");
  title.textContent = picture.parentElement?.ariaLabel ?? "";
  copy.prepend(title);
  const { backgroundColor } = getComputedStyle(document.body);
  copy.style.cssText = `background: ${backgroundColor}; font-family: ${FONT}`;
  const withNames = new XMLSerializer().serializeToString(copy);
  const resolved = withNames.replaceAll(/var\(--[\w-]+\)/g, (name) => {
    picture.style.color = name; // only a property that is used says which colour that is now
    return getComputedStyle(picture).color;
  });
  picture.style.color = "";
  return resolved;
}
