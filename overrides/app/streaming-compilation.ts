// Compiles WebAssembly while its bytes arrive, and gives the module out only when told that they are whole.
import { RuntimeFailure } from "./runtime-messages.js";

export class StreamingCompilation {
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  readonly #module: Promise<WebAssembly.Module>;

  constructor() {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    this.#module = WebAssembly.compileStreaming(
      new Response(body, { headers: { "Content-Type": "application/wasm" } }),
    );
    this.#module.catch(() => undefined); // of damaged bytes; finish() reports what concerns whole ones
  }

  add(chunk: Uint8Array<ArrayBuffer>): void {
    try {
      this.#controller?.enqueue(chunk);
    } catch {
      // the compiler has given up on the stream; finish() says why
    }
  }

  async finish(): Promise<WebAssembly.Module> {
    try {
      this.#controller?.close();
    } catch {
      // as above
    }
    return this.#module.catch((problem: unknown) => {
      throw new RuntimeFailure("no-webassembly", String(problem)); // a policy or an old browser forbids it
    });
  }
}
