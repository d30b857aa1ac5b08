import { ChainruleError } from "../errors/chainruleError.ts";
import { type Key, threefry2x32 } from "./threefry.ts";

const nameMark = 0xffffffff; // no number's high word: those stay below 2²¹

/**
 * The key of a seed: its high and its low 32 bits.
 *
 * @param seed a whole number from 0 to 2⁵³ − 1
 * @throws ChainruleError if it is not
 */
export function keyFromSeed(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ChainruleError("random.seed", { received: String(seed), most: Number.MAX_SAFE_INTEGER });
  }
  return words(seed);
}

/**
 * A key for one of many independent streams under `key`, by number or by name.
 *
 * A number n gives Threefry(key, n). A name is absorbed four UTF-16 units a block, its length first, each block under the
 * key that the one before it gave, so that streams of a number and of a name never meet by construction.
 *
 * @param stream a whole number from 0 to 2⁵³ − 1, or any text
 */
export function streamKey(key: Key, stream: number | string): Key {
  if (typeof stream === "number") return derive(key, keyFromSeed(stream));
  let current = derive(key, [nameMark, stream.length]);
  for (let i = 0; i < stream.length; i += 4) {
    current = derive(current, [
      unit(stream, i) | (unit(stream, i + 1) << 16),
      unit(stream, i + 2) | (unit(stream, i + 3) << 16),
    ]);
  }
  return current;
}

function unit(text: string, index: number): number {
  return index < text.length ? text.charCodeAt(index) : 0;
}

function derive(key: Key, counter: Key): Key {
  const out = new Uint32Array(2);
  threefry2x32(key, counter[0], counter[1], out);
  return [out[0] ?? 0, out[1] ?? 0];
}

function words(value: number): Key {
  return [Math.floor(value / 2 ** 32), value >>> 0];
}
