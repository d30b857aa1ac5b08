import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { bytePairTokenizer } from "../../src/text/bytePairTokenizer.ts";
import { characterTokenizer } from "../../src/text/characterTokenizer.ts";
import { tokenizerFromConfig } from "../../src/text/registry.ts";
import { tokenizerFromJson } from "../../src/text/tokenizerFromJson.ts";
import { wordTokenizer } from "../../src/text/wordTokenizer.ts";

const text = "The cat sat. 猫坐下了。 It's 😀, naïve!";

describe("tokenizerFromJson", () => {
  test.each([
    characterTokenizer(text, { special: ["padding", "end", "unknown"] }),
    wordTokenizer(text, { lowerCase: false, punctuation: "drop" }),
    bytePairTokenizer(text, { merges: 12, leastCount: 1, special: ["start"] }),
  ])("makes the tokenizer again that was saved", (tokenizer) => {
    const again = tokenizerFromJson(JSON.parse(JSON.stringify(tokenizer.toJson())));
    expect(again).toMatchObject({ kind: tokenizer.kind, size: tokenizer.size, special: tokenizer.special });
    expect(again.encode(text)).toEqual(tokenizer.encode(text));
    expect(again.toJson()).toEqual(tokenizer.toJson());
  });

  const common = { format: "chainrule.tokenizer", version: 1, special: [] };
  const characters = { ...common, kind: "character", characters: ["a", "b"] };
  const words = { ...common, kind: "word", lowerCase: true, punctuation: "keep", words: ["a"] };
  const pairs = { ...common, kind: "bytePair", merges: [[97, 98]] };
  const doubling = Array.from({ length: 30 }, (_, i) => (i === 0 ? [97, 97] : [255 + i, 255 + i]));
  test.each([
    ["nothing", null, "tokenizer: format must be chainrule.tokenizer; got null"],
    [
      "another file",
      { format: "chainrule.sequential" },
      'format must be chainrule.tokenizer; got "chainrule.sequential"',
    ],
    ["a later version", { ...characters, version: 2 }, "version must be 1; got 2"],
    [
      "an unknown kind",
      { ...characters, kind: "charakter" },
      'tokenizer: name must be a known one; got "charakter"; did you mean "character"?',
    ],
    ["no kind", common, "kind must be a name; got undefined"],
    [
      "an unknown field",
      { ...characters, charcters: [] },
      'fields must be known ones; got "charcters"; did you mean "characters"?',
    ],
    [
      "no special tokens",
      { ...characters, special: undefined },
      "tokenizer: special must be a list of padding, start, end, unknown, each once; got undefined",
    ],
    [
      "an unknown special token",
      { ...characters, special: ["pad"] },
      'special token: name must be a known one; got "pad"',
    ],
    ["characters that are no list", { ...characters, characters: "ab" }, 'characters must be a list; got "ab"'],
    ["no characters", { ...characters, characters: [] }, "characters must be a list of at least one; got []"],
    [
      "two characters as one",
      { ...characters, characters: ["a", "bc"] },
      'characters[1] must be one character; got "bc"',
    ],
    ["an empty character", { ...characters, characters: [""] }, 'characters[0] must be one character; got ""'],
    ["half a character", { ...characters, characters: ["\uD800"] }, "characters[0] must be one character"],
    ["a number as a character", { ...characters, characters: [5] }, "characters[0] must be one character; got 5"],
    [
      "a character twice",
      { ...characters, characters: ["a", "b", "a"] },
      'characters[2] must be there once only; got "a"',
    ],
    ["a word twice", { ...words, words: ["a", "a"] }, 'words[1] must be there once only; got "a"'],
    ["a case that is no truth value", { ...words, lowerCase: 1 }, "lowerCase must be true or false; got 1"],
    ["unknown punctuation", { ...words, punctuation: "some" }, 'punctuation must be keep or drop; got "some"'],
    ["a merge of one", { ...pairs, merges: [[97]] }, "merges[0] must be two whole numbers below 256; got [97]"],
    ["a merge of three", { ...pairs, merges: [[97, 98, 99]] }, "merges[0] must be two whole numbers below 256"],
    [
      "a merge of what comes later",
      {
        ...pairs,
        merges: [
          [97, 98],
          [256, 257],
        ],
      },
      "merges[1] must be two whole numbers below 257; got [256,257]",
    ],
    ["a fraction in a merge", { ...pairs, merges: [[97, 0.5]] }, "got [97,0.5]"],
    [
      "a merge twice",
      {
        ...pairs,
        merges: [
          [97, 98],
          [97, 98],
        ],
      },
      "merges[1] must be a pair that was not merged before; got [97,98]",
    ],
    [
      "tokens that grow without end",
      { ...pairs, merges: doubling },
      "merges[12] must be a pair of at most 4097 bytes; got 8192",
    ],
    ["merges that are no list", { ...pairs, merges: {} }, "merges must be a list; got {}"],
    ["an unknown token for bytes", { ...pairs, special: ["unknown"] }, 'got "unknown"'],
  ])("refuses %s", (_, json, message) => {
    expect(() => tokenizerFromJson(json)).toThrow(ChainruleError);
    expect(() => tokenizerFromJson(json)).toThrow(message);
  });

  test("raises its own errors alone, whatever the file holds", () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.array(fc.nat(300), { maxLength: 3 })),
      fc.array(fc.string({ maxLength: 2 })),
    );
    const fields = fc.record(
      {
        special: fc.oneof(fc.constant([]), value),
        characters: value,
        merges: value,
        words: value,
        lowerCase: value,
        punctuation: value,
      },
      { requiredKeys: ["special"] },
    );
    fc.assert(
      fc.property(fields, fc.constantFrom("character", "word", "bytePair"), (given, kind) => {
        try {
          tokenizerFromJson({ ...common, ...given, kind });
        } catch (error) {
          expect(error).toBeInstanceOf(ChainruleError);
        }
      }),
    );
  });
});

describe("tokenizerFromConfig", () => {
  test("plans the tokenizer that a configuration names", () => {
    expect(tokenizerFromConfig("character").train("ab").size).toBe(2);
    expect(tokenizerFromConfig({ bytePair: 3 }).train("abab abab").kind).toBe("bytePair");
    expect(tokenizerFromConfig({ word: { leastCount: 2 } })).toMatchObject({
      kind: "word",
      options: { leastCount: 2 },
    });
    expect(() => tokenizerFromConfig("wrod", "tokenizer")).toThrow('did you mean "word"?');
    expect(() => tokenizerFromConfig({ bytePair: {} })).toThrow("bytePair: merges must be given");
  });
});
