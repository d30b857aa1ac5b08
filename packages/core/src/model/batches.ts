import { random } from "../random/generator.ts";

/** The order of examples in each epoch and its division into batches; any place is reached from the seed alone. */
export class Batches {
  readonly perEpoch: number;
  readonly #length: number;
  readonly #size: number;
  readonly #seed: number | undefined;
  #orderEpoch = -1;
  #order: Int32Array = new Int32Array();

  /** @param seed - seed of the order; `undefined` keeps the order that the data have */
  constructor(length: number, size: number, seed: number | undefined) {
    this.#length = length;
    this.#size = Math.min(size, length);
    this.#seed = seed;
    this.perEpoch = Math.ceil(length / this.#size);
  }

  /** Examples of batch `batch` (from 0) in epoch `epoch` (from 0); the last one may be smaller. */
  indices(epoch: number, batch: number): Int32Array {
    if (epoch !== this.#orderEpoch) {
      this.#order =
        this.#seed === undefined
          ? Int32Array.from({ length: this.#length }, (_, i) => i)
          : random({ seed: this.#seed, stream: `shuffle/${epoch}` }).permutation(this.#length);
      this.#orderEpoch = epoch;
    }
    return this.#order.subarray(batch * this.#size, Math.min((batch + 1) * this.#size, this.#length));
  }

  /** The sizes that occur: the whole batch, and that of the last where it is smaller. */
  get sizes(): readonly number[] {
    const last = this.#length - (this.perEpoch - 1) * this.#size;
    return last === this.#size ? [this.#size] : [this.#size, last];
  }
}
