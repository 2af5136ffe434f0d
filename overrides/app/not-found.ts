// The page for addresses that lead nowhere suggests those whose address or title shares words with the one asked for.

const LONGEST_LIST = 3;
const SHORTEST_WORD = 3;
const COMMON_START = 4; // pricing and prices, evaluate and evaluation

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/(?:%[0-9a-f]{2}|[^a-z0-9])+/);
  return words.filter((word) => word.length >= SHORTEST_WORD && word !== "html" && word !== "index");
}

const isAlike = (one: string, other: string) => one.slice(0, COMMON_START) === other.slice(0, COMMON_START);

/** Fills the list of suggestions, and the search with the words of the address. */
export function suggestPages(site: URL): void {
  const suggestions = document.querySelector<HTMLElement>("[data-suggestions]");
  const search = document.querySelector<HTMLAnchorElement>("[data-search-instead]");
  if (!suggestions || !search) return;
  const asked = wordsOf(location.pathname.slice(site.pathname.length));
  search.search = new URLSearchParams({ q: asked.join(" ") }).toString();
  const scoreOf = (link: HTMLAnchorElement) => {
    const words = wordsOf(`${link.pathname.slice(site.pathname.length)} ${link.textContent}`);
    return asked.filter((word) => words.some((other) => isAlike(word, other))).length;
  };
  const links = document.querySelectorAll<HTMLAnchorElement>(".md-nav--primary a.md-nav__link[href]");
  const found = Array.from(links, (link) => ({ link, score: scoreOf(link) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, LONGEST_LIST);
  for (const { link } of found) {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: link.href, textContent: link.textContent }));
    suggestions.querySelector("ul")?.append(item);
  }
  suggestions.hidden = found.length === 0;
}
