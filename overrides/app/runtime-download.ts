// Fetches the runtime's files and lets none pass whose bytes differ from those that were built.
import manifest, { type RuntimeFile } from "runtime-manifest";
import { RuntimeFailure } from "./runtime-messages.js";

export const TOTAL_BYTES = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);

const fetchFile = globalThis.fetch.bind(globalThis); // Pyodide's start takes the global one away
type ChunkListener = (chunk: Uint8Array<ArrayBuffer>) => void;

/** Whether the build has a file whose name starts so. */
export function hasFile(start: string): boolean {
  return Object.keys(manifest.files).some((name) => name.startsWith(start));
}

/** Address of a file of the manifest, found by the start of its name. */
export function runtimeFile(start: string): { name: string; file: RuntimeFile; url: string } {
  const found = Object.entries(manifest.files).find(([name]) => name.startsWith(start));
  if (!found) throw new RuntimeFailure("download", `The build has no ${start}`, start);
  const [name, file] = found;
  return { name, file, url: new URL(`../runtime/${file.path}`, import.meta.url).href };
}

/**
 * The checked bytes of a file; `onChunk` sees them unchecked, as they arrive.
 * Rejects with a RuntimeFailure: "download" or "damaged", and which file.
 */
export async function download(
  start: string,
  onChunk: ChunkListener,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { name, file, url } = runtimeFile(start);
  if (!globalThis.crypto?.subtle) return downloadCheckedByBrowser(name, file, url, onChunk, signal);
  const bytes = await receive(name, file, await request(name, url, { signal }), onChunk);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hexadecimal = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hexadecimal !== file.sha256) throw damaged(name);
  return bytes;
}

/** Undoes the .gz of an archive that carries its own compression. */
export async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes;
  const gunzip = new DecompressionStream("gzip");
  const writer = gunzip.writable.getWriter(); // a Blob's stream takes a tenth of a second longer
  const written = writer.write(bytes).then(() => writer.close());
  const [unzipped] = await Promise.all([new Response(gunzip.readable).arrayBuffer(), written]);
  return new Uint8Array(unzipped);
}

async function request(name: string, url: string, options: RequestInit): Promise<Response> {
  const response = await fetchFile(url, options).catch((problem: unknown) => {
    throw new RuntimeFailure("download", `${name}: ${String(problem)}`, name);
  });
  if (!response.ok) throw new RuntimeFailure("download", `${name}: status ${response.status}`, name);
  return response;
}

async function receive(
  name: string,
  file: RuntimeFile,
  response: Response,
  onChunk: ChunkListener,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes);
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch((problem: unknown) => {
      throw new RuntimeFailure("download", `${name}: ${String(problem)}`, name);
    });
    if (!part || part.done) break;
    if (length + part.value.length > bytes.length) throw damaged(name);
    bytes.set(part.value, length);
    length += part.value.length;
    onChunk(part.value);
  }
  if (length !== bytes.length) throw damaged(name);
  return bytes;
}

/** Without a secure context there is no crypto.subtle, but fetch checks: all at once, without true progress. */
async function downloadCheckedByBrowser(
  name: string,
  file: RuntimeFile,
  url: string,
  onChunk: ChunkListener,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const digest = file.sha256.match(/../g)?.map((byte) => String.fromCharCode(Number.parseInt(byte, 16)));
  const integrity = `sha256-${btoa(digest?.join("") ?? "")}`;
  const response = await fetchFile(url, { integrity, signal }).catch(async () => {
    await request(name, url, { signal, cache: "no-store" }); // fails alike if the file is not to be had
    throw damaged(name);
  });
  if (!response.ok) throw new RuntimeFailure("download", `${name}: status ${response.status}`, name);
  return receive(name, file, response, onChunk);
}

function damaged(name: string): RuntimeFailure {
  return new RuntimeFailure("damaged", `${name} is not the file that was built`, name);
}
