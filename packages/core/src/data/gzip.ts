import { ChainruleError } from "../errors/chainruleError.ts";

/** How {@link gunzip} guards. */
export interface GunzipOptions {
  /** What errors are to name, say a file. */
  readonly subject: string;
  /** Most bytes that may come out. Default 2³⁰. */
  readonly limitBytes?: number | undefined;
}

/** Whether bytes begin as gzip data does (1F 8B). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses gzip data with the platform's `DecompressionStream`, stopping as soon as the limit is passed.
 *
 * @throws ChainruleError if the data are damaged, cut off or larger than the limit
 */
export async function gunzip(bytes: Uint8Array, options: GunzipOptions): Promise<Uint8Array> {
  const { subject, limitBytes = 2 ** 30 } = options;
  const source = new ReadableStream<BufferSource>({
    start(controller) {
      controller.enqueue(new Uint8Array(bytes));
      controller.close();
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      byteCount += value.length;
      if (byteCount > limitBytes) throw new ChainruleError("data.gzipLimit", { subject, limitBytes });
      chunks.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined); // already failed; nothing left to stop
    if (error instanceof ChainruleError) throw error;
    throw new ChainruleError("data.gzip", { subject }, { cause: error });
  }
  const whole = new Uint8Array(byteCount);
  let byteOffset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, byteOffset);
    byteOffset += chunk.length;
  }
  return whole;
}
