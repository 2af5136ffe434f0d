// Hands text to the reader: as a file, through the clipboard, or to be copied by hand. Sections hand over their link.

/** Saves text, if there is any, as a file whose name tells what it is. */
export function save(name: string, text: string): void {
  if (!text) return;
  const href = URL.createObjectURL(new Blob([text]));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1_000);
}

/** Copies text, or shows it in `place` where that is not allowed. Says whether it was copied; empty text is not. */
export async function copy(text: Promise<string>, place: Element): Promise<boolean> {
  try {
    // A promise, as a click allows copying for seconds only, and Python may need longer to start.
    const blob = text.then((made) => (made ? new Blob([made], { type: "text/plain" }) : Promise.reject()));
    blob.catch(() => undefined); // `text` is awaited below
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    const value = await text;
    if (!value) return false;
    const area = place.querySelector("textarea") ?? document.createElement("textarea");
    place.append(Object.assign(area, { className: "copied-text", readOnly: true, ariaLabel: "Copy this text", value }));
    area.select();
    area.focus();
    return false;
  }
}

/** Makes the button beside each section's permalink copy a Markdown link, to paste into a review. */
export function activateCopyButtons(): void {
  document.addEventListener("click", async ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-copy]");
    const status = document.querySelector("article .copied");
    if (!button || !status) return;
    const address = new URL(`#${button.parentElement?.id}`, location.href);
    address.search = ""; // values of a calculator are not part of a section
    if (!(await copy(Promise.resolve(`${button.dataset["copy"]}(${address.href})`), status))) return;
    status.textContent = "Link to this section copied as Markdown.";
    setTimeout(() => status.replaceChildren(), 4_000);
  });
}
