// Addresses that lead nowhere any more: moved-anchors.json says where each published id went. Addresses that never led
// anywhere: pages that share words with them are suggested.

export const SITE = new URL("../../", import.meta.url); // this script lies two folders below the site's root
const LONGEST_LIST = 3;
const COMMON_START = 4; // pricing and prices, evaluate and evaluation
const pathOf = (link: Location | HTMLAnchorElement) => link.pathname.slice(SITE.pathname.length);

/** Goes where the section of the address went, when the page does not hold it. */
export async function followMovedAnchor(): Promise<void> {
  const wanted = location.hash.slice(1);
  if (wanted ? document.getElementById(wanted) : !document.querySelector("[data-page-not-found]")) return;
  const response = await fetch(new URL("moved-anchors.json", SITE)).catch(() => null);
  if (!response?.ok) return;
  const moved = (await response.json()) as Record<string, string>;
  const target = moved[`${pathOf(location)}#${wanted}`] ?? (wanted ? undefined : moved[pathOf(location)]);
  if (target !== undefined) location.replace(new URL(target, SITE));
}

/** Fills the list of suggestions, and the search with the words of the address. */
export function suggestPages(): void {
  const suggestions = document.querySelector<HTMLElement>("[data-suggestions]");
  const search = document.querySelector<HTMLAnchorElement>("[data-search-instead]");
  if (!suggestions || !search) return;
  const asked = startsOf(pathOf(location));
  search.search = new URLSearchParams({ q: wordsOf(pathOf(location)).join(" ") }).toString();
  const found = Array.from(document.querySelectorAll<HTMLAnchorElement>(".md-nav--primary a.md-nav__link[href]"))
    .map((link) => ({ link, score: asked.intersection(startsOf(`${pathOf(link)} ${link.textContent}`)).size }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
  for (const { link } of found.slice(0, LONGEST_LIST)) {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: link.href, textContent: link.textContent }));
    suggestions.querySelector("ul")?.append(item);
  }
  suggestions.hidden = found.length === 0;
}

function wordsOf(text: string): string[] {
  const said = text.toLowerCase().replaceAll(/%[0-9a-f]{2}|\b(html|index)\b/g, " ");
  return said.match(/[a-z0-9]{3,}/g) ?? [];
}

const startsOf = (text: string) => new Set(wordsOf(text).map((word) => word.slice(0, COMMON_START)));
