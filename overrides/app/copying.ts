// The copy buttons of a calculator: its link, and its answer as text that Python makes.

interface Source {
  readonly link: (withPrivate: boolean) => string;
  /** Rejects where there is no text. */
  readonly text: (format: string) => Promise<string>;
  readonly onCopied: (sentence: string) => void;
  readonly onFailure: (problem: unknown) => void;
}

/** Shows the buttons, which do nothing without a script, and makes them work. */
export function activateCopyButtons(form: HTMLFormElement, source: Source): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-action^=copy-]")) {
    const action = button.dataset["action"] ?? "";
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        if (action.startsWith("copy-link")) {
          if (await copyLink(source.link(action === "copy-link"))) source.onCopied("Link copied.");
        } else if (await copyText(source.text(action.replace("copy-", "")), button.parentElement ?? form)) {
          source.onCopied("Copied.");
        }
      } catch (problem) {
        source.onFailure(problem);
      }
    });
  }
}

/** Copies a link; where that is not allowed, shows it to be copied by hand. Says whether it was copied. */
async function copyLink(link: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    window.prompt("Copy this link:", link); // no clipboard without a secure context, or without permission
    return false;
  }
}

/**
 * Copies text that may still have to be made. It is handed over as a promise: a click allows copying for seconds only,
 * and Python may need longer to start. Where copying is not allowed, the text is shown below the buttons: a prompt
 * would lose its line breaks. Rejects if there is no text.
 */
async function copyText(text: Promise<string>, place: HTMLElement): Promise<boolean> {
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

function showText(text: string, place: HTMLElement): void {
  const old = place.querySelector<HTMLTextAreaElement>("textarea.copied-text");
  const area = old ?? document.createElement("textarea");
  area.className = "copied-text";
  area.readOnly = true;
  area.rows = 8;
  area.ariaLabel = "Copy this text";
  area.value = text;
  place.append(area);
  area.focus();
  area.select();
}
