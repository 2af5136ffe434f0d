// Hands text to the reader: as a file, through the clipboard, or to be copied by hand.

/** Saves text, if there is any, as a file whose name tells what it is. */
export function save(name: string, text: string): void {
  if (!text) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

/**
 * Copies text that may still have to be made. It is handed over as a promise: a click allows copying for seconds only,
 * and Python may need longer to start. Where copying is not allowed, the text is shown in `place`. Says whether it was
 * copied; nothing is, if the text turns out to be empty.
 */
export async function copy(text: Promise<string>, place: Element): Promise<boolean> {
  try {
    const blob = text.then((made) => (made ? new Blob([made], { type: "text/plain" }) : Promise.reject()));
    blob.catch(() => undefined); // `text` is awaited below
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    const value = await text;
    if (!value) return false;
    const area = place.querySelector("textarea") ?? document.createElement("textarea");
    const looks = { className: "copied-text", readOnly: true, rows: 8, ariaLabel: "Copy this text" };
    place.append(Object.assign(area, looks, { value }));
    area.select();
    area.focus();
    return false;
  }
}
