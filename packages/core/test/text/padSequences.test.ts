import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketByLength } from "../../src/text/bucketByLength.ts";
import { characterTokenizer } from "../../src/text/characterTokenizer.ts";
import { encodeTexts } from "../../src/text/encodeTexts.ts";
import { oneHotFeatures } from "../../src/text/oneHotFeatures.ts";
import { padSequences } from "../../src/text/padSequences.ts";

const sequences = [[5, 2], Int32Array.of(7, 3, 4), [1]];

describe("padSequences", () => {
  test("fills up to the longest, or to a length, at either end", () => {
    expect(padSequences(sequences, { padding: 0 })).toEqual({
      values: Int32Array.of(5, 2, 0, 7, 3, 4, 1, 0, 0),
      shape: [3],
      lengths: Int32Array.of(2, 3, 1),
    });
    const left = padSequences(sequences, { padding: -1, length: 4, side: "start" });
    expect(left.values).toEqual(Int32Array.of(-1, -1, 5, 2, -1, 7, 3, 4, -1, -1, -1, 1));
  });

  test("cuts the end or the start of longer ones where that is asked for", () => {
    expect(padSequences(sequences, { padding: 0, length: 2, truncate: "end" }).values).toEqual(
      Int32Array.of(5, 2, 7, 3, 1, 0),
    );
    expect(padSequences(sequences, { padding: 0, length: 2, truncate: "start" })).toMatchObject({
      values: Int32Array.of(5, 2, 3, 4, 1, 0),
      lengths: Int32Array.of(2, 2, 1),
    });
  });

  test.each([
    ["none", [], { padding: 0 }, "sequences: must hold at least one example; got none"],
    [
      "a longer one",
      sequences,
      { padding: 0, length: 2 },
      'sequences[1]: must hold at most 2 tokens; got 3; truncate: "end" cuts off the end',
    ],
    [
      "an empty one",
      [[1], []],
      { padding: 0 },
      "sequences[1]: must hold at least one token; got none; leave it out, or mark the ends",
    ],
    [
      "a fraction",
      [[1], [2, 0.5]],
      { padding: 0 },
      "sequences[1]: tokens must be whole numbers; that at position 1 is not; got 0.5",
    ],
    ["a token that i32 can't hold", [[2 ** 31]], { padding: 0 }, "got 2147483648"],
    [
      "the padding token inside",
      [[1, 0, 2], [3]],
      { padding: 0 },
      'padding must be a token that no sequence holds; sequences[0] holds it at position 1; got 0; give the tokenizer a padding token: special: ["padding"]',
    ],
    ["a length of 0", sequences, { padding: 0, length: 0 }, "length must be a whole number at least 1"],
  ])("refuses %s", (_, given, options, message) => {
    expect(() => padSequences(given, options)).toThrow(message);
  });

  test("names what was meant by a misspelt option", () => {
    const options: { padding: number } = JSON.parse('{"padding": 0, "lenght": 3}');
    expect(() => padSequences(sequences, options)).toThrow('got "lenght"; did you mean "length"?');
    expect(() => padSequences(sequences, JSON.parse("{}"))).toThrow("padSequences: padding must be given");
  });

  test("holds every sequence, and padding elsewhere", () => {
    const token = fc.integer({ min: 1, max: 9 });
    const lists = fc.array(fc.array(token, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lists, fc.nat(3), fc.constantFrom("start", "end"), (given, more, side) => {
        const length = Math.max(...given.map((list) => list.length)) + more;
        const { values, lengths } = padSequences(given, { padding: 0, length, side });
        given.forEach((list, i) => {
          const row = Array.from(values.subarray(i * length, (i + 1) * length));
          const fill = new Array<number>(length - list.length).fill(0);
          expect(row).toEqual(side === "end" ? [...list, ...fill] : [...fill, ...list]);
          expect(lengths[i]).toBe(list.length);
        });
      }),
    );
  });
});

describe("encodeTexts", () => {
  test("gives the tokens of each text, and says which cannot be encoded", () => {
    const tokenizer = characterTokenizer("abc", { special: ["end"] });
    expect(encodeTexts(tokenizer, ["ab", "c"], { end: true })).toEqual([Int32Array.of(1, 2, 0), Int32Array.of(3, 0)]);
    expect(() => encodeTexts(tokenizer, ["ab", "cx"])).toThrow("texts[1]: every character must be in the vocabulary");
    expect(() => encodeTexts(tokenizer, ["d"], { name: "mails" })).toThrow("mails[0]");
  });
});

