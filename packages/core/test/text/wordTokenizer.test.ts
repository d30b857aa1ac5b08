import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordTokenizer } from "../../src/text/wordTokenizer.ts";

function wordsOf(text: string, options: Parameters<typeof wordTokenizer>[1] = {}): string[] {
  const tokenizer = wordTokenizer(text, options);
  return Array.from(tokenizer.encode(text), tokenizer.tokenText);
}

describe("wordTokenizer", () => {
  test("splits words, signs and characters of Chinese and Japanese", () => {
    expect(wordsOf("The cat's 2 mats, e.g. naïve O’Brien!")).toEqual([
      "the",
      "cat's",
      "2",
      "mats",
      ",",
      "e",
      ".",
      "g",
      ".",
      "naïve",
      "o’brien",
      "!",
    ]);
    expect(wordsOf("我爱 TypeScript，ひらカナ")).toEqual(["我", "爱", "typescript", "，", "ひ", "ら", "カ", "ナ"]);
    expect(wordsOf("'quoted' rock'n'roll")).toEqual(["'", "quoted", "'", "rock'n'roll"]);
    expect(wordsOf("Stop, NOW! 😀", { lowerCase: false, punctuation: "drop" })).toEqual(["Stop", "NOW"]);
    expect(wordsOf("a".repeat(300))).toEqual(["a".repeat(256), "a".repeat(44)]);
  });

  test("numbers words by how often they occur, of equal counts by code points", () => {
    const tokenizer = wordTokenizer(["b a a c", "d c b a"]);
    expect(tokenizer).toMatchObject({ kind: "word", size: 6, special: { padding: 0, unknown: 1 } });
    expect([2, 3, 4, 5].map(tokenizer.tokenText)).toEqual(["a", "b", "c", "d"]);
  });

  test("keeps the most frequent words, and reads others as the unknown token", () => {
    const texts = "a a a b b c c d";
    expect(wordTokenizer(texts, { greatestSize: 4 }).encode("a b c d")).toEqual(Int32Array.of(2, 3, 1, 1));
    expect(wordTokenizer(texts, { leastCount: 2 }).size).toBe(5);
    expect(wordTokenizer(texts).decode(Int32Array.of(2, 1, 0))).toBe("a \uFFFD");
  });

  test("puts spaces where English has them", () => {
    const text = "“Well,” (she said) it's 5% off; 好的，走吧。";
    const tokenizer = wordTokenizer(text, { lowerCase: false });
    expect(tokenizer.decode(tokenizer.encode(text))).toBe("“Well,” (she said) it's 5% off;好的，走吧。");
  });

  test("says which word, where and of which text, is not in the vocabulary, and which is near", () => {
    const tokenizer = wordTokenizer("morning evening", { special: [] });
    expect(() => tokenizer.encode("Good mornin", { name: "mails[7]" })).toThrow(
      /^mails\[7\]: every word must be in the vocabulary, .*position 0 is not; got "good"/,
    );
    expect(() => tokenizer.encode("evening, mornin")).toThrow('position 7 is not; got ","');
    expect(() => tokenizer.encode("evening mornin")).toThrow('got "mornin"; did you mean "morning"?');
  });

  test.each([
    [
      "texts without words",
      () => wordTokenizer(["  ", "\n"]),
      "wordTokenizer: texts must hold at least one word; got none",
    ],
    ["signs alone where they are dropped", () => wordTokenizer("?!", { punctuation: "drop" }), "at least one word"],
    [
      "words left out without an unknown token",
      () => wordTokenizer("a b", { special: [], greatestSize: 1 }),
      'only where special has "unknown"; got 1 left out',
    ],
    ["no room for a word", () => wordTokenizer("a b", { greatestSize: 2 }), "must leave at least one word"],
    ["half a character", () => wordTokenizer("ab \uD83D"), "position 3 holds half of one"],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(message);
  });

  test("reads text of any kind without loss of words", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9]{1,12}$/), { minLength: 1 }), (words) => {
        const tokenizer = wordTokenizer(words);
        expect(tokenizer.decode(tokenizer.encode(words.join(" \n")))).toBe(words.join(" "));
      }),
    );
  });
});
