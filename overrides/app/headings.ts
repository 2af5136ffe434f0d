// A button beside each section's permalink: copies a Markdown link to the section, to paste into a review.

const SAID_FOR_MS = 4_000;

/** Adds the buttons to the page that is shown, and the place where the outcome is said. */
export function addCopyButtons(): void {
  const article = document.querySelector("article");
  if (!article || article.querySelector(".copied")) return;
  const status = document.createElement("p");
  status.className = "copied";
  status.role = "status";
  for (const permalink of article.querySelectorAll<HTMLAnchorElement>(":is(h2, h3) > .headerlink")) {
    permalink.after(copyButton(permalink, status));
  }
  article.append(status);
}

function copyButton(permalink: HTMLAnchorElement, status: HTMLElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "headerlink copy-heading";
  button.ariaLabel = "Copy a Markdown link to this section";
  button.title = button.ariaLabel;
  button.addEventListener("click", () => void copy(permalink, status));
  return button;
}

async function copy(permalink: HTMLAnchorElement, status: HTMLElement): Promise<void> {
  const link = markdownLink(permalink);
  try {
    await navigator.clipboard.writeText(link);
    say("Link to this section copied as Markdown.", status);
  } catch {
    window.prompt("Copy this link:", link); // no clipboard without a secure context, or without permission
  }
}

function markdownLink(permalink: HTMLAnchorElement): string {
  const address = new URL(permalink.hash, location.href);
  address.search = ""; // values of a calculator are not part of a section
  const heading = titleOf(permalink.parentElement);
  const page = titleOf(document.querySelector("article h1"));
  return `[${heading} (${page})](${address.href})`;
}

/** The text of a heading without its links and buttons, safe inside the brackets of a Markdown link. */
function titleOf(heading: Element | null): string {
  const copied = heading?.cloneNode(true) as Element | undefined;
  for (const link of copied?.querySelectorAll(".headerlink") ?? []) link.remove();
  return (copied?.textContent ?? "").trim().replace(/[\\[\]]/g, "\\$&");
}

function say(text: string, status: HTMLElement): void {
  status.textContent = text;
  setTimeout(() => {
    status.textContent = "";
  }, SAID_FOR_MS);
}
