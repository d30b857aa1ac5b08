import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { characterTokenizer } from "../../src/text/characterTokenizer.ts";

const names = characterTokenizer(["ben", "anna"], { special: ["end", "padding", "start"] });

function wordedZh(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ChainruleError) return error.toText("zh");
  }
  return undefined;
}

describe("characterTokenizer", () => {
  test("numbers special tokens first, then characters by code point", () => {
    expect(names).toMatchObject({ kind: "character", size: 7, special: { padding: 0, start: 1, end: 2 } });
    expect([3, 4, 5, 6].map(names.tokenText)).toEqual(["a", "b", "e", "n"]);
    expect(names.tokenText(0)).toBe("<padding>");
    const wide = characterTokenizer("😀\uFFFF\uD7FF猫a");
    expect(Array.from({ length: wide.size }, (_, i) => wide.tokenText(i))).toEqual([
      "a",
      "猫",
      "\uD7FF",
      "\uFFFF",
      "😀",
    ]);
  });

  test("marks the ends where asked, and leaves special tokens out of texts", () => {
    expect(names.encode("ben", { start: true, end: true })).toEqual(Int32Array.of(1, 4, 5, 6, 2));
    expect(names.decode([1, 4, 5, 6, 2, 0, 0])).toBe("ben");
    expect(names.encode("")).toEqual(new Int32Array(0));
    expect(names.encode("", { end: true })).toEqual(Int32Array.of(2));
    expect(names.decode([])).toBe("");
  });

  test("reads rare and new characters as the unknown token, which decodes to �", () => {
    const few = characterTokenizer(["aab", "aac"], { special: ["unknown"], leastCount: 2 });
    expect(few.size).toBe(2);
    expect(few.encode("abz")).toEqual(Int32Array.of(1, 0, 0));
    expect(few.decode([1, 0])).toBe("a\uFFFD");
    const two = characterTokenizer("ccbbba", { special: ["unknown"], greatestSize: 3 });
    expect([1, 2].map(two.tokenText)).toEqual(["b", "c"]);
  });

  test("says which character, where and of which text, is not in the vocabulary", () => {
    expect(() => names.encode("aé")).toThrow(
      'text: every character must be in the vocabulary, for there is no unknown token; that at position 1 is not; got "é" (U+00E9); train the tokenizer with special: ["unknown"]',
    );
    expect(() => names.encode("nn😀", { name: "names[3]" })).toThrow(
      /^names\[3\]: .*position 2 is not; got "😀" \(U\+1F600\)/,
    );
    expect(wordedZh(() => names.encode("aé"))).toContain("没有未知词元，因此每个字符都必须在词表中；位置 1 的字符不在");
  });

  test.each([
    ["no texts", () => characterTokenizer([]), "characterTokenizer: texts must hold at least one character; got none"],
    ["empty texts", () => characterTokenizer(["", ""]), "at least one character"],
    [
      "half a character",
      () => characterTokenizer(["ok", "a\uD800b"]),
      "texts[1]: must be whole characters; position 1 holds half of one (a lone surrogate); got U+D800",
    ],
    ["half a character to encode", () => names.encode("\uDC00"), "text: must be whole characters; position 0"],
    [
      "characters left out without an unknown token",
      () => characterTokenizer("aab", { leastCount: 2 }),
      'may leave out a character only where special has "unknown"; got 1 left out',
    ],
    [
      "a vocabulary of nothing",
      () => characterTokenizer("ab", { leastCount: 2, special: ["unknown"] }),
      "must leave at least one character; got none of 2 left",
    ],
    [
      "an end token that it does not have",
      () => characterTokenizer("a").encode("a", { end: true }),
      'encode: the tokenizer must have the special token "end"; got none; train it with special: ["end"]',
    ],
    [
      "a token that is none of its own",
      () => names.decode([3, 7]),
      "decode: tokens must be whole numbers from 0 to 6; that at position 1 is not; got 7",
    ],
    ["a fraction", () => names.decode([0.5]), "got 0.5"],
    ["a token without text", () => names.tokenText(7), "decode: a token must be a whole number from 0 to 6; got 7"],
    [
      "a least count of 0",
      () => characterTokenizer("a", { leastCount: 0 }),
      "leastCount must be a whole number at least 1",
    ],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(message);
  });

  test("names what was meant by a misspelt option or special token", () => {
    const given: object = { specials: ["padding"] };
    expect(() => characterTokenizer("a", given)).toThrow('got "specials"; did you mean "special"?');
    const misspelt: object = { special: ["pading"] };
    expect(() => characterTokenizer("a", misspelt)).toThrow(
      'special token: name must be a known one; got "pading"; did you mean "padding"?',
    );
    const twice: object = { special: ["end", "end"] };
    expect(() => characterTokenizer("a", twice)).toThrow(
      "special must be a list of padding, start, end, unknown, each once",
    );
    const texts: Iterable<string> = JSON.parse('["a", 5]');
    expect(() => characterTokenizer(texts)).toThrow("texts[1]: must be a text (a string); got 5");
  });

  test("gives back every text that it was trained on", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1 }), (texts) => {
        const tokenizer = characterTokenizer(texts, { special: ["start", "end"] });
        for (const text of texts)
          expect(tokenizer.decode(tokenizer.encode(text, { start: true, end: true }))).toBe(text);
      }),
    );
  });
});
