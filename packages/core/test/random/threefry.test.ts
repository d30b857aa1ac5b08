import { expect, test } from "vitest";
import { keyFromSeed, streamKey } from "../../src/random/key.ts";
import { type Key, threefry2x32 } from "../../src/random/threefry.ts";

// Random123 1.14, tests/kat_vectors, lines "threefry2x32 20": counter, key, result
const knownAnswers: readonly (readonly [counter: Key, key: Key, result: Key])[] = [
  [
    [0, 0],
    [0, 0],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x243f6a88, 0x85a308d3],
    [0x13198a2e, 0x03707344],
    [0xc4923a9c, 0x483df7a0],
  ],
];

test.each(knownAnswers)("counter %j under key %j gives the published words", (counter, key, result) => {
  const out = new Uint32Array(4);
  threefry2x32(key, counter[0], counter[1], out, 1);
  expect(Array.from(out)).toEqual([0, ...result, 0]);
});

test("a seed's key is its high and low word", () => {
  expect(keyFromSeed(0)).toEqual([0, 0]);
  expect(keyFromSeed(2 ** 32 - 1)).toEqual([0, 0xffffffff]);
  expect(keyFromSeed(Number.MAX_SAFE_INTEGER)).toEqual([0x1fffff, 0xffffffff]);
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])("seed %d is refused", (seed) => {
  expect(() => keyFromSeed(seed)).toThrow("seed: must be a whole number from 0 to 9007199254740991");
});

test("streams by number and by name all have keys of their own", () => {
  const key = keyFromSeed(7);
  const streams = [0, 1, 2 ** 40, "", "a", "b", "ab", "ba", "shuffle", "shuffle\0", "dropout", "weights of layer 12"];
  expect(new Set(streams.map((stream) => streamKey(key, stream).join())).size).toBe(streams.length);
  expect(streamKey(key, "shuffle")).toEqual(streamKey(keyFromSeed(7), "shuffle"));
  expect(streamKey(keyFromSeed(8), "shuffle")).not.toEqual(streamKey(key, "shuffle"));
});
