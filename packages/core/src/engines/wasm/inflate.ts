import { builtinModule } from "./builtinModule.ts";

interface Zlib {
  inflateRawSync(deflated: Uint8Array): Uint8Array;
}

function isZlib(module: object | undefined): module is Zlib {
  return module !== undefined && "inflateRawSync" in module;
}

/** Bytes from base64 of a deflated stream. */
export async function inflate(base64: string): Promise<Uint8Array> {
  const text = atob(base64);
  const deflated = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) deflated[index] = text.charCodeAt(index);
  // Measured on Node 20: 1.5 ms; web streams take 7 ms there, and through a Response 27 ms.
  const zlib = builtinModule("node:zlib");
  return isZlib(zlib) ? zlib.inflateRawSync(deflated) : inflateByStream(deflated);
}

async function inflateByStream(deflated: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
