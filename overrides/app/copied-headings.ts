// The button beside each section's permalink copies a Markdown link to the section, to paste into a review.
import { copy } from "./handing-over.js";

const SHOWN_MS = 4_000;

/** Makes the buttons of all pages of the visit work. */
export function activateCopyButtons(): void {
  document.addEventListener("click", async ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-copy]");
    const status = document.querySelector("article .copied");
    if (!button || !status) return;
    const address = new URL(`#${button.parentElement?.id}`, location.href);
    address.search = ""; // values of a calculator are not part of a section
    if (!(await copy(Promise.resolve(`${button.dataset["copy"]}(${address.href})`), status))) return;
    status.textContent = "Link to this section copied as Markdown.";
    setTimeout(() => status.replaceChildren(), SHOWN_MS);
  });
}
