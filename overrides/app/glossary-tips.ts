// A glossary definition that is in the way goes with Escape, until pointer and focus have left its term.

/** Listens once for the whole visit; showing and hiding is left to the style sheet. */
export function letEscapeDismissTips(): void {
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape")
      document.querySelector(".term:is(:hover, :focus-within)")?.classList.add("dismissed");
  });
  for (const leaving of ["pointerout", "focusout"]) {
    document.addEventListener(leaving, ({ target }) => {
      if (target instanceof Element) target.closest(".term")?.classList.remove("dismissed");
    });
  }
}
