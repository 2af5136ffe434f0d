// A button beside each section's permalink: copies a Markdown link to the section, to paste into a review.
import { copyText } from "./copying.js";

/** Adds the buttons to the page that is shown, and the place where the outcome is said. */
export function addCopyButtons(): void {
  const article = document.querySelector("article");
  if (!article || article.querySelector(".copied")) return;
  const status = Object.assign(document.createElement("p"), { className: "copied", role: "status" });
  for (const permalink of article.querySelectorAll<HTMLAnchorElement>(":is(h2, h3) > .headerlink")) {
    const title = "Copy a Markdown link to this section";
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      title,
      ariaLabel: title,
    });
    button.className = "headerlink copy-heading";
    button.addEventListener("click", async () => {
      const copied = await copyText(Promise.resolve(markdownLink(permalink)), status);
      if (!copied) return;
      status.textContent = "Link to this section copied as Markdown.";
      setTimeout(() => status.replaceChildren(), 4_000);
    });
    permalink.after(button);
  }
  article.append(status);
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
