// Says at the top of a page that its review is overdue. The build has no clock, so only the browser can know.

/** Adds the warning to the page that is shown, if its date has passed. */
export function warnIfOverdue(): void {
  const review = document.querySelector<HTMLElement>("[data-review-due]");
  const due = review?.dataset["reviewDue"] ?? "";
  if (!review || !(Date.parse(due) < Date.now()) || document.querySelector(".overdue")) return;
  const warning = document.createElement("p");
  warning.className = "overdue";
  warning.textContent = `This page should have been reviewed by ${due}: check its figures before you use them.`;
  document.querySelector("article h1")?.after(warning);
}
