// Fetches the runtime's files and lets none pass whose bytes differ from those that were built.
import { files } from "runtime-manifest";
import { failureOf, type Progress, type Reply } from "./supervised-worker.js";

type Bytes = Uint8Array<ArrayBuffer>;
const arrived = new Map<string, () => Response>();
const totalBytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
let loadedBytes = 0;

export function report(phase: Progress["phase"]): void {
  postMessage({ progress: { phase, loadedBytes, totalBytes } } satisfies Reply);
}

/** Address of a file of the runtime. Another attempt asks at another one, past any damaged copy in a cache. */
export function addressOf(name: string): string {
  return new URL(`../runtime/${files[name]?.path}${location.search}`, import.meta.url).href;
}

/**
 * The bytes of a file and what `use` makes of a copy of them: it sees them as they arrive, and its result is given out
 * only if they are those that were built. Rejects with a Failure.
 */
export async function download<Result>(
  name: string,
  use: (copy: () => Response) => Promise<Result>,
): Promise<{ bytes: Bytes; result: Result }> {
  const lost = (problem: unknown) => {
    throw failureOf(problem, "download", name);
  };
  const response = await fetch(addressOf(name)).catch(lost);
  if (!response.ok || !response.body) return lost(response.status);
  const used = use(() => response.clone());
  used.catch(() => undefined); // of damaged bytes; awaited below for whole ones
  const counted = new TransformStream<Bytes, Bytes>({
    transform: (chunk, controller) => {
      loadedBytes += chunk.length;
      report("download");
      controller.enqueue(chunk);
    },
  });
  const whole = new Response(response.body.pipeThrough(counted)).arrayBuffer();
  const bytes = new Uint8Array(await whole.catch(lost));
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", bytes); // missing on http to another machine
  const integrity = digest && `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  const built = files[name];
  if (bytes.length !== built?.bytes || (integrity ?? built.integrity) !== built.integrity) {
    throw failureOf("Other bytes were built", "damaged", name);
  }
  const headers = { "Content-Type": response.headers.get("Content-Type") ?? "" };
  arrived.set(addressOf(name), () => new Response(bytes, { headers }));
  return { bytes, result: await used };
}

/** Undoes the .gz of an archive that carries its own compression. */
export async function unpacked(copy: () => Response): Promise<Bytes> {
  const stream = copy().body?.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Keeps what has arrived for a visit without a network, in place of older versions. Rejects if storage is blocked. */
export async function keepForOffline(): Promise<void> {
  const cache = await caches.open("python");
  for (const { url } of await cache.keys()) if (!arrived.delete(url)) await cache.delete(url);
  for (const [url, response] of arrived) await cache.put(url, response());
  arrived.clear();
}
