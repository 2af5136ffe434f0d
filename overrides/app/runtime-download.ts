// Fetches the runtime's files and lets none pass whose bytes differ from those that were built.
import manifest, { type RuntimeFile } from "runtime-manifest";
import { RuntimeFailure } from "./runtime-messages.js";

export const TOTAL_BYTES = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);

type Bytes = Uint8Array<ArrayBuffer>;

/** Whether the build has a file whose name starts so. */
export function hasFile(start: string): boolean {
  return Object.keys(manifest.files).some((name) => name.startsWith(start));
}

/** Name, description and address of a file of the manifest, found by the start of its name. */
export function runtimeFile(start: string): { name: string; file: RuntimeFile; url: string } {
  const found = Object.entries(manifest.files).find(([name]) => name.startsWith(start));
  if (!found) throw new RuntimeFailure("download", `The build has no ${start}`, start);
  const [name, file] = found;
  return { name, file, url: new URL(`../runtime/${file.path}`, import.meta.url).href };
}

/**
 * The bytes of a file and what `use` makes of a copy of them: it sees them as they arrive, and its result is given out
 * only if they are those that were built. Rejects with a RuntimeFailure: "download" or "damaged", and which file.
 */
export async function download<Result>(
  start: string,
  onBytes: (count: number) => void,
  use: (copy: () => Response) => Promise<Result>,
): Promise<{ bytes: Bytes; result: Result }> {
  const { name, file, url } = runtimeFile(start);
  const lost = (problem: unknown) => {
    throw new RuntimeFailure("download", `${name}: ${String(problem)}`, name);
  };
  const response = await fetch(url).catch(lost);
  if (!response.ok || !response.body) return lost(response.status);
  const used = use(() => response.clone());
  used.catch(() => undefined); // of damaged bytes; awaited below for whole ones
  const counted = new TransformStream<Bytes, Bytes>({
    transform: (chunk, controller) => {
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  });
  const bytes = new Uint8Array(
    await new Response(response.body.pipeThrough(counted)).arrayBuffer().catch(lost),
  );
  const digest = await sha256(bytes);
  if (bytes.length !== file.bytes || (digest ?? file.sha256) !== file.sha256) {
    throw new RuntimeFailure("damaged", `${name} is not the file that was built`, name);
  }
  return { bytes, result: await used };
}

/** In hexadecimal, as in the manifest; null where the connection is so plain that browsers do not work it out. */
async function sha256(bytes: Bytes): Promise<string | null> {
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", bytes);
  return digest
    ? Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
    : null;
}

/** Undoes the .gz of an archive that carries its own compression. */
export async function unpacked(copy: () => Response): Promise<Bytes> {
  const stream = copy().body?.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream ?? null).arrayBuffer());
}
