import { ChainruleError } from "../errors/chainruleError.ts";
import { Batches } from "./batches.ts";
import { Breather } from "./breather.ts";
import type { ExampleSource } from "./exampleSource.ts";

/** Runs over the examples of all parts in order, `size` at a time; other work of the thread is let in now and then. */
export async function forEachBatch(
  parts: readonly ExampleSource[],
  size: number,
  run: (indices: Int32Array, part: ExampleSource) => Promise<void>,
): Promise<void> {
  if (!Number.isInteger(size) || size < 1) {
    throw new ChainruleError("learning.option", {
      subject: "model",
      name: "batchSize",
      expected: { en: "a whole number at least 1", zh: "不小于 1 的整数" },
      received: String(size),
    });
  }
  const lengths = parts.map(({ length }) => length);
  const batches = new Batches(lengths, size, undefined);
  const breather = new Breather();
  for (let batch = 0; batch < batches.perEpoch; batch += 1) {
    await breather.breathe();
    const { part, indices } = batches.at(0, batch);
    const source = parts[part];
    if (source !== undefined) await run(indices, source);
  }
}
