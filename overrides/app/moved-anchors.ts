// An old link still finds its section: moved-anchors.json says where each published id went.

export const SITE = new URL("../../", import.meta.url); // this script lies two folders below the site's root

/** Goes where the section of the address went, when the page does not hold it. */
export async function followMovedAnchor(): Promise<void> {
  const wanted = location.hash.slice(1);
  const isThere = wanted && document.getElementById(wanted);
  if (isThere || !(wanted || document.querySelector("[data-page-not-found]"))) return;
  const response = await fetch(new URL("moved-anchors.json", SITE)).catch(() => null);
  if (!response?.ok) return;
  const moved = (await response.json()) as Record<string, string>;
  const page = location.pathname.slice(SITE.pathname.length);
  const target = moved[`${page}#${wanted}`] ?? (wanted ? undefined : moved[page]);
  if (target !== undefined) location.replace(new URL(target, SITE));
}
