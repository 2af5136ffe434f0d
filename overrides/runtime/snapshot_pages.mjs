// A memory snapshot without what every browser has anyway: the program's own data, and pages of zeros.
const PAGE_BYTES = 4096;
const DATA_SECTION = 11;
const PROGRAM_DATA_STARTS = 1024; // where Emscripten's main module keeps its data in memory

function leb128(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** Where the one data segment of a WebAssembly program lies in its file: [offset, length]. */
export function dataSegment(program) {
  let at = 8;
  while (at < program.length) {
    const section = program[at];
    const [size, contents] = leb128(program, at + 1);
    if (section === DATA_SECTION) {
      const [, flags] = leb128(program, contents); // number of segments
      const end = program.indexOf(0x0b, flags); // of the expression that says where to
      const [length, start] = leb128(program, end + 1);
      return [start, length];
    }
    at = contents + size;
  }
  throw new Error("The program has no data section");
}

/** Leaves out of a memory snapshot every page that is as the program leaves it: its own data, or zeros. */
export function packedSnapshot(snapshot, program) {
  const [offset, length] = dataSegment(program);
  const headerBytes = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true);
  const expected = new Uint8Array(snapshot.length);
  expected.set(program.subarray(offset, offset + length), headerBytes + PROGRAM_DATA_STARTS);
  const runs = [];
  for (let page = 0; page < snapshot.length; page += PAGE_BYTES) {
    const end = Math.min(page + PAGE_BYTES, snapshot.length);
    if (Buffer.compare(snapshot.subarray(page, end), expected.subarray(page, end)) === 0) continue;
    const last = runs.at(-1);
    if (last?.end === page) last.end = end;
    else runs.push({ start: page, end });
  }
  const table = [snapshot.length, offset, length, headerBytes + PROGRAM_DATA_STARTS, runs.length];
  for (const { start, end } of runs) table.push(start, end);
  return Buffer.concat([
    Buffer.from(Uint32Array.from(table).buffer),
    ...runs.map(({ start, end }) => snapshot.subarray(start, end)),
  ]);
}

/**
 * The inverse of packedSnapshot(): what Pyodide's _loadSnapshot takes.
 * @param {Uint8Array<ArrayBuffer>} packed
 * @param {Uint8Array} program
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function unpackedSnapshot(packed, program) {
  const [size, from, length, to, count] = new Uint32Array(packed.buffer, 0, 5);
  const runs = new Uint32Array(packed.buffer, 20, 2 * count);
  const memory = new Uint8Array(size);
  memory.set(program.subarray(from, from + length), to);
  let at = runs.byteOffset + runs.byteLength;
  for (let run = 0; run < runs.length; run += 2) {
    const bytes = runs[run + 1] - runs[run];
    memory.set(packed.subarray(at, at + bytes), runs[run]);
    at += bytes;
  }
  return memory;
}
