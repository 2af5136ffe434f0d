// Keeps the site for readers without a network: all its pages and their parts, and Python once it has been used.
// With a network every page comes from there, so that a corrected number shows at once. What has its contents' hash
// in its name never changes: it is taken from the copy, where it outlives its release on the server.
import files from "site-files";
import { cleanupOutdatedCaches, matchPrecache, precache } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { NetworkOnly } from "workbox-strategies";

// A browser finds what it compiled of a program only where it comes past a service worker.
const isProgram = ({ href }: URL) => href.endsWith(".wasm"); // at the first attempt
const unchanging = files.filter(({ revision }) => !revision).map(({ url }) => url);
const hashed = new Set(unchanging.map((url) => new URL(url, location.href).href));

async function copyOf({ url, mode }: Request): Promise<Response> {
  const address = new URL(url);
  address.search = "";
  for (const candidate of [address.href, `${address.href}/`, mode === "navigate" ? "404.html" : ""]) {
    const copy = candidate && (await matchPrecache(candidate));
    if (copy) return copy;
  }
  return Response.error();
}

// The copy is of one release: it is kept only if every file is the one that was built, and replaces an older copy
// when no page of that one is open any more.
precache(files);
cleanupOutdatedCaches();
// A browser that can takes what never changes from the copy by itself, and asks for a page while this worker starts.
addEventListener("install", (event: Event & { addRoutes?(routes: object[]): Promise<void> }) => {
  const kept = (pathname: string) => ({ condition: { urlPattern: { pathname, search: "" } }, source: "cache" });
  const page = { condition: { requestMode: "navigate" }, source: "race-network-and-fetch-handler" };
  event.addRoutes?.([...[...unchanging, "assets/runtime/*/pyodide.asm.js"].map(kept), page]).catch(() => undefined);
});
registerRoute(
  ({ url }) => hashed.has(url.href) || (url.pathname.includes("/assets/runtime/") && !isProgram(url)),
  async ({ request }) => {
    const anyAttempt = async () => (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
    return (await caches.match(request)) ?? fetch(request).catch(anyAttempt);
  },
);
registerRoute(
  ({ url }) => !isProgram(url),
  new NetworkOnly({ networkTimeoutSeconds: 5, plugins: [{ handlerDidError: ({ request }) => copyOf(request) }] }),
);
