import { ChainruleError } from "../errors/chainruleError.ts";
import { Batches } from "./batches.ts";
import { Breather } from "./breather.ts";

/** Runs over `length` examples in order, `size` at a time; other work of the thread is let in now and then. */
export async function forEachBatch(
  length: number,
  size: number,
  run: (indices: Int32Array) => Promise<void>,
): Promise<void> {
  if (!Number.isInteger(size) || size < 1) {
    throw new ChainruleError("learning.option", {
      subject: "model",
      name: "batchSize",
      expected: { en: "a whole number at least 1", zh: "不小于 1 的整数" },
      received: String(size),
    });
  }
  const batches = new Batches(length, size, undefined);
  const breather = new Breather();
  for (let batch = 0; batch < batches.perEpoch; batch += 1) {
    await breather.breathe();
    await run(batches.indices(0, batch));
  }
}
