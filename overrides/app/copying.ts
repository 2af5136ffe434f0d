// Hands text to the reader: through the clipboard, or to be copied by hand.

/**
 * Copies text that may still have to be made. It is handed over as a promise: a click allows copying for seconds only,
 * and Python may need longer to start. Where copying is not allowed, the text is shown in `place`. Says whether it was
 * copied; rejects if there is no text.
 */
export async function copyText(text: Promise<string>, place: Element): Promise<boolean> {
  try {
    const blob = text.then((made) => new Blob([made], { type: "text/plain" }));
    blob.catch(() => undefined); // `text` is awaited below, and says why
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    showText(await text, place);
    return false;
  }
}

function showText(value: string, place: Element): void {
  const area = place.querySelector("textarea") ?? document.createElement("textarea");
  Object.assign(area, {
    className: "copied-text",
    readOnly: true,
    rows: 8,
    ariaLabel: "Copy this text",
    value,
  });
  place.append(area);
  area.select();
  area.focus();
}
