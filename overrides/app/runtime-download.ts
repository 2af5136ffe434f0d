// Fetches the runtime's files and lets none pass whose bytes differ from those that were built.
import { type Built, files } from "runtime-manifest";
import { failureOf, type Reply } from "./supervised-worker.js";

type Bytes = Uint8Array<ArrayBuffer>;
const { fetch } = globalThis; // the worker takes it from Pyodide
const arrived = new Map<string, () => Response>();
const renewed = new Set<string>(); // of what arrived: what is to replace a kept copy
let totalBytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
let loadedBytes = 0;

function counted(chunk: Bytes): Bytes {
  loadedBytes += chunk.length;
  postMessage({ progress: { loadedBytes, totalBytes } } satisfies Reply);
  return chunk;
}

/** Address of a file of the runtime. Another attempt asks at another one, past any damaged copy in a cache. */
export const addressOf = (name: string) =>
  new URL(`../runtime/${files[name]?.path}${location.search}`, import.meta.url).href;

/** The bytes of a file, and what `use` makes of them as they arrive: if they are as built. Rejects with a Failure. */
export async function download<Result>(
  name: string,
  use: (copy: Response) => Promise<Result>,
): Promise<{ bytes: Bytes; result: Result }> {
  const lost = (problem: unknown) => Promise.reject<never>(failureOf(problem, "download", name));
  const response = await found(addressOf(name)).catch(lost);
  if (!response.ok || !response.body) return lost(response.status);
  const used = use(response.clone());
  used.catch(() => undefined); // of damaged bytes; awaited below for whole ones
  const counter = new TransformStream<Bytes, Bytes>({ transform: (chunk, out) => out.enqueue(counted(chunk)) });
  const bytes = new Uint8Array(await new Response(response.body.pipeThrough(counter)).arrayBuffer().catch(lost));
  if (!(await isAsBuilt(bytes, files[name]))) throw failureOf("Other bytes were built", "damaged", name);
  const headers = { "Content-Type": response.headers.get("Content-Type") ?? "" };
  arrived.set(addressOf(name), () => new Response(bytes, { headers }));
  return { bytes, result: await used };
}

/** What an archive holds: as an earlier visit kept it, else unpacked as it arrives. Rejects with a Failure. */
export async function contents(name: string): Promise<Bytes> {
  const address = addressOf(name).replace(/\.gz.*/, "");
  const copy = self.name && (await keptCopy(address));
  let bytes = new Uint8Array(copy ? await copy.arrayBuffer() : []);
  const isKept = await isAsBuilt(bytes, files[name]?.unpacked);
  if (isKept) totalBytes -= files[name]?.bytes ?? 0;
  else bytes = (await download(name, unpacked)).result;
  if (!isKept) renewed.add(address);
  arrived.delete(addressOf(name));
  arrived.set(address, () => new Response(bytes));
  return bytes;
}

// Storage may be blocked.
const keptCopy = async (address: string) => globalThis.caches?.match(address).catch(() => undefined);

/** The file at an address: the browser's own copy, which has its compiled code; or one kept for longer; or a new one. */
async function found(address: string): Promise<Response> {
  if (!self.name) return fetch(address);
  const own = await fetch(address, { cache: "only-if-cached", mode: "same-origin" }).catch(() => undefined);
  return own?.ok ? own : ((await keptCopy(address)) ?? fetch(address));
}

async function unpacked({ body }: Response): Promise<Bytes> {
  const stream = body?.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function isAsBuilt(bytes: Bytes, built: Built | undefined): Promise<boolean> {
  if (bytes.length !== built?.bytes) return false;
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", bytes); // missing on http to another machine
  return !digest || built.integrity === `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

/** Keeps what has arrived for a visit without a network, in place of older versions. Rejects if storage is blocked. */
export async function keepForOffline(): Promise<void> {
  const cache = await caches.open("python");
  for (const { url } of await cache.keys()) if (renewed.has(url) || !arrived.delete(url)) await cache.delete(url);
  for (const [url, response] of arrived) await cache.put(url, response());
  arrived.clear();
}
