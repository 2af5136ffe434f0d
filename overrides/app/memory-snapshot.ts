// Rebuilds Python's memory from a snapshot that leaves out the program's own data and pages of zeros.

/** The inverse of packedSnapshot() in overrides/runtime/snapshot_pages.mjs: what Pyodide's _loadSnapshot takes. */
export function unpackedSnapshot(
  packed: Uint8Array<ArrayBuffer>,
  program: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const [size = 0, from = 0, length = 0, to = 0, count = 0] = new Uint32Array(packed.buffer, 0, 5);
  const runs = new Uint32Array(packed.buffer, 20, 2 * count);
  const memory = new Uint8Array(size);
  memory.set(program.subarray(from, from + length), to);
  let at = runs.byteOffset + runs.byteLength;
  for (let run = 0; run < runs.length; run += 2) {
    const start = runs[run] ?? 0;
    const bytes = (runs[run + 1] ?? 0) - start;
    memory.set(packed.subarray(at, at + bytes), start);
    at += bytes;
  }
  return memory;
}
