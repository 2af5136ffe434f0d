// What the page shows or hides by itself: warnings that have become due, definitions that are in the way.

/** Shows the warnings whose day has come. The build has no clock, so only the browser can know. */
export function showWarningsThatAreDue(): void {
  for (const warning of document.querySelectorAll<HTMLElement>("[data-shown-from]"))
    warning.hidden = !(Date.parse(warning.dataset["shownFrom"] ?? "") < Date.now());
}

/** Lets Escape take a glossary definition away, until pointer and focus have left its term. */
export function letEscapeDismissTips(): void {
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") document.querySelector(".term:is(:hover, :focus-within)")?.classList.add("dismissed");
  });
  const bringBack = ({ target }: Event) => (target as Element).closest(".term")?.classList.remove("dismissed");
  for (const leaving of ["pointerout", "focusout"]) document.body.addEventListener(leaving, bringBack);
}