describe("oneHotFeatures", () => {
  test("puts 1 at each token's place, and nothing for padding below 0", () => {
    const features = oneHotFeatures(padSequences([[0, 2], [1]], { padding: -1 }), 3);
    expect(features).toEqual({ values: Float32Array.of(1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0), shape: [2, 3] });
  });

  test("refuses tokens beyond its size, and more than memory", () => {
    const padded = padSequences([[1], [4]], { padding: 0 });
    expect(() => oneHotFeatures(padded, 4)).toThrow(
      /sequences\[1\]: tokens must be whole numbers from 0 to 3; that at position 0 is not; got 4/,
    );
    expect(() => oneHotFeatures(padded, 2 ** 30)).toThrow(
      "size must be a whole number from 1 to 536870912 (4 GiB in all)",
    );
    expect(() => oneHotFeatures(padded, 0)).toThrow("got 0");
  });
});

const ofLengths = (lengths: readonly number[]): readonly number[][] =>
  lengths.map((length) => new Array<number>(length).fill(1));

describe("bucketByLength", () => {
  test("sorts by given lengths, and leaves out empty buckets", () => {
    expect(bucketByLength(ofLengths([3, 1, 8, 4]), [2, 4, 6, 8])).toEqual([
      { length: 2, indices: Int32Array.of(1) },
      { length: 4, indices: Int32Array.of(0, 3) },
      { length: 8, indices: Int32Array.of(2) },
    ]);
  });

  test("finds the lengths that need least padding", () => {
    const lengths = [1, 1, 2, 9, 10, 10, 30];
    expect(bucketByLength(ofLengths(lengths), 3).map((bucket) => bucket.length)).toEqual([2, 10, 30]);
    expect(bucketByLength(ofLengths(lengths), 1)).toEqual([{ length: 30, indices: Int32Array.from(lengths.keys()) }]);
    expect(bucketByLength(ofLengths(lengths), 99).map((bucket) => bucket.length)).toEqual([1, 2, 9, 10, 30]);
    expect(bucketByLength(ofLengths(Array.from({ length: 2000 }, (_, i) => i + 1)), 4).at(-1)?.length).toBe(2000);
  });

  test("needs no more padding than any other choice of lengths", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 4 }), (given, count) => {
        const size = (bounds: readonly number[]): number =>
          given.reduce((total, length) => total + (bounds.find((bound) => length <= bound) ?? Infinity), 0);
        const found = bucketByLength(ofLengths(given), count);
        expect(found.length).toBeLessThanOrEqual(count);
        expect(found.flatMap(({ indices }) => Array.from(indices)).sort((a, b) => a - b)).toEqual([...given.keys()]);
        const candidates = [...new Set(given)].sort((a, b) => a - b);
        let least = Infinity;
        for (let chosen = 1; chosen < 2 ** candidates.length; chosen += 1) {
          const bounds = candidates.filter((_, i) => (chosen >> i) % 2 === 1);
          if (bounds.length <= count) least = Math.min(least, size(bounds));
        }
        expect(size(found.map(({ length }) => length))).toBe(least);
      }),
    );
  });

  test.each([
    ["no sequences", [], 2, "must hold at least one example"],
    ["an empty sequence", [[1], []], 2, "sequences[1]: must hold at least one token"],
    [
      "a longer one than the last bucket",
      ofLengths([2, 5]),
      [2, 4],
      "sequences[1]: must hold at most 4 tokens, the length of the last bucket; got 5",
    ],
    [
      "no buckets",
      ofLengths([2]),
      0,
      "buckets must be a whole number at least 1, or rising whole numbers from 1 on; got 0",
    ],
    ["lengths that fall", ofLengths([2]), [4, 2], "got [4,2]"],
    ["lengths of 0", ofLengths([2]), [0, 2], "got [0,2]"],
    ["an empty list", ofLengths([2]), [], "got []"],
  ])("refuses %s", (_, given, buckets, message) => {
    expect(() => bucketByLength(given, buckets)).toThrow(message);
  });
});
