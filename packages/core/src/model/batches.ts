import { random } from "../random/generator.ts";

/** Some examples of one part of the data. */
export interface Batch {
  readonly part: number;
  /** Places in the part. */
  readonly indices: Int32Array;
}

/**
 * The order of examples in each epoch and its division into batches, each of one part; any place is reached from the seed
 * alone.
 */
export class Batches {
  readonly perEpoch: number;
  readonly #lengths: readonly number[];
  readonly #size: number;
  readonly #seed: number | undefined;
  #orderEpoch = -1;
  #orders: readonly Int32Array[] = [];
  /** Which batch of the parts in a row comes first, second, …. */
  #turns: Int32Array = new Int32Array();

  /**
   * @param lengths - examples of each part
   * @param size - examples of a batch
   * @param seed - seed of the order; `undefined` keeps the order that the data have
   */
  constructor(lengths: readonly number[], size: number, seed: number | undefined) {
    this.#lengths = lengths;
    this.#size = size;
    this.#seed = seed;
    this.perEpoch = lengths.reduce((total, length) => total + Math.ceil(length / size), 0);
  }

  /** Batch `batch` (from 0) in epoch `epoch` (from 0); the last one of a part may be smaller. */
  at(epoch: number, batch: number): Batch {
    if (epoch !== this.#orderEpoch) this.#arrange(epoch);
    let turn = this.#turns[batch] ?? 0;
    for (const [part, order] of this.#orders.entries()) {
      const count = Math.ceil(order.length / this.#size);
      if (turn < count) return { part, indices: order.subarray(turn * this.#size, (turn + 1) * this.#size) };
      turn -= count;
    }
    throw new RangeError("no such batch");
  }

  /** The sizes that occur in each part: the whole batch, and that of the last where it is smaller. */
  get sizes(): readonly { readonly part: number; readonly size: number }[] {
    return this.#lengths.flatMap((length, part) => {
      const whole = length < this.#size ? [] : [{ part, size: this.#size }];
      const rest = length % this.#size;
      return rest === 0 ? whole : [...whole, { part, size: rest }];
    });
  }

  #arrange(epoch: number): void {
    const seed = this.#seed;
    const isDivided = this.#lengths.length > 1;
    this.#orders = this.#lengths.map((length, part) =>
      seed === undefined
        ? inOrder(length)
        : random({ seed, stream: `shuffle/${epoch}${isDivided ? `/${part}` : ""}` }).permutation(length),
    );
    this.#turns =
      seed === undefined || !isDivided
        ? inOrder(this.perEpoch)
        : random({ seed, stream: `shuffle/${epoch}/batches` }).permutation(this.perEpoch);
    this.#orderEpoch = epoch;
  }
}

function inOrder(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}
